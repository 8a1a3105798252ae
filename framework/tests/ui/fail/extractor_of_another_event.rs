use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(status: Status) {
    drop(status);
}

fn main() {
    handlers![greet];
}
