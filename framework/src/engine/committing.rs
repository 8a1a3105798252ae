//! Ending a turn: commit its outcome, try it again, or bury it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::early::said_by;
use super::lane::{LaneState, Leaving, Queued, Work};
use super::returning::returned;
use super::slot::Slot;
use super::turning::written_at;
use super::{Count, Engine};
use crate::action::Action;
use crate::conversation::{TALK, cancel_timers, revision};
use crate::handover::{OnDeadLetter, OnTakeover, OwnerClass, OwnerSet, Policy};
use crate::kind::EventKind;
use crate::mask::masked;
use crate::outbox::doubt::costs;
use crate::outbox::verdict::{AfterFailure, Failure};
use crate::store::{EventEnd, EventSeq, Lane, Lease, NewRow, OutboxRow, RowState, StoreError, TurnCommit};
use crate::turn::{OWN_RECORDS, Outcome, SessionRecord};
use crate::wire::content::Text;
use crate::wire::{Content, Members, MessageEvent, OutgoingMessage};

/// The conditions under which a turn started.
#[derive(Debug, Clone, Copy)]
pub(super) struct Started {
    pub(super) fence: i64,
    pub(super) class: Option<OwnerClass>,
    pub(super) is_message: bool,
    /// The policy says what happens, and no handler was asked.
    pub(super) by_policy: bool,
}

impl Started {
    /// Whether somebody has taken the chat over since, so that nothing of the turn may leave.
    pub(super) fn is_overtaken(self, state: &LaneState, event: EventSeq, declared: Option<OwnerSet>) -> bool {
        match declared {
            Some(owners) => self.is_message && state.ownership.class().is_some_and(|class| !owners.contains(class)),
            // Or a person has answered the very message meanwhile.
            None => {
                let speaks = matches!(self.class, Some(OwnerClass::Me | OwnerClass::Nobody));
                state.ownership.fence() != self.fence || (speaks && state.is_answered(event))
            }
        }
    }

    /// The outbox rows of a turn's actions: in whose chats each may leave, and under which fence.
    pub(super) fn rows(self, actions: Vec<Action>, declared: Option<OwnerSet>, policy: &Policy) -> Vec<NewRow> {
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
        let behind = OwnerSet::BESIDE;
        for action in actions {
            match action {
                Action::Assign(mut assignment) => {
                    let announce = assignment.announce.take();
                    // Nobody's chat is given away over their heads: a timer or a tag may run its handler long after a takeover.
                    let owners = match behind_assignment {
                        true => behind,
                        false if self.by_policy => OwnerSet::ANY,
                        false => owners,
                    };
                    if let Some(note) = assignment.note.take() {
                        // A chat carries a tag once: an older note has to go first.
                        let extra = Members::from_iter([("note".to_owned(), note.into())]);
                        let name = policy.note_tag.clone();
                        rows.push(plan(Action::Untag { name: name.clone() }, owners, Some(self.fence)));
                        rows.push(plan(Action::Tag { name, extra: Some(extra) }, owners, Some(self.fence)));
                    }
                    rows.push(plan(Action::Assign(assignment), owners, Some(self.fence)));
                    behind_assignment = true;
                    rows.extend(announce.map(|announce| plan(Action::Send(*announce), behind, Some(self.fence))));
                }
                Action::Send(_) | Action::SendOrTemplate { .. } if behind_assignment => rows.push(plan(action, behind, Some(self.fence))),
                Action::Send(_) | Action::SendOrTemplate { .. } => rows.push(plan(action, owners, fence)),
                Action::Tag { .. } | Action::Untag { .. } => rows.push(plan(action, OwnerSet::ANY, None)),
            }
        }
        rows
    }
}

impl Engine {
    /// Commits what a turn did, unless a takeover overtook it.
    pub(super) async fn conclude(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        message: Option<&MessageEvent>,
        started: Started,
        mut outcome: Outcome,
    ) -> Result<(), StoreError> {
        let talk = std::mem::take(&mut outcome.talk);
        if talk.hand_over {
            outcome.actions.push(self.to_people(true));
        }
        if slot.lane.chat().is_some() && !self.settle_owner(slot).await {
            return Ok(());
        }
        let now = self.now();
        let declared = outcome.handler.and_then(|handler| handler.owners);
        let (commit, lease) = {
            let mut state = slot.state();
            let Some(lease) = state.lease.clone() else { return Ok(()) };
            let end = if talk.goes_on { EventEnd::Open } else { EventEnd::Done };
            let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), end, now);
            let overtaken = started.is_overtaken(&state, queued.seq, declared);
            if overtaken {
                commit.end = EventEnd::Withdrawn;
                self.counters.add(Count::Withdrawn);
                let actions = outcome.actions.iter().collect::<Vec<_>>();
                let handler = outcome.handler.map(|handler| handler.name);
                commit.events = self.tell_withdrawn(slot, &format!("w:{}", queued.seq.0), handler, &actions);
                if let Some(message) = message {
                    let timers = self.watches(&mut state, written_at(message), false);
                    commit.timers = timers.into_iter().map(|timer| timer.into_change(started.fence)).collect();
                }
                if let Some(journal) = talk.kept {
                    commit.sessions.insert(TALK.to_owned(), Some(journal));
                    commit.timers.push(cancel_timers().into_change(started.fence));
                }
            } else {
                let is_mute = state.ownership.is_silenced() && !started.by_policy;
                if is_mute {
                    silence(&mut outcome.actions);
                }
                let mut greeting = None;
                let is_handled = outcome.handler.is_some() || !outcome.actions.is_empty();
                outcome.timers.extend(self.chains(&mut outcome.actions));
                if let Some(message) = message {
                    greeting = self.greet(&mut state);
                    outcome.timers.extend(self.watches(&mut state, written_at(message), is_handled));
                }
                commit.rows = greeting.map(|words| beside(words, started.fence)).into_iter().collect();
                commit.rows.extend(started.rows(outcome.actions, declared, &self.policy));
                commit.sessions = outcome.sessions;
                commit.timers = outcome.timers.into_iter().map(|timer| timer.into_change(started.fence)).collect();
                if self.policy.takeover == OnTakeover::ForgetSession && state.ownership.outlived_sessions() {
                    for name in state.sessions.keys().filter(|name| !name.starts_with(OWN_RECORDS)) {
                        commit.sessions.entry(name.clone()).or_insert(None);
                    }
                }
                state.ownership.note_sessions();
                if talk.asks {
                    state.ownership.note_unasked(is_mute);
                }
                if let Some(message) = message {
                    state.newest = state.newest.max(written_at(message));
                    let is_done = is_handled || (started.class == Some(OwnerClass::Me) && !started.by_policy);
                    if is_done && matches!(started.class, Some(OwnerClass::Me | OwnerClass::Nobody)) {
                        state.ownership.note_handled(message.waba.id.clone(), written_at(message));
                    }
                }
            }
            if !overtaken && talk.asks_again {
                let open = state.sessions.get(TALK).and_then(revision);
                commit.events.extend(open.and_then(|open| returned(slot, queued.seq, Some(open), now)));
            }
            if !overtaken {
                self.move_out(slot, &state, queued, &mut commit);
            }
            commit.chat = slot.lane.chat().map(|_| state.ownership.record());
            // The first message is written as leaving at once: it does leave, unless somebody takes the chat over first. One that
            // costs is not: should it have to wait and the process die, nobody could tell any more that it was not sent.
            if let Some(first) = commit.rows.first_mut()
                && first.action.message().is_some_and(|message| !costs(&message.content))
                && state.rows.is_empty()
                && !self.is_gated(now)
            {
                first.state = RowState::InFlight;
                first.intent_at = Some(self.parts.api.inbox_now());
            }
            (commit, lease)
        };
        let is_done = commit.end != EventEnd::Withdrawn;
        self.commit(slot, &lease, commit).await?;
        if is_done {
            let mut state = slot.state();
            state.live = talk.live;
            if talk.asks {
                state.note_asked(queued.seq);
            }
        }
        Ok(())
    }

    /// Returns when the owner is certain; false when the bot is stopping and cannot find out.
    pub(super) async fn settle_owner(self: &Arc<Self>, slot: &Slot) -> bool {
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

    pub(super) async fn commit(self: &Arc<Self>, slot: &Slot, lease: &Lease, mut commit: TurnCommit) -> Result<(), StoreError> {
        let said = said_by(commit.event);
        if !matches!(commit.end, EventEnd::Open | EventEnd::Retry { .. }) && slot.state().sessions.contains_key(&said) {
            commit.sessions.insert(said, None);
        }
        let (event, end, rows, sessions) = (commit.event, commit.end.clone(), commit.rows.clone(), commit.sessions.clone());
        let (saved, follow, sets_timers) = (commit.chat.clone(), commit.events.clone(), !commit.timers.is_empty());
        let committed = self.parts.store.commit(&self.parts.inbox, lease, commit).await?;
        if sets_timers {
            self.timers_changed.notify_one();
        }
        self.queue_follow(follow, committed.events);
        let mut state = slot.state();
        if let Some(saved) = saved {
            state.unsaved = state.ownership.record() != saved;
        }
        match end {
            EventEnd::Retry { attempts, not_before, .. } => {
                if let Some(first) = state.event_mut(event) {
                    first.attempts = attempts;
                    first.not_before = Some(not_before);
                }
            }
            EventEnd::Open => {
                if let Some(first) = state.event_mut(event) {
                    first.attempts = 0;
                    first.not_before = None;
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
    pub(super) async fn fail(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        message: Option<&MessageEvent>,
        error: crate::Error,
    ) -> Result<(), StoreError> {
        let attempts = queued.attempts + 1;
        let now = self.now();
        let failure = Failure { attempts, hint: error.retry_hint(), received_at: queued.received_at };
        let after = match error.is_final() {
            true => AfterFailure::DeadLetter,
            false => {
                // 53 bits fill an f64 without rounding.
                let jitter = ((self.parts.chance)(&slot.lane, "retry") >> 11) as f64 / (1_u64 << 53) as f64;
                self.parts.settings.patience.after(failure, now, jitter)
            }
        };
        match after {
            AfterFailure::Retry(not_before) => {
                tracing::warn!(lane = ?slot.lane, attempts, error = masked(&format!("{error:?}")), "a turn failed and is tried again");
                self.counters.add(Count::Retried);
                let cause = format!("{error:?}");
                let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
                let end = EventEnd::Retry { attempts, not_before, cause };
                self.commit(slot, &lease, TurnCommit::only(queued.seq, slot.lane.clone(), end, now)).await
            }
            AfterFailure::DeadLetter => {
                // What a person has dealt with is not the bot's to excuse, unless the chat is its own.
                let heard_in = if queued.answered { OwnerSet::only(OwnerClass::Me) } else { OwnerSet::ME_OR_NOBODY };
                self.bury(slot, queued, format!("{error:?}"), message, heard_in).await
            }
        }
    }

    /// An event failed for good. The lane goes on; the customer gets what the policy says, in chats of these owners.
    pub(super) async fn bury(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        cause: String,
        message: Option<&MessageEvent>,
        heard_in: OwnerSet,
    ) -> Result<(), StoreError> {
        tracing::error!(lane = ?slot.lane, seq = queued.seq.0, cause = masked(&cause), "an event is a dead letter");
        self.counters.add(Count::DeadLetters);
        let now = self.now();
        let (lease, started) = {
            let state = slot.state();
            let class = slot.lane.chat().and_then(|_| state.ownership.class());
            // What nobody owns is somebody's once it is assigned: that stops the policy there, as it would stop a handler.
            let by_policy = class != Some(OwnerClass::Nobody);
            (state.lease.clone(), Started { fence: state.ownership.fence(), class, is_message: message.is_some(), by_policy })
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Dead { cause }, now);
        // Somebody waits for a word: who wrote a message, and whose conversation came to a stop.
        let is_awaited = message.is_some() || matches!(&queued.work, Work::Event(event) if EventKind::of(event) == EventKind::Conversation);
        if is_awaited && started.class.is_some_and(|class| heard_in.contains(class)) {
            let actions = match &self.policy.dead_letter {
                OnDeadLetter::Nothing => Vec::new(),
                OnDeadLetter::Say(text) => vec![Action::Send(Content::Text(Text::new(text)).into())],
                OnDeadLetter::HandOver => vec![self.to_people(false)],
            };
            commit.rows = started.rows(actions, None, &self.policy);
        }
        self.commit(slot, &lease, commit).await
    }
}

impl TurnCommit {
    /// A commit that only ends an event.
    pub(super) fn only(event: EventSeq, lane: Lane, end: EventEnd, now: Timestamp) -> Self {
        Self { event, lane, end, rows: Vec::new(), sessions: BTreeMap::new(), timers: Vec::new(), chat: None, events: Vec::new(), now }
    }
}

/// The row of words that are said beside a conversation, in the bot's own chat under this fence.
pub(super) const fn beside(words: OutgoingMessage, fence: i64) -> NewRow {
    NewRow { action: Action::Send(words), state: RowState::Planned, owners: OwnerSet::BESIDE, fence: Some(fence), intent_at: None }
}

/// Leaves out what would be said.
fn silence(actions: &mut Vec<Action>) {
    actions.retain(|action| action.message().is_none());
    for action in actions {
        if let Action::Assign(assignment) = action {
            assignment.announce = None;
        }
    }
}

fn set_session(sessions: &mut BTreeMap<String, SessionRecord>, name: String, session: Option<SessionRecord>) {
    match session {
        Some(session) => drop(sessions.insert(name, session)),
        None => drop(sessions.remove(&name)),
    }
}
