use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk) -> u32 {
    talk.say("hi");
    5
}

fn main() {
    let _ = conversations![book];
}
