use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(chat: &Chat) {
    chat.say(7);
}

fn main() {
    handlers![greet];
}
