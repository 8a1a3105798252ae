use switchboard::prelude::*;

#[on(incoming_messages, not(text = "a", text = "b"))]
async fn greet() {}

fn main() {
    handlers![greet];
}
