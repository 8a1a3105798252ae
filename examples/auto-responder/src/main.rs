//! A shop that answers at any hour.
//!
//! ```text
//! Monday, 10:00
//! Customer: hi                     Bot: Welcome to the Tea House!
//!                                  Bot: Hello, Ada! Ask for our hours, or about an order: order 1234
//! Customer: When are you open?     Bot: We are open Monday to Friday, 09:00 to 17:00 (Europe/Berlin).
//! Customer: order 1234             Bot: Order 1234 is on its way.
//! Customer: Do you sell coffee?    Bot: I have no answer to that. Ask for our hours, or about an order: order 1234
//!
//! Monday, 22:00
//! Customer: Any chance of cocoa?   Bot: We are closed. Somebody reads this on Tuesday at 09:00.
//! ```
//!
//! Run it: `cargo run -p auto-responder`.
//! Make it yours: the hours in `main`, the questions with their answers, the words of `Greeting` and `Away`.

mod away;
mod greeting;
mod hours;

use jiff::civil::{Weekday, time};
use jiff::tz::TimeZone;
use switchboard::prelude::*;

use crate::away::Away;
use crate::greeting::Greeting;
use crate::hours::Hours;

#[on(incoming_messages, text = ["hi", "Hi", "hello", "Hello"])]
async fn hi(greeting: Greeting, contact: Contact) -> (Greeting, String) {
    (greeting, format!("Hello, {}! Ask for our hours, or about an order: order 1234", contact.name()))
}

#[on(incoming_messages, regex = r"(?i)\b(open|hours)\b")]
async fn opening_hours(greeting: Greeting, State(hours): State<Hours>) -> (Greeting, String) {
    (greeting, format!("We are open {hours}."))
}

#[on(incoming_messages, regex = r"(?i)^order (?<number>[0-9]+)$")]
async fn order(greeting: Greeting, Capture(number): Capture<u32>) -> (Greeting, String) {
    (greeting, format!("Order {number} is on its way."))
}

/// What the bot cannot answer waits for a person. While nobody is there it says so, also in a person's chat.
#[on(incoming_messages, owner = any)]
async fn closed(greeting: Greeting, away: Away) -> (Greeting, Away) {
    (greeting, away)
}

/// Words only: pictures and thumbs up are for people.
#[on(incoming_messages)]
async fn fallback(greeting: Greeting, _: Text) -> (Greeting, &'static str) {
    (greeting, "I have no answer to that. Ask for our hours, or about an order: order 1234")
}

#[switchboard::main]
async fn main() -> Result<()> {
    let hours = Hours {
        zone: TimeZone::get("Europe/Berlin")?,
        days: (Weekday::Monday, Weekday::Friday),
        from: time(9, 0, 0, 0),
        to: time(17, 0, 0, 0),
    };
    Bot::from_config()?.state(hours).handlers(handlers![hi, opening_hours, order, closed, fallback]).run().await
}
