//! A hotel's bot that lets a slow service think: it waits until the customer has finished, asks the service once, and gives the chat to
//! people, with a note, when the service is not sure or not there.
//!
//! ```text
//! Customer: hi
//! Customer: is there a pool
//! Customer: and until when?
//! (3s pass.)
//! Bot: The pool is open until ten.
//! Customer: Can my dog come?
//! (3s pass.)
//! (The bot tags the chat: handover note.)
//! (The bot gives the chat to the group Regular user.)
//! Bot: I better ask a colleague. You hear from us soon.
//! ```
//!
//! Run it: `cargo run -p concierge -- http://127.0.0.1:9000/answer`, where the service is: `brain.rs` says what it is asked, and answers.
//! Make it yours: `Brain`, how `SURE` it must be, and the group that gets the rest.

mod brain;

use switchboard::prelude::*;

pub use brain::Brain;

/// What customers get when they are given to people.
const COLLEAGUE: &str = "I better ask a colleague. You hear from us soon.";

/// How sure the service must be.
const SURE: f64 = 0.7;

/// Any text begins it, and every answer ends it.
#[conversation(assigned_messages, kind = text)]
async fn answer(talk: &mut Talk, State(brain): State<Brain>) -> Result<Option<Handover>> {
    // Customers write one question in several messages.
    let question = talk.burst(seconds(3)).await?.join("\n");
    // What it says is kept, so it is asked once. A service that fails is not sure of anything.
    let thought = talk.step("think", async { Ok::<_, Error>(brain.thinks_about(&question).await.ok()) }).await?;
    let guess = match thought {
        Some(thought) if thought.certainty >= SURE => {
            talk.say(thought.answer);
            return Ok(None);
        }
        Some(thought) => thought.answer,
        None => "the service did not answer".to_owned(),
    };
    let note = format!("Question: {question}\nThe bot's guess: {guess}");
    Ok(Some(Handover::to_group("Regular user").note(note).announce(COLLEAGUE)))
}

/// The service reads only words.
#[on(assigned_messages)]
async fn other() -> Handover {
    Handover::to_group("Regular user").announce(COLLEAGUE)
}

/// Gives a bot what this one does.
pub fn bot(bot: Bot, brain: Brain) -> Bot {
    let policy = Policy::take_unassigned().give_back_on("agent").announce(COLLEAGUE);
    bot.state(brain).handover(policy).conversations(conversations![answer]).handlers(handlers![other])
}
