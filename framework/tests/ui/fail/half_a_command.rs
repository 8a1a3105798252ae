use switchboard::prelude::*;

#[on(incoming_messages, command = "order <id")]
async fn greet() {}

fn main() {
    handlers![greet];
}
