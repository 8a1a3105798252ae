use switchboard::prelude::*;

#[on(incoming_messages, text = "hi")]
fn greet(contact: Contact) -> String {
    contact.name().to_owned()
}

fn main() {
    handlers![greet];
}
