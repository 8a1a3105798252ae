use switchboard::prelude::*;

#[conversation]
async fn book<T>(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
