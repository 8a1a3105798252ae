use switchboard::prelude::*;

#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
enum Order {
    #[default]
    Open,
    Items(u32),
}

#[on(incoming_messages, in_state = [Order::Open, Order::Items(3)])]
async fn greet() {}

fn main() {
    handlers![greet];
}
