//! Answers to frequent questions, from a file that anybody can edit while the bot runs: `answers.toml`.
//!
//! ```text
//! Customer: When are you open?
//! Bot: We are open Monday to Friday, nine to five.
//! Customer: Do you deliver, and what does it cost?
//! Bot: We deliver within Germany, in two days.
//! Bot: A tin of tea is 12 euros. Delivery is 4 euros, and free from 40 on.
//! Customer: THE TIN IS BROKEN
//! Bot: You can return everything within 30 days.
//!     Please write the number of your order on the parcel.
//! Customer: Do you sell coffee?
//! Bot: I have no answer to that. Write "agent", and somebody of our team takes over.
//! Customer: agent
//! (The bot gives the chat to the group Regular user.)
//! Bot: A colleague will be with you shortly.
//! ```
//!
//! All patterns are looked for at once (`RegexSet`), so a thousand of them cost little more than ten. The file is read again when it has
//! changed. What is broken in it is logged with its line, and the old answers stay.
//!
//! Run it: `cargo run -p faq -- examples/faq/answers.toml`.
//! Make it yours: the file. Its head says how it is written.

mod answers;
mod faq;

use switchboard::prelude::*;

pub use answers::Answers;
pub use faq::Faq;

#[on(assigned_messages)]
async fn answer(text: Text, State(faq): State<Faq>) -> Vec<String> {
    faq.answers().to(&text)
}

/// Gives a bot what this one does.
pub fn bot(bot: Bot, faq: Faq) -> Bot {
    let policy = Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.");
    bot.state(faq).handover(policy).handlers(handlers![answer])
}
