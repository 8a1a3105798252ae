use switchboard::prelude::*;

#[on(incoming_messages, any = "hi")]
async fn greet() {}

fn main() {
    handlers![greet];
}
