use switchboard::prelude::*;

#[on(incoming_messages, command = "order <id> [note]..")]
async fn order(Arg(id): Arg<u64>, Arg(note): Arg<String>) -> String {
    format!("{id} {note}")
}

fn main() {
    handlers![order];
}
