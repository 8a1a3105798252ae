use switchboard::prelude::*;

#[on(incomming_messages)]
async fn greet() {}

fn main() {
    handlers![greet];
}
