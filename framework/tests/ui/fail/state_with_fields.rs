use switchboard::prelude::*;

#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
enum Order {
    #[default]
    Open,
    Address {
        street: String,
    },
}

#[on(incoming_messages, in_state = Order::Address { .. })]
async fn greet() {}

fn main() {
    handlers![greet];
}
