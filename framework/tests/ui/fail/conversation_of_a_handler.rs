use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet() {}

fn main() {
    let _ = conversations![greet];
}
