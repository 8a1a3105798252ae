use switchboard::prelude::*;

#[on(incoming_messages, word = "good morning")]
async fn greet() {}

fn main() {
    handlers![greet];
}
