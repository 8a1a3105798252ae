use switchboard::prelude::*;

fn is_open(_: &Turn) -> bool {
    true
}

#[on(incoming_messages, guard = is_open(turn))]
async fn greet() {}

fn main() {
    handlers![greet];
}
