//! Running a turn: the role of an event, and the handler's run.

use std::sync::Arc;

use tokio::sync::mpsc;
use tower::ServiceExt as _;

use super::committing::Started;
use super::deciding::Settled;
use super::lane::{Queued, Work};
use super::moving::is_system;
use super::returning::BACK;
use super::slot::Slot;
use super::stale::is_stale;
use super::{Count, Engine};
use crate::handover::{OnTakeover, OwnerClass, OwnerSet};
use crate::kind::EventKind;
use crate::own_event;
use crate::panics;
use crate::store::{EventEnd, EventSeq, StoreError, TurnCommit};
use crate::timer;
use crate::turn::{ChatFacts, Engaged, OWN_RECORDS, Outcome, SayNowError, Turn, TurnFacts};
use crate::wire::{Event, MessageEvent};

impl Engine {
    /// Runs the turn of the lane's first event.
    pub(super) async fn run_turn(self: &Arc<Self>, slot: &Slot) -> Result<(), StoreError> {
        let Some(queued) = slot.state().first_event().cloned() else { return Ok(()) };
        let event = match &queued.work {
            Work::Return => return self.run_return(slot, queued).await,
            Work::WindowClosed(message) => return self.run_window_closed(slot, &queued, message).await,
            Work::Told(_) => return self.keep_told(slot, queued.seq).await,
            Work::Event(event) => event.clone(),
        };
        if EventKind::of(&event) == EventKind::Policy {
            let watch = own_event::value(&event).and_then(|value| serde_json::from_value(value.clone()).ok());
            return self.run_watch(slot, &queued, watch).await;
        }
        if EventKind::of(&event) == EventKind::Moved {
            return self.move_in(slot, &queued, &event).await;
        }
        if is_overtaken(slot, &event) {
            return self.withdraw(slot, queued.seq).await;
        }
        if self.is_status_of_echo(slot, &event).await? {
            return self.skip(slot, queued.seq).await;
        }
        if self.was_answered_in_time(slot, &queued, &event).await? {
            return Ok(());
        }
        let message = match &*event {
            // What WhatsApp says about the customer is no message of theirs, and a stale one is over: nobody waits for an answer.
            Event::Message(message) if !message.is_outgoing() && !is_system(&event) && !is_stale(&event) => Some(&**message),
            _ => None,
        };
        if queued.key.as_str().starts_with(BACK) && message.is_some_and(|message| slot.state().has_handled(message)) {
            // The message's own call came in time after all.
            return self.skip(slot, queued.seq).await;
        }
        let settled = match message {
            Some(message) => self.settle_role(slot, &queued, message).await,
            None if self.brings_back(&event) => match self.bring_back(slot, &queued).await? {
                true => Settled::Ask,
                false => Settled::Later,
            },
            None => Settled::Ask,
        };
        let (facts, mut started) = self.facts(slot, &queued, &event, message).await?;
        let outcome = match settled {
            Settled::Later => return Ok(()),
            Settled::Refused(cause) => {
                return self
                    .bury(slot, &queued, format!("the chat cannot be taken: {cause}"), message, OwnerSet::only(OwnerClass::Me))
                    .await;
            }
            Settled::Instead(outcome) => {
                started.by_policy = true;
                Ok(outcome)
            }
            Settled::Ask => match self.handle(slot, &queued, started, facts).await? {
                Some(outcome) => outcome,
                // The lane goes on with what it has to do first, and runs the turn again.
                None => return Ok(()),
            },
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
        self.end(slot, event, EventEnd::Skipped).await
    }

    async fn withdraw(self: &Arc<Self>, slot: &Slot, event: EventSeq) -> Result<(), StoreError> {
        self.counters.add(Count::Withdrawn);
        self.end(slot, event, EventEnd::Withdrawn).await
    }

    async fn end(self: &Arc<Self>, slot: &Slot, event: EventSeq, end: EventEnd) -> Result<(), StoreError> {
        let Some(lease) = slot.state().lease.clone() else { return Ok(()) };
        self.commit(slot, &lease, TurnCommit::only(event, slot.lane.clone(), end, self.now())).await
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
                Some(id) if slot.state().claimed_by(id).is_some() => true,
                Some(id) => !self.parts.store.sent(&self.parts.inbox, std::slice::from_ref(id)).await?.is_empty(),
                None => false,
            },
            _ => false,
        };
        let customer_wrote_at = self.customer_wrote_at(slot);
        let mut state = slot.state();
        let class = match slot.lane.chat().and_then(|_| state.ownership.class()) {
            // A person has dealt with it, so it is what it was when it was written: a message to people.
            Some(OwnerClass::Me | OwnerClass::Nobody) if queued.answered || state.is_answered(queued.seq) => Some(OwnerClass::Person),
            class => class,
        };
        let started = Started { fence: state.ownership.fence(), class, is_message: message.is_some(), by_policy: false };
        let profile_name = match &**event {
            Event::Message(event) => event.profile_name.clone(),
            _ => None,
        };
        let profile_name = profile_name.or_else(|| state.ownership.profile_name().map(str::to_owned));
        let forgets = self.policy.takeover == OnTakeover::ForgetSession && state.ownership.outlived_sessions();
        let written_at = message.and_then(written_at);
        let kinds = kinds(event, class);
        let random = match state.drawn {
            Some((event, tried, drawn)) if (event, tried) == (queued.seq, queued.attempts) => drawn,
            _ => {
                // Under one name in every role, since the role may change while it waits.
                let purpose = if message.is_some() { "message" } else { kinds.first().map_or("", |kind| kind.name()) };
                let drawn = (self.parts.chance)(&slot.lane, purpose);
                state.drawn = Some((queued.seq, queued.attempts, drawn));
                drawn
            }
        };
        let facts = TurnFacts {
            event: event.clone(),
            kinds,
            seq: queued.seq,
            fence: started.fence,
            received_at: queued.received_at,
            question: state.question_seen(queued.seq),
            random,
            chat: slot.lane.chat().map(|chat| ChatFacts {
                wa_id: chat.clone(),
                owner: state.ownership.owner(),
                class: class.unwrap_or(OwnerClass::Nobody),
                profile_name,
                customer_wrote_at,
            }),
            late: matches!((written_at, state.newest), (Some(at), Some(newest)) if at < newest),
            stale: is_stale(event),
            now: self.now(),
            attempt: queued.attempts + 1,
            me: self.parts.me.id,
            sessions: match forgets {
                true => state.sessions.clone().into_iter().filter(|(name, _)| name.starts_with(OWN_RECORDS)).collect(),
                false => state.sessions.clone(),
            },
            own_message,
            api: Some(self.parts.api.clone()),
            inbox: self.parts.inbox.clone(),
            chat_link: self.parts.chat_link.clone(),
            tags: self.tags.clone(),
        };
        Ok((facts, started))
    }

    /// Runs the handlers in a task of their own, so that a panic or an endless wait stays theirs. Nothing when the turn cannot go on after
    /// something that it wanted to say early.
    async fn handle(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        started: Started,
        facts: TurnFacts,
    ) -> Result<Option<Result<Outcome, crate::Error>>, StoreError> {
        let limit = self.parts.settings.turn_timeout;
        let mut until = facts.now.checked_add(limit).unwrap_or(facts.now);
        let turn = Turn::new(facts);
        let (early, mut heard) = mpsc::unbounded_channel();
        turn.engage(Engaged { early, begin: self.begins() });
        if let Some(live) = slot.state().live.take() {
            turn.put_live(live);
        }
        let mut task = tokio::spawn(self.parts.service.clone().oneshot(turn.clone()));
        let mut changed = None;
        let outcome = loop {
            tokio::select! {
                done = &mut task => break match done {
                    Ok(outcome) => outcome,
                    Err(failed) => Err(match failed.try_into_panic() {
                        Ok(panic) => panics::error_of(&*panic),
                        Err(_) => "the handler was stopped".into(),
                    }),
                },
                Some(early) = heard.recv() => {
                    let began = self.now();
                    let declared = turn.asked().and_then(|handler| handler.owners);
                    let said = self.say_early(slot, queued, started, declared, &early).await;
                    let Ok(Some(answer)) = said else {
                        task.abort();
                        return said.map(|_| None);
                    };
                    until = until.checked_add(self.now().duration_since(began)).unwrap_or(until);
                    if let Err(SayNowError::Changed { before, now }) = &answer {
                        changed = Some(SayNowError::Changed { before: before.clone(), now: now.clone() });
                    }
                    // A handler that waits no longer is not told.
                    let _ = early.answer.send(answer);
                }
                () = self.parts.clock.sleep_until(until) => {
                    task.abort();
                    break Err(format!("the handler took longer than {limit:?} (`turn.timeout`)").into());
                }
            }
        };
        Ok(Some(changed.map_or(outcome, |changed| Err(crate::Error::from(changed).without_retry()))))
    }
}

/// Whether an event is a timer that was to count only as long as nobody takes the chat over.
fn is_overtaken(slot: &Slot, event: &Event) -> bool {
    let fence = own_event::value(event).and_then(timer::fence_of);
    fence.is_some_and(|fence| fence != slot.state().ownership.fence())
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
        (EventKind::ChatResolved, _) => &[EventKind::ChatResolved],
        (EventKind::UserAvailability, _) => &[EventKind::UserAvailability],
        (EventKind::Errors, _) => &[EventKind::Errors],
        (EventKind::Timer, _) => &[EventKind::Timer],
        (EventKind::Withdrawn, _) => &[EventKind::Withdrawn],
        (EventKind::Raw, _) => &[EventKind::Raw],
        (EventKind::Conversation | EventKind::Moved | EventKind::Policy, _) => &[],
        (EventKind::Unknown, _) => &[EventKind::Unknown],
    }
}

pub(super) fn written_at(message: &MessageEvent) -> Option<i64> {
    message.waba.timestamp.map(crate::wire::Timestamp::as_seconds)
}
