use switchboard::prelude::*;

#[on(incoming_messages, first_in = 24h)]
async fn greet() {}

fn main() {
    handlers![greet];
}
