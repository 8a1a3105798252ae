use switchboard::prelude::*;

#[conversation(assigned_messages, cancelled = "Forgotten.")]
async fn book(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
