use switchboard::prelude::*;

#[on(incoming_messages, once_in = "1d")]
async fn greet() {}

fn main() {
    handlers![greet];
}
