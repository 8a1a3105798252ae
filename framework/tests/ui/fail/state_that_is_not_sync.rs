use std::cell::Cell;

use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(State(count): State<Cell<u32>>) {
    count.set(1);
}

fn main() {
    handlers![greet];
}
