use switchboard::prelude::*;

#[on(incoming_messages, any(text = "hi", owner = any))]
async fn greet() {}

fn main() {
    handlers![greet];
}
