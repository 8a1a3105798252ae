use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(chat: &Chat) {
    std::thread::spawn(move || chat.say("hi"));
}

fn main() {
    handlers![greet];
}
