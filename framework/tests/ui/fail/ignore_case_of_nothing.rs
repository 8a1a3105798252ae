use switchboard::prelude::*;

#[on(incoming_messages, regex = "hi", ignore_case)]
async fn greet() {}

fn main() {
    handlers![greet];
}
