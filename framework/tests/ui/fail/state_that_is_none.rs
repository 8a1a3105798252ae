use switchboard::prelude::*;

#[derive(Default, serde::Serialize, serde::Deserialize)]
enum Order {
    #[default]
    Idle,
    Address,
}

#[on(incoming_messages, in_state = Order::Adress)]
async fn address() {}

fn main() {
    let _ = Order::Address;
    handlers![address];
}
