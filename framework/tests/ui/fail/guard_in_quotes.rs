use switchboard::prelude::*;

#[on(incoming_messages, guard = "is_open")]
async fn greet() {}

fn main() {
    handlers![greet];
}
