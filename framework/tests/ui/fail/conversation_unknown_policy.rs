use switchboard::prelude::*;

#[conversation(on_mismatch = restart)]
async fn book(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
