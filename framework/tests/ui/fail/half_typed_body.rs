use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(chat: &Chat) {
    chat.
}

fn main() {
    handlers![greet];
}
