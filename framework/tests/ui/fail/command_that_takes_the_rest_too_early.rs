use switchboard::prelude::*;

#[on(incoming_messages, command = "order <note>.. <id>")]
async fn greet() {}

fn main() {
    handlers![greet];
}
