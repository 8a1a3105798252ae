//! A tag decides who answers: customers with the tag `vip` get people, all others the bot. While the bot has a chat, people do not see
//! it.
//!
//! ```text
//! (The customer is called Ada.)
//! Customer: Is there Darjeeling?
//! Bot: All our teas are at tea.example. Write "agent", and a colleague answers you.
//!
//! # From here on, the people of the group see the chat, and find the question as a note on it.
//! (Admin tags the chat: vip.)
//! (The bot tags the chat: handover note.)
//! (The bot gives the chat to the group Regular user.)
//! Bot: Ada, your adviser answers you in a moment.
//! Mira: We have one of this spring.
//! (The chat is resolved.)
//!
//! # The tag is still there.
//! Customer: And Assam?
//! (The chat is open again.)
//! (The bot takes off the tag: handover note.)
//! (The bot tags the chat: handover note.)
//! (The bot gives the chat to the group Regular user.)
//! Bot: Welcome back, Ada! Your adviser answers you in a moment.
//! ```
//!
//! Run it: `cargo run -p vip`.
//! Make it yours: the tag, and the three groups. Groups of the embedded inbox are made by `curl -d '{"name": "VIP desk"}' -H 'Content-Type:
//! application/json' http://127.0.0.1:7700/sandbox/groups`. Chats are hidden from people whose group has the right `can_read_chats: group`.

use switchboard::prelude::*;

/// The group that people with the right `can_read_chats: group` are not in: a chat is here while the bot has it. Every inbox has this
/// one; others are made in its admin panel.
const HIDDEN: &str = "App integration";

/// The group of those who answer customers with the tag.
const VIP_DESK: &str = "Regular user";

/// The group of those who answer all others.
const PEOPLE: &str = "Regular user";

/// Who is known already goes to the desk with the first message.
#[on(assigned_messages, tagged = "vip")]
async fn known(contact: Contact, history: &History<20>) -> Handover {
    to_desk(history).announce(format!("Welcome back, {}! Your adviser answers you in a moment.", contact.name()))
}

/// Somebody, or another system, finds out who is talking to the bot. Whoever else has the chat keeps it.
#[on(chat_tagging, action = added, tag = "vip", owner = me)]
async fn found_out(contact: Contact, history: &History<20>) -> Handover {
    to_desk(history).announce(format!("{}, your adviser answers you in a moment.", contact.name()))
}

#[on(assigned_messages)]
async fn answer() -> &'static str {
    "All our teas are at tea.example. Write \"agent\", and a colleague answers you."
}

/// To the desk, with the customer's last words as a note.
fn to_desk(history: &History<20>) -> Handover {
    let theirs = history.iter().rev().filter(|message| !message.from_us);
    let asked = theirs.filter_map(|message| message.waba_payload.content.text()).next();
    let desk = Handover::to_group(VIP_DESK);
    match asked {
        Some(words) => desk.note(format!("Asked last: {words}")),
        None => desk,
    }
}

/// Gives a bot what this one does.
pub fn bot(bot: Bot) -> Bot {
    let policy = Policy::take_unassigned()
        .hide_in(HIDDEN)
        // Also when a person took it: to resolve a chat leaves it assigned.
        .back_on_resolved()
        .give_back_on("agent")
        .people(PEOPLE)
        .announce("A colleague will be with you shortly.");
    bot.handover(policy).handlers(handlers![known, found_out, answer])
}
