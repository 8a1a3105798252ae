use switchboard::prelude::*;

#[on(incoming_messages, text = ["hi", "hello"])]
async fn greet() {}

#[on(incoming_messages, text = "hi")]
async fn welcome() {}

fn main() {
    handlers![greet, welcome];
}
