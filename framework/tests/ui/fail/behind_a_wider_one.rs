use switchboard::prelude::*;

fn is_open(_: &Turn) -> bool {
    true
}

#[on(incoming_messages, guard = is_open)]
async fn open() {}

#[on(incoming_messages, guard = is_open, not(kind = text))]
async fn open_for_pictures() {}

fn main() {
    handlers![open, open_for_pictures];
}
