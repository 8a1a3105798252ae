use switchboard::prelude::*;

#[conversation(version = 0)]
async fn book(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
