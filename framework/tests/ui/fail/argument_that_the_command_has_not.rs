use switchboard::prelude::*;

#[on(incoming_messages, command = "order <id>")]
async fn order(Arg(number): Arg<u64>) -> String {
    number.to_string()
}

fn main() {
    handlers![order];
}
