use switchboard::prelude::*;

#[on(incoming_messages, text = "a", text = "b")]
async fn greet() {}

fn main() {
    handlers![greet];
}
