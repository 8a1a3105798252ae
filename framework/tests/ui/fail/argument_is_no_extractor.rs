use switchboard::prelude::*;

#[on(incoming_messages, text = "hi")]
async fn greet(contact: Contact, count: u32) -> String {
    contact.name().repeat(count as usize)
}

fn main() {
    handlers![greet];
}
