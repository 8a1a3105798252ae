use switchboard::prelude::*;

#[on(incoming_messages, txt = "hi")]
async fn greet() {}

fn main() {
    handlers![greet];
}
