use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet(contact: &Contact) -> &str {
    contact.name()
}

fn main() {
    handlers![greet];
}
