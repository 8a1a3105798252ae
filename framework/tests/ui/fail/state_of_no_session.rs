use switchboard::prelude::*;

enum Order {
    Address,
}

#[on(incoming_messages, in_state = Order::Address)]
async fn address() {}

fn main() {
    handlers![address];
}
