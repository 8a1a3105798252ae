use switchboard::prelude::*;

fn office() -> &'static str {
    "9 to 5"
}

#[on(incoming_messages, hours = office)]
async fn greet() {}

fn main() {
    handlers![greet];
}
