use switchboard::prelude::*;

#[on(incoming_messages, regex = r"^order (?<id>[0-9]+$")]
async fn order() {}

fn main() {
    handlers![order];
}
