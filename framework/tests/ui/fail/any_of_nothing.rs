use switchboard::prelude::*;

#[on(incoming_messages, any())]
async fn greet() {}

fn main() {
    handlers![greet];
}
