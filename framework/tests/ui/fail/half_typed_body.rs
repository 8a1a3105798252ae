// Both errors are rustc's own: it tells what it cannot read, and goes on as if `chat` were the whole expression. They are the same without
// the attribute, which hands the body on as it is, so that an editor can complete it.
use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(chat: &Chat) {
    chat.
}

fn main() {
    handlers![greet];
}
