use switchboard::prelude::*;

#[on(incoming_messages, referral = true)]
async fn greet() {}

fn main() {
    handlers![greet];
}
