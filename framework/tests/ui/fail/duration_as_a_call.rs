use switchboard::prelude::*;

#[on(incoming_messages, first_in = hours(24))]
async fn greet() {}

fn main() {
    handlers![greet];
}
