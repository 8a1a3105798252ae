use switchboard::prelude::*;

#[on(incoming_messages, text = "order")]
async fn order(Capture(nr): Capture<u64>) -> String {
    nr.to_string()
}

fn main() {
    handlers![order];
}
