use switchboard::prelude::*;

#[on(incoming_messages, text = "hi", command = "hi <name>")]
async fn greet() {}

fn main() {
    handlers![greet];
}
