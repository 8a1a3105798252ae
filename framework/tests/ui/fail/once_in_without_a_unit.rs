use switchboard::prelude::*;

#[on(incoming_messages, text = "menu", once_in = 5)]
async fn menu() {}

fn main() {
    handlers![menu];
}
