use switchboard::prelude::*;

#[on(incoming_messages, first_in = 24)]
async fn greet() {}

fn main() {
    handlers![greet];
}
