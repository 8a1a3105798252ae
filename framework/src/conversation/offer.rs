//! What a turn's event is for the chat's open conversation.

use std::sync::Arc;

use jiff::Timestamp;

use super::book::Input;
use super::journal::{EntryKind, Journal, Wants};
use super::question::words_of;
use super::registration::Conversation;
use crate::choice::is_press;
use crate::folding::folded;
use crate::own_event;
use crate::turn::{QuestionSeen, Turn};
use crate::wire::{Content, Event};

/// What an event is for an open conversation.
pub(super) enum Offer {
    /// Nothing: the handlers are asked.
    Nothing,
    /// It is over and done with: the time of a question that was answered meanwhile, or the second of two presses on one button.
    Stale,
    /// The turn was committed in part and goes on.
    GoOn,
    /// This is for the open question.
    Input(Input),
    /// The customer wants to end it.
    Cancel,
    /// The customer wants to go back to the question before.
    Back,
}

/// What the turn's event is for the open conversation.
pub(super) fn offer(turn: &Turn, conversation: &Conversation, journal: &Journal) -> Offer {
    let facts = turn.facts();
    if journal.is_running(facts.seq) {
        return Offer::GoOn;
    }
    if let Some(told) = own_event::value(&facts.event).filter(|_| turn.is_about_conversation()) {
        return match told["due"].as_str() {
            // The chat came back, and nothing has been asked since.
            None if !journal.stands(facts.fence) => Offer::Input(Input::Returned),
            // Nobody had it, and the bot was silent: an event of the same lane says so in its order, or until where it holds.
            None if told["again"] == true || told["again"] == journal.revision => Offer::Input(Input::Returned),
            None => Offer::Stale,
            Some(_) if journal.awaits_answer(told) => Offer::Input(Input::Silence),
            Some(_) => Offer::Stale,
        };
    }
    let (wants, is_message) = match &*facts.event {
        Event::Message(message) if matches!(message.waba.content, Content::System(_)) => return Offer::Nothing,
        Event::Message(message) if !message.is_outgoing() => (Wants::Messages, true),
        Event::ChatTagging(_) => (Wants::Tags, false),
        Event::ChatAssignment(_) => (Wants::Assignments, false),
        _ => return Offer::Nothing,
    };
    if is_message && (!journal.stands(facts.fence) || facts.question == QuestionSeen::Never) {
        // Somebody had the chat in between, and this was said to them; or the customer never saw the question.
        return Offer::Input(Input::Returned);
    }
    let open = journal.open_question();
    let is_foreign = is_message && turn.pressed().is_some_and(|press| open.is_none_or(|(at, _)| press.mark != journal.mark(at)));
    if is_message
        && !is_foreign
        && let Some(words) = words_of(&facts.event).map(|words| folded(words.trim()))
    {
        let is_one_of = |list: &[&str]| list.iter().any(|word| folded(word) == words);
        if is_one_of(conversation.cancel) {
            return Offer::Cancel;
        }
        if is_one_of(conversation.back) {
            return Offer::Back;
        }
    }
    let Some((_, question)) = open.filter(|(_, question)| question.wants == wants) else { return Offer::Nothing };
    if question.until.is_some_and(|until| is_after(turn, until)) {
        // Silence is the answer already, and only its turn is later than this one.
        return Offer::Nothing;
    }
    let came_before = is_message && (facts.question == QuestionSeen::NotYet || facts.received_at < question.at);
    match came_before && !question.ahead {
        // It answered another question already, and this one comes: the second of two taps.
        _ if is_foreign && (came_before || facts.question == QuestionSeen::Perhaps) => Offer::Stale,
        true => Offer::Nothing,
        false if is_foreign => Offer::Input(Input::Foreign),
        // A button that a handler has sent is the handlers'. One that was said before a `wait_for` may be meant by it.
        false if question.kind == EntryKind::Ask && turn.pressed().is_none() && is_press(&facts.event) => Offer::Nothing,
        false => Offer::Input(Input::Event(Arc::clone(&facts.event))),
    }
}

/// Whether a message was written and accepted after this time. Both: the two clocks may differ.
fn is_after(turn: &Turn, until: Timestamp) -> bool {
    let Event::Message(message) = turn.event() else { return false };
    let written_at = message.waba.timestamp.map(crate::wire::Timestamp::as_seconds);
    turn.facts().received_at > until && written_at.is_some_and(|at| at > until.as_second())
}
