use switchboard::prelude::*;

#[on(incoming_messages, text = "hi")]
async fn greet(turn: &Turn) -> String {
    turn.facts().attempt.to_string()
}

fn main() {
    handlers![greet];
}
