//! Coming back: a chat was given to the bot, and what waits for an answer is found and queued.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::Engine;
use super::committing::beside;
use super::lane::{LaneState, Queued};
use super::slot::Slot;
use super::watching::OWN_RETURN;
use crate::client::{ApiError, MessageQuery, Paging};
use crate::conversation::TALK;
use crate::handover::{Greeting, OnReturn, OnTakeover, OwnerClass, OwnerSet};
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{Delivery, EventEnd, EventKey, EventSeq, NewEvent, StoreError, TurnCommit};
use crate::wire::{Message, MessageId, OutgoingMessage, WaId, WabaId};

/// How many messages of a chat are looked through for those that nobody answered.
const LOOK_BACK: u64 = 50;

/// The key prefix of a message that is queued because its chat came back.
pub(super) const BACK: &str = "back";

impl Engine {
    /// Runs the turn of a hand-over to the bot. It says nothing itself: what it finds is queued as assigned messages.
    pub(super) async fn run_return(self: &Arc<Self>, slot: &Slot, queued: Queued) -> Result<(), StoreError> {
        let Some(chat) = slot.lane.chat() else { return Ok(()) };
        let is_mine = slot.state().ownership.owner().is_me();
        let is_own = queued.key.as_str().starts_with(OWN_RETURN);
        let mut found = if is_mine && (is_own || self.policy.on_return != OnReturn::Nothing) {
            match self.look_back(slot, chat, is_own).await? {
                Ok(found) => found,
                Err(cause) => {
                    tracing::warn!(lane = ?slot.lane, %cause, "the messages of a chat that came back cannot be read yet");
                    slot.state().pause_after_failure(self.now());
                    return Ok(());
                }
            }
        } else {
            Found::default()
        };
        // An open conversation asks its question again, which is the answer to what waits.
        let talks = is_mine && self.has_open_conversation(slot);
        if talks {
            found.left.append(&mut found.waiting);
        }
        // What came before the hand-over and has not had its turn yet is decided here as well.
        let decided = slot.state().queued_before(queued.seq, found.left.iter().chain(&found.answered));
        for seq in decided {
            self.skip(slot, seq).await?;
        }
        let now = self.now();
        let (lease, record, rows, timers) = {
            let mut state = slot.state();
            // Somebody took it before the bot could look: who waits, waits for people again.
            let written_at = state.ownership.customer_wrote_at().map(Timestamp::as_second).filter(|_| !is_mine);
            let timers = written_at.map(|at| self.watches(&mut state, Some(at), false)).unwrap_or_default();
            let fence = state.ownership.fence();
            let timers = timers.into_iter().map(|timer| timer.into_change(fence)).collect();
            let rows = self.greet(&mut state).map(|words| beside(words, fence)).into_iter().collect();
            (state.lease.clone(), state.ownership.record(), rows, timers)
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, now);
        commit.chat = Some(record);
        commit.rows = rows;
        commit.timers = timers;
        let waiting = found.waiting.iter().map(|message| delivery(slot, message, Some(queued.seq), now));
        let answered = found.answered.iter().map(|message| delivery(slot, message, None, now));
        commit.events = talks.then(|| returned(slot, queued.seq, None, now)).flatten().into_iter().chain(waiting).chain(answered).collect();
        self.commit(slot, &lease, commit).await
    }

    /// What is to be said first in a chat that has become the bot's; nothing when it was said, or may not be.
    pub(super) fn greet(&self, state: &mut LaneState) -> Option<OutgoingMessage> {
        if state.ownership.class() != Some(OwnerClass::Me) || state.ownership.is_silenced() {
            return None;
        }
        match state.ownership.take_greeting()? {
            Greeting::Take => self.policy.take_words.clone(),
            Greeting::Return => self.policy.return_words.clone(),
        }
    }

    /// Whether a conversation waits in the chat, which the policy has not let end with the takeover.
    fn has_open_conversation(&self, slot: &Slot) -> bool {
        let state = slot.state();
        let is_forgotten = self.policy.takeover == OnTakeover::ForgetSession && state.ownership.outlived_sessions();
        state.sessions.contains_key(TALK) && !is_forgotten
    }

    /// What waits in the chat. When the bot itself looks for it, it is no use to leave it.
    pub(super) async fn look_back(&self, slot: &Slot, chat: &WaId, is_own: bool) -> Result<Result<Found, ApiError>, StoreError> {
        let query = MessageQuery { paging: Paging { limit: Some(LOOK_BACK), offset: None }, ..MessageQuery::of_chat(chat.clone()) };
        let page = match self.parts.api.list_messages(&query).await {
            Ok(page) => page,
            Err(cause) => return Ok(Err(cause)),
        };
        let answers = self.answers_of(slot, &page.results).await?;
        let told = self.told_of(&page.results).await?;
        let on_return = match self.policy.on_return {
            OnReturn::Nothing if is_own => OnReturn::Newest,
            on_return => on_return,
        };
        let state = slot.state();
        let (handled, handled_at) = state.ownership.handled();
        let is_old = |message: &Message| {
            let id = message.waba_payload.id.as_ref();
            let written_at = message.waba_payload.timestamp.map(crate::wire::Timestamp::as_seconds);
            let is_done =
                (id.is_some() && id == handled) || matches!((written_at, handled_at), (Some(at), Some(handled_at)) if at < handled_at);
            is_done || written_at.is_some_and(|at| at < self.parts.mark.as_second())
        };
        let answers = |message: &Message| message.id.as_ref().and_then(|id| answers.get(id)).copied().unwrap_or(Answers::Everybody);
        let told = |message: &Message| message.waba_payload.id.as_ref().and_then(|id| told.get(id)).copied();
        let mut found = Found::sift(page.results, on_return, is_old, answers, told);
        found.waiting.retain(|message| message.waba_payload.id.as_ref().is_none_or(|id| !state.awaits(id)));
        Ok(Ok(found))
    }

    /// What the bot's own messages answered, as far as its outbox knows them.
    async fn answers_of(&self, slot: &Slot, messages: &[Message]) -> Result<HashMap<MessageId, Answers>, StoreError> {
        let mut answers = HashMap::new();
        let mine = messages.iter().filter(|message| message.sender.as_ref().is_some_and(|sender| sender.id == self.parts.me.id));
        for id in mine.filter_map(|message| message.id.as_ref()) {
            if let Some((_, row)) = self.row_of(slot, id).await? {
                let beside = row.owners == OwnerSet::BESIDE;
                answers.insert(id.clone(), if beside { Answers::Nobody } else { Answers::Through(row.event) });
            }
        }
        Ok(answers)
    }

    /// Where the customer's messages stand in the journal: one that came after the event of an answer was not meant by it.
    async fn told_of(&self, messages: &[Message]) -> Result<HashMap<WabaId, EventSeq>, StoreError> {
        let mut told = HashMap::new();
        for id in messages.iter().filter(|message| !message.from_us).filter_map(|message| message.waba_payload.id.as_ref()) {
            if let Some(seq) = self.parts.store.seq_of(&self.parts.inbox, &own_call(id)).await? {
                told.insert(id.clone(), seq);
            }
        }
        Ok(told)
    }
}

/// Which of the messages before it one of the inbox's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    /// A person's, or one of which the outbox knows nothing: all of them.
    Everybody,
    /// A greeting, or the words behind a change of hands: none.
    Nobody,
    /// The bot's: those that the journal had when the event came that it answers. It may leave late, behind a message that came since.
    Through(EventSeq),
}

/// What a chat's list holds for the bot that it comes back to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    /// What is to be answered, oldest first.
    waiting: Vec<Message>,
    /// What nobody answered, and the policy leaves.
    left: Vec<Message>,
    /// What somebody answered.
    answered: Vec<Message>,
}

impl Found {
    /// When what nobody answered was written.
    pub(super) fn unanswered(&self) -> impl Iterator<Item = i64> + '_ {
        let messages = self.waiting.iter().chain(&self.left);
        messages.filter_map(|message| message.waba_payload.timestamp.map(crate::wire::Timestamp::as_seconds))
    }

    /// Looks through a list, newest message first, up to the first one that is old: a turn of the bot's has handled it, or it
    /// is from before the bot's time. `told` says where the journal has one.
    fn sift(
        newest_first: Vec<Message>,
        on_return: OnReturn,
        is_old: impl Fn(&Message) -> bool,
        answers: impl Fn(&Message) -> Answers,
        told: impl Fn(&Message) -> Option<EventSeq>,
    ) -> Self {
        let mut found = Self::default();
        let (mut is_answered, mut through) = (false, None);
        for message in newest_first {
            if message.from_us {
                match answers(&message) {
                    Answers::Everybody => is_answered = true,
                    Answers::Nobody => {}
                    Answers::Through(event) => through = through.max(Some(event)),
                }
            } else if is_old(&message) {
                break;
            } else if is_answered || told(&message).is_some_and(|told| Some(told) <= through) {
                found.answered.push(message);
            } else if on_return == OnReturn::Newest && !found.waiting.is_empty() {
                found.left.push(message);
            } else {
                found.waiting.push(message);
            }
        }
        found.waiting.reverse();
        found
    }
}

/// The event by which an open conversation learns that the chat has come back. With the revision at which its journal stands, it
/// asks its question again also when nobody had the chat meanwhile, unless it has gone on by then.
pub(super) fn returned(slot: &Slot, since: EventSeq, at: Option<u64>, now: Timestamp) -> Option<Delivery> {
    let kind = EventKind::Conversation;
    let body = own_event::body(kind, &serde_json::json!({ "returned": true, "again": at }))?;
    let (key, lane, kind) = (EventKey::new(format!("cr:{}", since.0)), slot.lane.clone(), kind.name().to_owned());
    Some(Delivery::new(body, now, vec![NewEvent { key, lane, kind, part: 0, end: None }]))
}

/// A message that the chat's list showed, for the journal. It is recorded as seen, so that its own call, should it come late,
/// is a repeat; and queued once more when it waits for an answer since the hand-over that is told here. Its own call may also have
/// come while the list was read, and not be in the lane yet: then that one is answered.
fn delivery(slot: &Slot, message: &Message, waits_since: Option<EventSeq>, now: Timestamp) -> Delivery {
    let id = message.waba_payload.id.as_ref().map(ToString::to_string).unwrap_or_default();
    let own_call = message.waba_payload.id.as_ref().map(own_call);
    let body = serde_json::to_vec(&serde_json::json!({ "assigned_messages": [message] })).unwrap_or_default();
    let event = |key, end| NewEvent { key, lane: slot.lane.clone(), kind: EventKind::AssignedMessages.name().to_owned(), part: 0, end };
    let waits = waits_since.map(|since| event(EventKey::new(format!("{BACK}:{}:{id}", since.0)), None));
    let seen = own_call.clone().map(|key| event(key, Some(EventEnd::Skipped)));
    // As every call's, its place is before that of what answers it.
    Delivery { unless_open: own_call, ..Delivery::new(body, now, seen.into_iter().chain(waits).collect()) }
}

/// The key of a message's own call.
fn own_call(message: &WabaId) -> EventKey {
    EventKey::new(format!("m:{message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `c1` is a customer's first message, `u2` a user's; newest first.
    fn list(messages: &[&str]) -> Vec<Message> {
        let message = |name: &&str| {
            serde_json::json!({
                "id": name, "from_us": name.starts_with('u'), "customer_wa_id": "491713920001",
                "waba_payload": { "type": "text", "text": { "body": name }, "id": name },
            })
        };
        messages.iter().map(|name| serde_json::from_value(message(name)).expect("a message")).collect()
    }

    fn sifted(messages: &[&str], on_return: OnReturn, old: &str) -> [Vec<String>; 3] {
        let name = |message: &Message| message.waba_payload.id.as_ref().map(ToString::to_string).unwrap_or_default();
        let place = |message: &Message| EventSeq(name(message)[1..].parse().unwrap_or_default());
        let answers = |message: &Message| match &name(message)[..] {
            beside if beside.starts_with("ub") => Answers::Nobody,
            // The bot's own answer to c4, which left late.
            "um" => Answers::Through(EventSeq(4)),
            _ => Answers::Everybody,
        };
        let found = Found::sift(list(messages), on_return, |message| name(message) == old, answers, |message| Some(place(message)));
        [found.waiting, found.left, found.answered].map(|messages| messages.iter().map(name).collect())
    }

    #[test]
    fn s18_of_what_nobody_answered_the_newest_waits_or_all() {
        let newest_first = ["c6", "c5", "u4", "c3", "u2", "c1", "c0"];
        let none: [&str; 0] = [];
        assert_eq!(sifted(&newest_first, OnReturn::Newest, "c1"), [vec!["c6"], vec!["c5"], vec!["c3"]]);
        assert_eq!(sifted(&newest_first, OnReturn::All, "c1"), [vec!["c5", "c6"], vec![], vec!["c3"]]);
        assert_eq!(sifted(&newest_first, OnReturn::All, "c6"), [none, none, none]);
        assert_eq!(sifted(&newest_first[2..], OnReturn::Newest, "c1"), [vec![], vec![], vec!["c3"]]);
    }

    #[test]
    fn what_the_bot_said_about_a_change_of_hands_is_no_answer() {
        let newest_first = ["ub5", "c4", "ub3", "c2", "c1"];
        let none: [&str; 0] = [];
        assert_eq!(sifted(&newest_first, OnReturn::All, "c1"), [vec!["c2", "c4"], vec![], vec![]]);
        assert_eq!(sifted(&["u6", "ub5", "c4", "c1"], OnReturn::All, "c1"), [&none[..], &none, &["c4"]]);
    }

    #[test]
    fn an_answer_that_left_late_answers_no_message_that_came_since() {
        let none: [&str; 0] = [];
        assert_eq!(sifted(&["um", "c5", "c4", "c3"], OnReturn::All, ""), [&["c5"][..], &none, &["c4", "c3"]]);
        assert_eq!(sifted(&["um", "c4"], OnReturn::Newest, ""), [&none[..], &none, &["c4"]]);
    }
}
