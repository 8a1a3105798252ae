//! The bot of the README.
//!
//! ```text
//! Customer: table              Bot: For how many?
//! Customer: the whole family   Bot: A number, please.
//! Customer: 4                  Bot: A table for 4? [Yes] [No]
//! Customer: [Yes]              Bot: The table for 4 is yours, Ada.
//! ```
//!
//! Run it: `cargo run -p table`, and write `table` to it with the `curl` line that it prints. Stop it in between, and start it again.
//! Make it yours: the questions, and behind the last one a `talk.step(..)` that books the table where tables are booked.

use switchboard::prelude::*;

#[conversation(assigned_messages, text = "table", ignore_case, cancel = "stop", cancelled = "All right.")]
async fn table(talk: &mut Talk, contact: Contact) -> Result<String> {
    let people: u32 = talk.ask_parsed("For how many?").retry("A number, please.").await?;
    let sure = talk.confirm(format!("A table for {people}?")).within(minutes(30)).await?;
    let answer = if sure == Some(true) { "is yours" } else { "is not booked" };
    Ok(format!("The table for {people} {answer}, {}.", contact.name()))
}

#[switchboard::main]
async fn main() -> Result<()> {
    let policy = Policy::take_unassigned().give_back_on("agent");
    Bot::from_config()?.handover(policy).conversations(conversations![table]).run().await
}
