//! A desk at which people sit by day. At night, at weekends and on holidays the bot answers, writes down what customers want, and gives
//! it to people when they are back.
//!
//! ```text
//! # Friday, 18:00, and Monday is a holiday.
//! (The customer is called Ada.)
//! Customer: Is the blue teapot still there?
//! Bot: Nobody is here. We are back on Tuesday at 09:00; what you write until then is the first thing that we read.
//! Customer: It is for Wednesday.
//! Bot: Noted.
//!
//! # On Tuesday morning it is too late for a free message: it would be "Good morning, Ada! Somebody of our team reads your message now."
//! (3d 15h pass.)
//! Bot: [template opening: Ada]
//! (The bot tags the chat: handover note.)
//! (The bot gives the chat to the group Regular user.)
//! Customer: Good morning!
//! Mira: I have put it aside for you.
//! ```
//!
//! By day the bot is silent. Its inbox needs the template `opening`, with one value for the customer's name: "Good morning, {{1}}! Somebody
//! of our team reads your message now." Without it, a customer who wrote more than a day before hears nothing until people answer.
//!
//! Run it: `cargo run -p night-desk`. Time of the embedded inbox passes by `curl -d '{"seconds": 36000}' -H 'Content-Type: application/json'
//! http://127.0.0.1:7700/sandbox/clock/advance`.
//! Make it yours: the hours in `OFFICE`, the group in `DESK`, the words, and the template `opening`.

use serde::{Deserialize, Serialize};
use switchboard::handover::{Hours, InvalidHours, OnTakeover};
use switchboard::prelude::*;

/// When people are here.
const OFFICE: &str = "Europe/Berlin; Mon-Fri 09:00-17:00; closed 2026-05-14; closed 2026-05-25; closed 2026-12-25";

/// Those who are here by day.
const DESK: &str = "Regular user";

/// What a customer wrote while nobody was here.
#[derive(Default, Serialize, Deserialize)]
struct Notes(Vec<String>);

/// People are back.
#[derive(Serialize, Deserialize)]
struct Opening;

/// By day, a chat is the bot's only when somebody gave it to the bot, or in the moment before people get it.
#[on(assigned_messages, hours = office)]
async fn by_day(mut notes: Session<Notes>) -> Handover {
    to_desk(&mut notes).announce("Somebody of our team answers you.")
}

/// What is written while nobody is here, whosever chat it was.
#[on(assigned_messages)]
async fn note(message: &Message, chat: &Chat, now: Now, State(office): State<Hours>, mut notes: Session<Notes>) -> String {
    notes.0.push(message.content().text().map_or_else(|| format!("[{}]", message.content().kind()), str::to_owned));
    let Some(opening) = office.next_opening(*now) else { return "We are closed.".to_owned() };
    if notes.0.len() > 1 {
        return "Noted.".to_owned();
    }
    // Withdrawn when somebody takes the chat before: then there is nothing left to remind of.
    chat.remind_while_mine(opening.duration_since(*now).unsigned_abs(), Opening);
    let when = office.local(opening).strftime("%A at %H:%M");
    format!("Nobody is here. We are back on {when}; what you write until then is the first thing that we read.")
}

/// The customer is told, and people get the chat with what was written.
#[on(timer, owner = me)]
async fn opening(_: Timer<Opening>, contact: Contact, mut notes: Session<Notes>) -> (impl IntoOutcome, Handover) {
    let morning = text(format!("Good morning, {}! Somebody of our team reads your message now.", contact.name()));
    (morning.or_template("opening", [contact.name()]), to_desk(&mut notes))
}

/// To people, with what was noted; the next night begins with an empty page.
fn to_desk(notes: &mut Notes) -> Handover {
    let desk = Handover::to_group(DESK);
    match std::mem::take(&mut notes.0) {
        noted if noted.is_empty() => desk,
        noted => desk.note(noted.join("\n")),
    }
}

fn office() -> Result<Hours, InvalidHours> {
    OFFICE.parse()
}

/// Gives a bot what this one does.
///
/// # Errors
/// When the opening hours cannot be read.
pub fn bot(bot: Bot) -> Result<Bot> {
    let office = office()?;
    // Who takes a chat at night has read what was noted.
    let policy = Policy::default().outside(office.clone()).on_takeover(OnTakeover::ForgetSession);
    Ok(bot.state(office).handover(policy).handlers(handlers![by_day, note, opening]))
}
