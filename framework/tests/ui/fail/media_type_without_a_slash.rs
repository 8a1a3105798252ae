use switchboard::prelude::*;

#[on(incoming_messages, mime = "image")]
async fn greet() {}

fn main() {
    handlers![greet];
}
