use switchboard::prelude::*;

#[conversation]
async fn book(contact: Contact) -> String {
    contact.name().to_owned()
}

fn main() {
    let _ = conversations![book];
}
