use switchboard::prelude::*;

#[on(incoming_messages, text)]
async fn greet() {}

fn main() {
    handlers![greet];
}
