use switchboard::prelude::*;

#[on(incoming_messages, text = "hi")]
async fn greet() {}

#[on(incoming_messages)]
async fn begin(chat: &Chat) {
    chat.start::<greet>();
}

fn main() {
    handlers![begin];
}
