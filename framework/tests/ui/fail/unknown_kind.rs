use switchboard::prelude::*;

#[on(incoming_messages, kind = imgae)]
async fn greet() {}

fn main() {
    handlers![greet];
}
