use switchboard::prelude::*;

#[on(chat_tagging, any(tag = "a", text = "b"))]
async fn greet() {}

fn main() {
    handlers![greet];
}
