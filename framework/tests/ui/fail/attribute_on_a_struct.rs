use switchboard::prelude::*;

#[on(incoming_messages)]
struct Greet;

fn main() {
    drop(Greet);
}
