//! Turns: the role of an event, the handler's run, and the commit of its outcome.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use tower::ServiceExt as _;

use super::lane::{Leaving, Queued, Slot, Work};
use super::returning::BACK;
use super::taking::Take;
use super::{Count, Engine};
use crate::action::{Action, Assignee, Assignment};
use crate::handover::{OnDeadLetter, OnTakeover, OwnerClass, OwnerSet};
use crate::kind::EventKind;
use crate::outbox::verdict::{AfterFailure, Failure};
use crate::store::{EventEnd, EventSeq, NewRow, OutboxRow, RowState, StoreError, TurnCommit};
use crate::turn::{ChatFacts, Outcome, SessionRecord, Turn, TurnFacts};
use crate::wire::content::Text;
use crate::wire::{Content, Event, MessageEvent};

/// The conditions under which a turn started.
#[derive(Debug, Clone, Copy)]
struct Started {
    fence: i64,
    class: Option<OwnerClass>,
    is_message: bool,
}

impl Started {
    /// The outbox rows of a turn's actions: in whose chats each may leave, and under which fence.
    fn rows(self, actions: Vec<Action>, declared: Option<OwnerSet>) -> Vec<NewRow> {
        let own = OwnerSet::ME_OR_NOBODY;
        let owners = match declared {
            Some(owners) => owners,
            None if self.is_message && self.class == Some(OwnerClass::Me) => OwnerSet::only(OwnerClass::Me),
            None => own,
        };
        // A handler that asked for other people's chats speaks whoever takes them over.
        let speaks_to_people = declared.is_some_and(|owners| owners.bits() & !own.bits() != 0);
        let fence = (!speaks_to_people).then_some(self.fence);
        let mut rows = Vec::with_capacity(actions.len());
        let mut behind_assignment = false;
        let plan = |action, owners, fence| NewRow { action, state: RowState::Planned, owners, fence, intent_at: None };
        let behind = OwnerSet::from_bits(0);
        for action in actions {
            match action {
                Action::Assign(mut assignment) => {
                    let announce = assignment.announce.take();
                    rows.push(plan(Action::Assign(assignment), OwnerSet::ANY, Some(self.fence)));
                    behind_assignment = true;
                    rows.extend(announce.map(|announce| plan(Action::Send(*announce), behind, Some(self.fence))));
                }
                Action::Send(_) if behind_assignment => rows.push(plan(action, behind, Some(self.fence))),
                Action::Send(_) => rows.push(plan(action, owners, fence)),
                Action::Tag { .. } | Action::Untag { .. } => rows.push(plan(action, OwnerSet::ANY, None)),
            }
        }
        rows
    }
}

impl Engine {
    /// Runs the turn of the lane's first event.
    pub(super) async fn run_turn(self: &Arc<Self>, slot: &Slot) -> Result<(), StoreError> {
        let Some(queued) = slot.state().first_event().cloned() else { return Ok(()) };
        let event = match &queued.work {
            Work::Return => return self.run_return(slot, queued).await,
            Work::Event(event) => event.clone(),
        };
        let message = match &*event {
            Event::Message(message) if !message.is_outgoing() => Some(&**message),
            _ => None,
        };
        if queued.key.as_str().starts_with(BACK) && message.is_some_and(|message| slot.state().has_handled(message)) {
            // The message's own call came in time after all.
            return self.skip(slot, queued.seq).await;
        }
        if message.is_some() {
            match self.settle_role(slot).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(cause) => return self.bury(slot, &queued, format!("the chat cannot be taken: {cause}"), message).await,
            }
        }
        let (facts, started) = self.facts(slot, &queued, &event, message).await?;
        let outcome = match message.and_then(|message| self.asked_for_people(message, started)) {
            Some(outcome) => Ok(outcome),
            None => self.handle(facts).await,
        };
        match outcome {
            Ok(outcome) if slot.lane.chat().is_none() && !outcome.actions.is_empty() => {
                self.fail(slot, &queued, message, "an event without a chat cannot be answered".into()).await
            }
            Ok(outcome) => self.conclude(slot, &queued, message, started, outcome).await,
            Err(error) => self.fail(slot, &queued, message, error).await,
        }
    }

    /// Ends an event without a turn.
    pub(super) async fn skip(self: &Arc<Self>, slot: &Slot, event: EventSeq) -> Result<(), StoreError> {
        let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
        self.commit(slot, &lease, TurnCommit::only(event, slot.lane.clone(), EventEnd::Skipped, self.now())).await
    }

    /// Whether it is certain now in which role a customer's message is handled. The chat is taken when the policy wants it.
    async fn settle_role(&self, slot: &Slot) -> Result<bool, String> {
        let Some(chat) = slot.lane.chat() else { return Ok(true) };
        let (class, unchecked) = {
            let mut state = slot.state();
            state.ownership.note_message(self.now(), self.policy.forget_after);
            state.unsaved = true;
            (state.ownership.class(), state.unchecked_take)
        };
        let take = match class {
            None => return Ok(false),
            Some(OwnerClass::Nobody) if self.policy.takes_unassigned => self.take(slot, chat).await,
            Some(OwnerClass::Me) if unchecked => self.read_once_more(slot, chat).await,
            Some(_) => return Ok(true),
        };
        match take {
            Take::Mine | Take::Theirs => Ok(slot.state().ownership.class().is_some()),
            Take::Uncertain => Ok(false),
            Take::Refused(cause) => Err(cause),
        }
    }

    async fn facts(
        &self,
        slot: &Slot,
        queued: &Queued,
        event: &Arc<Event>,
        message: Option<&MessageEvent>,
    ) -> Result<(TurnFacts, Started), StoreError> {
        let own_message = match &**event {
            Event::Status(status) => match &status.getchat_id {
                // Its record may still be on its way.
                Some(id) if slot.state().claimed.contains(id) => true,
                Some(id) => !self.parts.store.sent(&self.parts.inbox, std::slice::from_ref(id)).await?.is_empty(),
                None => false,
            },
            _ => false,
        };
        let state = slot.state();
        let class = slot.lane.chat().and_then(|_| state.ownership.class());
        let started = Started { fence: state.ownership.fence(), class, is_message: message.is_some() };
        let profile_name = match &**event {
            Event::Message(event) => event.profile_name.clone(),
            _ => None,
        };
        let forgets = self.policy.takeover == OnTakeover::ForgetSession && state.ownership.outlived_sessions();
        let written_at = message.and_then(written_at);
        let facts = TurnFacts {
            event: event.clone(),
            kinds: kinds(event, class),
            chat: slot.lane.chat().map(|chat| ChatFacts {
                wa_id: chat.clone(),
                owner: state.ownership.owner(),
                class: class.unwrap_or(OwnerClass::Nobody),
                profile_name,
            }),
            late: matches!((written_at, state.newest), (Some(at), Some(newest)) if at < newest),
            now: self.now(),
            attempt: queued.attempts + 1,
            me: self.parts.me.id,
            sessions: if forgets { BTreeMap::new() } else { state.sessions.clone() },
            own_message,
            api: Some(self.parts.api.clone()),
        };
        Ok((facts, started))
    }

    /// The policy's answer to a customer who asks for a person in the bot's chat.
    fn asked_for_people(&self, message: &MessageEvent, started: Started) -> Option<Outcome> {
        let words = message.waba.content.text()?;
        if started.class != Some(OwnerClass::Me) || !self.policy.gives_back_on(words) {
            return None;
        }
        let announce = self.policy.announcement.clone().map(Box::new);
        Some(Outcome {
            actions: vec![Action::Assign(Assignment { to: Assignee::Group(self.policy.people.clone()), announce })],
            ..Outcome::default()
        })
    }

    /// Runs the handlers in a task of their own, so that a panic or an endless wait stays theirs.
    async fn handle(&self, facts: TurnFacts) -> Result<Outcome, crate::Error> {
        let limit = self.parts.settings.turn_timeout;
        let until = facts.now.checked_add(limit).unwrap_or(facts.now);
        let mut task = tokio::spawn(self.parts.service.clone().oneshot(Turn::new(facts)));
        tokio::select! {
            done = &mut task => match done {
                Ok(outcome) => outcome,
                Err(failed) => Err(match failed.try_into_panic() {
                    Ok(panic) => format!("the handler panicked: {}", words_of(&*panic)).into(),
                    Err(_) => "the handler was stopped".into(),
                }),
            },
            () = self.parts.clock.sleep_until(until) => {
                task.abort();
                Err(format!("the handler took longer than {limit:?} (`turn.timeout`)").into())
            }
        }
    }

    /// Commits what a turn did, unless a takeover overtook it.
    async fn conclude(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        message: Option<&MessageEvent>,
        started: Started,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        if slot.lane.chat().is_some() && !self.settle_owner(slot).await {
            return Ok(());
        }
        let now = self.now();
        let declared = outcome.handler.and_then(|handler| handler.owners);
        let (commit, lease) = {
            let mut state = slot.state();
            let Some(lease) = state.lease.clone() else { return Ok(()) };
            let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, now);
            let class = state.ownership.class();
            let overtaken = match declared {
                Some(owners) => started.is_message && class.is_some_and(|class| !owners.contains(class)),
                None => state.ownership.fence() != started.fence,
            };
            if overtaken {
                commit.end = EventEnd::Withdrawn;
                self.counters.add(Count::Withdrawn);
            } else {
                commit.rows = started.rows(outcome.actions, declared);
                commit.sessions = outcome.sessions;
                if self.policy.takeover == OnTakeover::ForgetSession && state.ownership.outlived_sessions() {
                    for name in state.sessions.keys() {
                        commit.sessions.entry(name.clone()).or_insert(None);
                    }
                }
                state.ownership.note_sessions();
                if let Some(message) = message {
                    state.newest = state.newest.max(written_at(message));
                    if matches!(started.class, Some(OwnerClass::Me | OwnerClass::Nobody)) {
                        state.ownership.note_handled(message.waba.id.clone(), written_at(message));
                    }
                }
            }
            commit.chat = slot.lane.chat().map(|_| state.ownership.record());
            // The first message is written as leaving at once: it does leave, unless somebody takes the chat over first.
            if let Some(first) = commit.rows.first_mut()
                && matches!(first.action, Action::Send(_))
                && state.rows.is_empty()
                && !self.is_gated(now)
            {
                first.state = RowState::InFlight;
                first.intent_at = Some(self.parts.api.inbox_now());
            }
            (commit, lease)
        };
        self.commit(slot, &lease, commit).await
    }

    /// Returns when the owner is certain; false when the bot is stopping and cannot find out.
    async fn settle_owner(self: &Arc<Self>, slot: &Slot) -> bool {
        loop {
            let pause = {
                let state = slot.state();
                if state.ownership.class().is_some() {
                    return true;
                }
                state.pause
            };
            match pause.filter(|pause| pause.until > self.now()) {
                None => self.read_owner(slot).await,
                Some(_) if self.is_draining() => return false,
                Some(pause) => tokio::select! {
                    () = self.parts.clock.sleep_until(pause.until) => {}
                    () = slot.signalled() => {}
                },
            }
        }
    }

    async fn commit(self: &Arc<Self>, slot: &Slot, lease: &crate::store::Lease, commit: TurnCommit) -> Result<(), StoreError> {
        let (event, end, rows, sessions) = (commit.event, commit.end.clone(), commit.rows.clone(), commit.sessions.clone());
        let saved = commit.chat.clone();
        let committed = self.parts.store.commit(&self.parts.inbox, lease, commit).await?;
        let mut state = slot.state();
        state.unsaved = saved.is_some_and(|saved| state.ownership.record() != saved);
        match end {
            EventEnd::Retry { attempts, not_before, .. } => {
                if let Some(first) = state.event_mut(event) {
                    first.attempts = attempts;
                    first.not_before = Some(not_before);
                }
            }
            _ => state.end_event(event),
        }
        for (name, session) in sessions {
            set_session(&mut state.sessions, name, session);
        }
        for ((row, id), ordinal) in rows.into_iter().zip(committed.rows).zip(0..) {
            let NewRow { action, state: row_state, owners, fence, intent_at } = row;
            let row = OutboxRow {
                id,
                event,
                ordinal,
                action,
                state: row_state,
                owners,
                fence,
                attempts: 0,
                not_before: None,
                intent_at,
                message: None,
            };
            state.rows.push_back(Leaving { row, unsent: true, doubt: None });
        }
        Ok(())
    }

    /// A turn failed: another try after a while, or a dead letter.
    async fn fail(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        message: Option<&MessageEvent>,
        error: crate::Error,
    ) -> Result<(), StoreError> {
        let attempts = queued.attempts + 1;
        let now = self.now();
        let failure = Failure { attempts, hint: error.retry_hint(), received_at: queued.received_at };
        match self.parts.settings.patience.after(failure, now, (self.parts.jitter)()) {
            AfterFailure::Retry(not_before) => {
                tracing::warn!(lane = ?slot.lane, attempts, error = ?error, "a turn failed and is tried again");
                self.counters.add(Count::Retried);
                let cause = format!("{error:?}");
                let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
                let end = EventEnd::Retry { attempts, not_before, cause };
                self.commit(slot, &lease, TurnCommit::only(queued.seq, slot.lane.clone(), end, now)).await
            }
            AfterFailure::DeadLetter => self.bury(slot, queued, format!("{error:?}"), message).await,
        }
    }

    /// An event failed for good. The lane goes on; the customer gets what the policy says.
    async fn bury(self: &Arc<Self>, slot: &Slot, queued: &Queued, cause: String, message: Option<&MessageEvent>) -> Result<(), StoreError> {
        tracing::error!(lane = ?slot.lane, seq = queued.seq.0, cause, "an event is a dead letter");
        self.counters.add(Count::DeadLetters);
        let now = self.now();
        let (lease, started) = {
            let state = slot.state();
            let class = slot.lane.chat().and_then(|_| state.ownership.class());
            (state.lease.clone(), Started { fence: state.ownership.fence(), class, is_message: message.is_some() })
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Dead { cause }, now);
        if message.is_some() && started.class == Some(OwnerClass::Me) {
            let actions = match &self.policy.dead_letter {
                OnDeadLetter::Nothing => Vec::new(),
                OnDeadLetter::Say(text) => vec![Action::Send(Content::Text(Text::new(text)).into())],
                OnDeadLetter::HandOver => {
                    vec![Action::Assign(Assignment { to: Assignee::Group(self.policy.people.clone()), announce: None })]
                }
            };
            commit.rows = started.rows(actions, None);
        }
        self.commit(slot, &lease, commit).await
    }
}

/// The kinds under which handlers are asked, in this order.
fn kinds(event: &Event, class: Option<OwnerClass>) -> &'static [EventKind] {
    match (EventKind::of(event), class) {
        (EventKind::IncomingMessages, Some(OwnerClass::Me)) => &[EventKind::AssignedMessages, EventKind::IncomingMessages],
        (EventKind::IncomingMessages | EventKind::AssignedMessages, _) => &[EventKind::IncomingMessages],
        (EventKind::OutgoingMessages, _) => &[EventKind::OutgoingMessages],
        (EventKind::ChatAssignment, _) => &[EventKind::ChatAssignment],
        (EventKind::ChatTagging, _) => &[EventKind::ChatTagging],
        (EventKind::MessageTagging, _) => &[EventKind::MessageTagging],
        (EventKind::Statuses, _) => &[EventKind::Statuses],
        (EventKind::Errors, _) => &[EventKind::Errors],
        (EventKind::Unknown, _) => &[EventKind::Unknown],
    }
}

fn written_at(message: &MessageEvent) -> Option<i64> {
    message.waba.timestamp.map(crate::wire::Timestamp::as_seconds)
}

fn set_session(sessions: &mut BTreeMap<String, SessionRecord>, name: String, session: Option<SessionRecord>) {
    match session {
        Some(session) => drop(sessions.insert(name, session)),
        None => drop(sessions.remove(&name)),
    }
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}

impl TurnCommit {
    /// A commit that only ends an event.
    pub(super) fn only(event: crate::store::EventSeq, lane: crate::store::Lane, end: EventEnd, now: Timestamp) -> Self {
        Self { event, lane, end, rows: Vec::new(), sessions: BTreeMap::new(), chat: None, events: Vec::new(), now }
    }
}
