use switchboard::prelude::*;

#[conversation(assigned_messages, text = "book", cancle = ["stop", "quit"])]
async fn book(talk: &mut Talk) {
    talk.say("hi");
}

fn main() {
    let _ = conversations![book];
}
