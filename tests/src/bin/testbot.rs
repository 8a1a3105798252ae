//! A bot for tests that kill it. `testbot take` takes the chats that nobody owns.

use switchboard::client::Paging;
use switchboard::handover::Policy;
use switchboard::prelude::*;

/// Says the same words twice in one turn.
#[on(incoming_messages, text = "twice")]
async fn twice(chat: &Chat) {
    chat.say("ok");
    chat.say("ok");
}

/// Says something before it is done, and looks something up in between.
#[on(incoming_messages, text = "early")]
async fn early(chat: &Chat, api: Api) -> Result<&'static str> {
    chat.say_now("One moment.").await?;
    api.list_templates(Paging::default()).await?;
    Ok("Done.")
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
    let bot = Bot::from_config()?.handlers(handlers![twice, early, whose, answer, remind]);
    let bot = if std::env::args().any(|argument| argument == "take") { bot.handover(Policy::take_unassigned()) } else { bot };
    bot.run().await
}
