use switchboard::prelude::*;

#[derive(Extract)]
enum Shopper {
    Known(Contact),
}

#[on(incoming_messages)]
async fn greet(_: Shopper) {}

fn main() {
    handlers![greet];
}
