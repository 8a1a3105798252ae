use switchboard::prelude::*;

#[on(incoming_messages, text = "hi")]
async fn greet(contact: Contact) -> usize {
    contact.name().len()
}

fn main() {
    handlers![greet];
}
