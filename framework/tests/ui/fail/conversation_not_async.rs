use switchboard::prelude::*;

#[conversation]
fn book(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
