use switchboard::prelude::*;

#[on(incoming_messages, text = "order")]
async fn order(Arg(id): Arg<u64>) -> String {
    id.to_string()
}

fn main() {
    handlers![order];
}
