use switchboard::prelude::*;

#[on(incoming_messages, in_state = Address)]
async fn greet() {}

fn main() {
    handlers![greet];
}
