use switchboard::prelude::*;

#[on(incoming_messages, regex = r"^order (?<id>[0-9]+)$")]
async fn order(Capture(nr): Capture<u64>) -> String {
    nr.to_string()
}

fn main() {
    handlers![order];
}
