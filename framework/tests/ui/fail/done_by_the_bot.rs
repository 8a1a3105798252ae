use switchboard::prelude::*;

#[on(chat_tagging, by = me)]
async fn greet() {}

fn main() {
    handlers![greet];
}
