use switchboard::prelude::*;

#[on(incoming_messages, command = "order <id>")]
async fn order(id: Result<Arg<u64>, u8>) {
    drop(id);
}

fn main() {
    handlers![order];
}
