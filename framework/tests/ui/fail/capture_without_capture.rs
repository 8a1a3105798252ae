use switchboard::prelude::*;

#[on(incoming_messages, regex = "^order (?<id>[0-9]+)$")]
async fn order(id: Option<u32>) -> String {
    id.unwrap_or(0).to_string()
}

fn main() {
    handlers![order];
}
