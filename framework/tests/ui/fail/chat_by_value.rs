use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(chat: Chat) {
    chat.say("hi");
}

fn main() {
    handlers![greet];
}
