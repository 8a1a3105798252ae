use switchboard::prelude::*;

#[derive(Extract)]
struct Shopper {
    contact: Contact,
    count: u32,
}

#[on(incoming_messages)]
async fn greet(_: Shopper) {}

fn main() {
    handlers![greet];
}
