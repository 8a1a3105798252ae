use switchboard::prelude::*;

#[derive(Extract)]
struct Shopper(Contact, Text);

#[on(incoming_messages)]
async fn greet(_: Shopper) {}

fn main() {
    handlers![greet];
}
