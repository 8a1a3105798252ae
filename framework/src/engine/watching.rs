//! The policy's own events: a time that it waited for has come, or something is to be looked at in the chat's order.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::Engine;
use super::committing::{Started, beside};
use super::intake::RETURN;
use super::lane::{LaneState, Queued};
use super::slot::Slot;
use super::taking::Take;
use crate::action::{Action, Assignee, Escalation};
use crate::client::{ApiError, MessageQuery, Paging};
use crate::handover::{Because, Due, OwnerClass, OwnerSet, Watch, somebody_wrote};
use crate::store::{Delivery, EventEnd, EventKey, NewEvent, StoreError, TurnCommit};
use crate::timer::TimerRequest;
use crate::turn::Outcome;
use crate::wire::{Event, Message, OutgoingMessage, TaggingAction, WaId};

/// How many messages of a chat are looked through for those of people.
const LOOK_BACK: u64 = 50;

impl Engine {
    /// Runs the turn of an event of the policy's.
    pub(super) async fn run_watch(self: &Arc<Self>, slot: &Slot, queued: &Queued, watch: Option<Watch>) -> Result<(), StoreError> {
        let (Some(chat), Some(watch)) = (slot.lane.chat(), watch) else { return self.end_with(slot, queued, Vec::new()).await };
        let (class, is_me, because, silenced) = {
            let state = slot.state();
            let Some(class) = state.ownership.class() else { return Ok(()) };
            (class, state.ownership.owner().is_me(), state.ownership.taken_because(), state.ownership.is_silenced())
        };
        match watch {
            Watch::Stop { run } if run == self.parts.run && is_me => self.assign(slot, queued, self.to_people(false)).await,
            Watch::Opening if class == OwnerClass::Me && because == Some(Because::Outside) => {
                self.assign(slot, queued, self.to_people(false)).await
            }
            Watch::Stop { .. } | Watch::Opening => self.end_with(slot, queued, Vec::new()).await,
            Watch::Unanswered | Watch::Silence | Watch::Escalation { .. } if silenced || class == OwnerClass::OtherApp => {
                slot.state().ownership.end_waiting();
                self.end_with(slot, queued, Vec::new()).await
            }
            Watch::Unanswered => self.unanswered(slot, queued, chat, class).await,
            Watch::Silence => self.silent(slot, queued, chat, class).await,
            Watch::Escalation { since, chain } => self.escalate(slot, queued, chat, since, chain).await,
            Watch::Withdrawn => {
                let timers = {
                    let mut state = slot.state();
                    let written_at = state.ownership.customer_wrote_at().map(Timestamp::as_second);
                    self.watches(&mut state, written_at, false)
                };
                self.end_with(slot, queued, timers).await
            }
        }
    }

    /// The time is over within which people should have answered.
    async fn unanswered(self: &Arc<Self>, slot: &Slot, queued: &Queued, chat: &WaId, class: OwnerClass) -> Result<(), StoreError> {
        let begun = slot.state().ownership.has_unchecked_take();
        let is_stale = !slot.state().ownership.is_waiting() || class == OwnerClass::Me;
        let Some(after) = self.policy.unanswered.filter(|_| begun || !is_stale) else {
            return self.end_with(slot, queued, Vec::new()).await;
        };
        if !begun {
            let found = match self.look_back(slot, chat, true).await? {
                Ok(found) => found,
                Err(cause) => return self.look_later(slot, &cause),
            };
            match Due::of_waiting(found.unanswered(), self.parts.api.inbox_now().as_second(), after) {
                Due::Now => {}
                Due::Never => {
                    slot.state().ownership.end_waiting();
                    return self.end_with(slot, queued, Vec::new()).await;
                }
                Due::In(left) => return self.end_with(slot, queued, vec![Watch::Unanswered.at(self.later_by(left))]).await,
            }
        }
        // Should it fail, people have the same time once more.
        self.win(slot, queued, chat, Because::Unanswered, None, vec![Watch::Unanswered.at(self.later_by(after))]).await
    }

    /// Nobody may have written for as long as the policy gives people.
    async fn silent(self: &Arc<Self>, slot: &Slot, queued: &Queued, chat: &WaId, class: OwnerClass) -> Result<(), StoreError> {
        let begun = slot.state().ownership.has_unchecked_take();
        let is_peoples = matches!(class, OwnerClass::Person | OwnerClass::Group);
        let Some(after) = self.policy.back_after.filter(|_| begun || is_peoples) else {
            return self.end_with(slot, queued, Vec::new()).await;
        };
        if !begun {
            let newest = match self.messages(chat, 1).await {
                Ok(messages) => messages.first().and_then(|message| message.waba_payload.timestamp).map(crate::wire::Timestamp::as_seconds),
                Err(cause) => return self.look_later(slot, &cause),
            };
            let left_bot_at = slot.state().ownership.left_bot_at().div_euclid(1000);
            if let Some(last) = newest.map(|newest| newest.max(left_bot_at))
                && let Due::In(left) = Due::since(last, self.parts.api.inbox_now().as_second(), after)
            {
                return self.end_with(slot, queued, vec![Watch::Silence.at(self.later_by(left))]).await;
            }
        }
        self.win(slot, queued, chat, Because::WayBack, None, vec![Watch::Silence.at(self.later_by(after))]).await
    }

    /// The next step of a chain, if no person has answered since the last one.
    async fn escalate(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        chat: &WaId,
        since: i64,
        mut chain: Vec<Escalation>,
    ) -> Result<(), StoreError> {
        let second = since.div_euclid(1000);
        let is_over = || {
            let state = slot.state();
            let ownership = &state.ownership;
            !ownership.has_unchecked_take() && (!ownership.is_where_it_was_given() || ownership.has_person_written_since(second))
        };
        if chain.is_empty() || is_over() {
            return self.end_with(slot, queued, Vec::new()).await;
        }
        let begun = slot.state().ownership.has_unchecked_take();
        match self.messages(chat, LOOK_BACK).await {
            // The answer took its time, in which a person may have taken the chat.
            Ok(messages) if is_over() || (somebody_wrote(&messages, self.parts.me.id, second) && !begun) => {
                return self.end_with(slot, queued, Vec::new()).await;
            }
            Ok(_) => {}
            Err(cause) => return self.look_later(slot, &cause),
        }
        let mut next = chain.remove(0).assignment;
        if next.to == Assignee::Me {
            return self.win(slot, queued, chat, Because::WayBack, next.announce.map(|words| *words), Vec::new()).await;
        }
        next.then = chain;
        self.assign(slot, queued, Action::Assign(next)).await
    }

    /// Takes the chat from people. When it is the bot's, these words are said, and what waits for an answer is found and queued; else
    /// these timers are set.
    pub(super) async fn win(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        chat: &WaId,
        because: Because,
        words: Option<OutgoingMessage>,
        otherwise: Vec<TimerRequest>,
    ) -> Result<(), StoreError> {
        match self.take_from_people(slot, chat, because).await {
            Take::Uncertain => Ok(()),
            Take::Theirs => {
                if because == Because::Unanswered {
                    slot.state().ownership.begin_waiting(self.parts.api.inbox_now().as_second());
                }
                self.end_with(slot, queued, otherwise).await
            }
            Take::Refused(cause) => {
                self.bury(slot, queued, format!("the chat cannot be taken: {cause}"), None, OwnerSet::only(OwnerClass::Me)).await
            }
            Take::Mine => {
                let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
                let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, self.now());
                {
                    let mut state = slot.state();
                    if let Some(words) = words {
                        // They say what the policy's own words would.
                        state.ownership.take_greeting();
                        commit.rows = vec![beside(words, state.ownership.fence())];
                    }
                    commit.chat = Some(state.ownership.record());
                }
                commit.events = vec![self.own_return(slot, chat, queued)];
                self.commit(slot, &lease, commit).await
            }
        }
    }

    /// Whether an event gives the chat back to the bot: a person put the policy's tag on it.
    pub(super) fn brings_back(&self, event: &Event) -> bool {
        matches!(event, Event::ChatTagging(tagging) if tagging.action == TaggingAction::Added && self.policy.back_tags.contains(&tagging.tag.name))
    }

    /// Takes the chat for an event that goes to handlers as well. Whether that is decided; else the turn is run again.
    pub(super) async fn bring_back(self: &Arc<Self>, slot: &Slot, queued: &Queued) -> Result<bool, StoreError> {
        let Some(chat) = slot.lane.chat().filter(|_| !slot.state().ownership.is_silenced()) else { return Ok(true) };
        match self.take_from_people(slot, chat, Because::WayBack).await {
            Take::Uncertain => return Ok(false),
            Take::Theirs => {}
            Take::Refused(cause) => {
                tracing::error!(lane = ?slot.lane, cause, "the inbox refused to give the bot a chat that a tag gives it")
            }
            Take::Mine => {
                let delivery = self.own_return(slot, chat, queued);
                let ingested = self.parts.store.ingest(&self.parts.inbox, delivery.clone()).await?;
                self.queue_follow(vec![delivery], ingested);
            }
        }
        Ok(true)
    }

    /// Takes a chat that is people's, or looks up what became of a take that has begun.
    pub(super) async fn take_from_people(&self, slot: &Slot, chat: &WaId, because: Because) -> Take {
        let (class, unchecked) = {
            let state = slot.state();
            (state.ownership.class(), state.ownership.has_unchecked_take() && state.ownership.owner().is_me())
        };
        let take = match class {
            None => Take::Uncertain,
            Some(_) if unchecked => self.read_once_more(slot, chat).await,
            Some(OwnerClass::Me) => Take::Mine,
            Some(_) if slot.state().give_up_take() => Take::Theirs,
            Some(_) => self.take(slot, chat, because).await,
        };
        // A person may have written meanwhile.
        match (take, slot.state().ownership.class()) {
            (Take::Mine, None) => Take::Uncertain,
            (Take::Mine, Some(class)) if class != OwnerClass::Me => Take::Theirs,
            (take, _) => take,
        }
    }

    /// The hand-over to the bot that the bot itself has made, told once for the event that caused it.
    pub(super) fn own_return(&self, slot: &Slot, chat: &WaId, cause: &Queued) -> Delivery {
        let key = EventKey::new(format!("{OWN_RETURN}:{}:{}", chat.as_str(), cause.seq.0));
        let event = NewEvent { key, lane: slot.lane.clone(), kind: RETURN.to_owned(), part: 0, end: None };
        Delivery::new(b"{}".to_vec(), self.now(), vec![event])
    }

    /// The timers that a chat needs after a customer's message, written at this second, or after the bot fell silent in it.
    pub(super) fn watches(&self, state: &mut LaneState, written_at: Option<i64>, handled: bool) -> Vec<TimerRequest> {
        let mut timers = Vec::new();
        if state.ownership.is_silenced() {
            return timers;
        }
        let class = state.ownership.class();
        let is_peoples = matches!(class, Some(OwnerClass::Person | OwnerClass::Group));
        if let Some(after) = self.policy.unanswered
            && (is_peoples || (class == Some(OwnerClass::Nobody) && !handled))
        {
            let now = self.parts.api.inbox_now().as_second();
            let written_at = written_at.unwrap_or(now);
            if !state.ownership.has_person_written_since(written_at.saturating_add(1)) && state.ownership.begin_waiting(written_at) {
                let left = match Due::since(written_at, now, after) {
                    Due::In(left) => left,
                    Due::Now | Due::Never => Duration::ZERO,
                };
                timers.push(Watch::Unanswered.at(self.later_by(left)));
            }
        }
        if let Some(after) = self.policy.back_after.filter(|_| is_peoples) {
            timers.push(Watch::Silence.at(self.later_by(after)));
        }
        if self.policy.gives_back_at_opening
            && class == Some(OwnerClass::Me)
            && state.ownership.taken_because() == Some(Because::Outside)
            && let Some(opening) = self.policy.outside.as_ref().and_then(|hours| hours.next_opening(self.now()))
        {
            timers.push(Watch::Opening.at(opening));
        }
        timers
    }

    /// The timers that a turn's assignments need: the next step of their chains, and the silence after which the bot comes back.
    pub(super) fn chains(&self, actions: &mut [Action]) -> Vec<TimerRequest> {
        let mut timers = Vec::new();
        for action in actions {
            let Action::Assign(assignment) = action else { continue };
            let chain = std::mem::take(&mut assignment.then);
            timers.push(match chain.first() {
                Some(first) => {
                    let due = self.later_by(Duration::from_millis(first.after_ms));
                    Watch::Escalation { since: self.parts.api.inbox_now().as_millisecond(), chain }.at(due)
                }
                None => Watch::Escalation { since: 0, chain }.cancelled(),
            });
            if let Some(after) = self.policy.back_after.filter(|_| assignment.to != Assignee::Me) {
                timers.push(Watch::Silence.at(self.later_by(after)));
            }
        }
        timers
    }

    async fn assign(self: &Arc<Self>, slot: &Slot, queued: &Queued, action: Action) -> Result<(), StoreError> {
        let started = {
            let state = slot.state();
            Started { fence: state.ownership.fence(), class: state.ownership.class(), is_message: false, by_policy: true }
        };
        self.conclude(slot, queued, None, started, Outcome::of(action)).await
    }

    /// Ends the event, and waits for something else.
    async fn end_with(self: &Arc<Self>, slot: &Slot, queued: &Queued, timers: Vec<TimerRequest>) -> Result<(), StoreError> {
        let (lease, fence, record) = {
            let state = slot.state();
            (state.lease.clone(), state.ownership.fence(), state.ownership.record())
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, self.now());
        commit.chat = Some(record);
        commit.timers = timers.into_iter().map(|timer| timer.into_change(fence)).collect();
        self.commit(slot, &lease, commit).await
    }

    async fn messages(&self, chat: &WaId, limit: u64) -> Result<Vec<Message>, ApiError> {
        let query = MessageQuery { paging: Paging { limit: Some(limit), offset: None }, ..MessageQuery::of_chat(chat.clone()) };
        Ok(self.parts.api.list_messages(&query).await?.results)
    }

    #[expect(clippy::unnecessary_wraps, reason = "it ends a turn, like what it is returned for")]
    fn look_later(&self, slot: &Slot, cause: &ApiError) -> Result<(), StoreError> {
        tracing::warn!(lane = ?slot.lane, %cause, "the messages of a chat that the policy watches cannot be read yet");
        slot.state().pause_after_failure(self.now());
        Ok(())
    }

    fn later_by(&self, after: Duration) -> Timestamp {
        self.now().checked_add(after).unwrap_or(Timestamp::MAX)
    }
}

/// The beginning of the keys of hand-overs that the bot itself has made.
pub(super) const OWN_RETURN: &str = "return:own";
