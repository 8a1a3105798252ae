//! A bot that takes orders, and knows when to leave a customer to people.
//!
//! ```text
//! Customer: two tins of Earl Grey    Bot: Noted: two tins of Earl Grey
//! Customer: agent                    Bot: A colleague will be with you shortly.
//! (Mira takes the chat.)
//! Customer: Can it be a gift?        Mira: Of course. Which paper?
//! Customer: the blue one
//! (Mira gives the chat to the bot.)  Bot: Noted: the blue one
//! ```
//!
//! Run it: `cargo run -p handover`. Mira works by the API, with the token that `curl -d 'username=mira&password=mira'
//! http://127.0.0.1:7700/api/v1/auth/token/` answers.
//! Make it yours: the word and the words in `Policy`, and what the bot does with a text.

use switchboard::prelude::*;

#[on(assigned_messages)]
async fn note(text: Text) -> String {
    format!("Noted: {text}")
}

#[switchboard::main]
async fn main() -> Result<()> {
    let policy = Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.");
    Bot::from_config()?.handover(policy).handlers(handlers![note]).run().await
}
