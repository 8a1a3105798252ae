use switchboard::prelude::*;

#[on(incoming_messages, command = "order <id>")]
async fn order(id: u32) -> String {
    id.to_string()
}

fn main() {
    handlers![order];
}
