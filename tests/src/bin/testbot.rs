//! A bot for tests that kill it. `testbot take` takes the chats that nobody owns.

use switchboard::handover::Policy;
use switchboard::prelude::*;

/// Says the same words twice in one turn.
#[on(incoming_messages, text = "twice")]
async fn twice(chat: &Chat) {
    chat.say("ok");
    chat.say("ok");
}

/// Tells that people have the chat.
#[on(incoming_messages, text = "whose?", owner = person)]
async fn whose() -> &'static str {
    "people's"
}

#[on(incoming_messages)]
async fn answer(text: Text) -> String {
    format!("re: {}", &*text)
}

#[on(chat_tagging, action = added, tag = "remind")]
async fn remind() -> impl IntoOutcome {
    "Still there?".or_template("reminder", ["you"])
}

#[switchboard::main]
async fn main() -> Result<()> {
    let bot = Bot::from_config()?.handlers(handlers![twice, whose, answer, remind]);
    let bot = if std::env::args().any(|argument| argument == "take") { bot.handover(Policy::take_unassigned()) } else { bot };
    bot.run().await
}
