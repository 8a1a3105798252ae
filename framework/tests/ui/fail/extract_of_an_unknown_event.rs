use switchboard::prelude::*;

#[derive(Extract)]
#[extract(chat)]
struct Shopper {
    contact: Contact,
}

#[on(incoming_messages)]
async fn greet(_: Shopper) {}

fn main() {
    handlers![greet];
}
