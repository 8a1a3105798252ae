//! Asks customers how it was, ten minutes after people have resolved or released their chat, and never into a talk that goes on.
//!
//! ```text
//! Customer: My teapot came without its lid.
//! Mira: I am sorry! A lid is on its way.
//! (The chat is resolved.)
//! (10m pass.)
//! Bot: How did we do? [Stars > ★★★★★, ★★★★, ★★★, ★★, ★]
//! Customer: [★★]
//! (The chat is open again.)
//! (The bot tags the chat: 2 stars.)
//! Bot: Thank you. What should we have done better? Somebody of us reads it.
//! Customer: Look twice into the parcel!
//! ```
//!
//! Ben has another question, so he is not asked before it is answered:
//!
//! ```text
//! Customer: Is the pot dishwasher-safe?
//! Mira: It is.
//! (The chat is resolved.)
//! (9m pass.)
//! Customer: And the lid?
//! (The chat is open again.)
//! (1m pass.)
//! Mira: The lid, too.
//! (The chat is resolved.)
//! (10m pass.)
//! Bot: How did we do? [Stars > ★★★★★, ★★★★, ★★★, ★★, ★]
//! Customer: [★★★★★]
//! (The chat is open again.)
//! (The bot tags the chat: 5 stars.)
//! Bot: Thank you!
//! ```
//!
//! The bot takes no chat. It says its two sentences in whoever's chat it is, and all that is no press on a star is for people.
//!
//! Run it: `cargo run -p survey`. Ten minutes of the embedded inbox pass by `curl -d '{"seconds": 600}' -H 'Content-Type: application/json'
//! http://127.0.0.1:7700/sandbox/clock/advance`.
//! Make it yours: the stars, the words, and the times: ten minutes, one month, seven days for the answer.

use serde::{Deserialize, Serialize};
use switchboard::prelude::*;

#[derive(Choice)]
#[choice(list = "Stars", expires = "7d")]
enum Stars {
    #[choice("★★★★★")]
    Five,
    #[choice("★★★★")]
    Four,
    #[choice("★★★")]
    Three,
    #[choice("★★")]
    Two,
    #[choice("★")]
    One,
}

/// What is asked in ten minutes.
#[derive(Serialize, Deserialize)]
struct HowWasIt {
    /// The chat's last message.
    after: Option<WabaId>,
}

#[on(chat_resolved)]
async fn resolved(resolved: ChatResolved, last: History<1>, chat: &Chat) {
    chat.forget_reminders::<HowWasIt>();
    // The event also tells that a chat is open again.
    if resolved.resolved {
        chat.remind(minutes(10), HowWasIt { after: newest(&last) });
    }
}

#[on(chat_assignment, to = nobody)]
async fn released(last: History<1>, chat: &Chat) {
    chat.forget_reminders::<HowWasIt>();
    chat.remind(minutes(10), HowWasIt { after: newest(&last) });
}

/// Asks, if nobody has said anything since, at most once a month, and not when a message would cost money.
#[on(timer, owner = any, once_in = "720h")]
async fn ask(Timer(how): Timer<HowWasIt>, last: History<1>, window: Window) -> Result<impl IntoOutcome> {
    if newest(&last) != how.after || !window.is_open() {
        Err(Pass)?;
    }
    Ok(choose::<Stars>("How did we do?"))
}

#[on(incoming_messages, owner = any)]
async fn answered(stars: Pressed<Stars>, chat: &Chat) -> &'static str {
    let (stars, thanks) = match stars {
        Pressed::Fresh(Stars::Five) => (5, "Thank you!"),
        Pressed::Fresh(Stars::Four) => (4, "Thank you!"),
        Pressed::Fresh(Stars::Three) => (3, "Thank you. What should we have done better? Somebody of us reads it."),
        Pressed::Fresh(Stars::Two) => (2, "Thank you. What should we have done better? Somebody of us reads it."),
        Pressed::Fresh(Stars::One) => (1, "We are sorry. What went wrong? Somebody of us reads it."),
        Pressed::Stale(_) => return "Thank you, but that was long ago. Just write how it was.",
    };
    chat.tag(format!("{stars} stars"));
    thanks
}

fn newest(last: &History<1>) -> Option<WabaId> {
    last.first().and_then(|message| message.waba_payload.id.clone())
}

/// Gives a bot what this one does.
pub fn bot(bot: Bot) -> Bot {
    bot.handlers(handlers![resolved, released, ask, answered])
}
