use switchboard::prelude::*;

#[on(incoming_messages, guard = |turn| turn.facts().late)]
async fn late() {}

fn main() {
    handlers![late];
}
