use switchboard::prelude::*;

#[conversation(cancle = "stop")]
async fn book(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
