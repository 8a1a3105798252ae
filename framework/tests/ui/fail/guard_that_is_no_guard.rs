use switchboard::prelude::*;

fn is_open() -> bool {
    true
}

#[on(incoming_messages, guard = is_open)]
async fn greet() {}

fn main() {
    handlers![greet];
}
