//! A customer has a new number: what the bot remembers moves to the chat of that number.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::committing::Started;
use super::lane::{LaneState, Queued, Work};
use super::slot::Slot;
use super::{Engine, OnNewNumber};
use crate::action::{Action, Assignee, Assignment};
use crate::handover::OwnerClass;
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{Delivery, EventEnd, EventKey, Lane, NewEvent, StoreError, TimerChange, TurnCommit};
use crate::turn::SessionRecord;
use crate::wire::{Content, Event, WaId};

impl Engine {
    /// Adds to a turn's commit what follows when its event tells a new number: the old chat's sessions and timers end, and begin again
    /// in the new chat if the policy says so.
    pub(super) fn move_out(&self, slot: &Slot, state: &LaneState, queued: &Queued, commit: &mut TurnCommit) {
        let Some(new) = new_number(&queued.work).filter(|new| Some(*new) != slot.lane.chat()) else { return };
        let mut moved = state.sessions.clone();
        for (name, session) in &commit.sessions {
            match session {
                Some(session) => _ = moved.insert(name.clone(), session.clone()),
                None => _ = moved.remove(name),
            }
        }
        commit.sessions =
            moved.keys().map(|name| (name.clone(), None)).chain(commit.sessions.keys().map(|name| (name.clone(), None))).collect();
        if self.policy.new_number == OnNewNumber::End {
            commit.timers.push(TimerChange::Cancel { prefix: String::new() });
            return;
        }
        let lane = Lane::Chat(new.clone());
        commit.timers.push(TimerChange::Move { to: lane.clone() });
        let sessions: BTreeMap<_, _> = moved.iter().map(|(name, session)| (name, (session.version, &session.json))).collect();
        let kind = EventKind::Moved;
        let Some(body) = own_event::body(kind, &serde_json::json!({ "sessions": sessions, "was_mine": state.ownership.owner().is_me() }))
        else {
            return;
        };
        let key = EventKey::new(format!("mv:{}", queued.seq.0));
        let event = NewEvent { key, lane, kind: kind.name().to_owned(), part: 0, end: None };
        commit.events.push(Delivery::new(body, commit.now, vec![event]));
    }

    /// Takes in what another chat's customer left behind. What the chat has of its own stays.
    pub(super) async fn move_in(self: &Arc<Self>, slot: &Slot, queued: &Queued, event: &Event) -> Result<(), StoreError> {
        let Some(told) = own_event::value(event) else { return self.skip(slot, queued.seq).await };
        let moved: BTreeMap<String, (u32, String)> = serde_json::from_value(told["sessions"].clone()).unwrap_or_default();
        let (lease, known, started) = {
            let state = slot.state();
            let started = Started { fence: state.ownership.fence(), class: state.ownership.class(), is_message: false, by_policy: true };
            (state.lease.clone(), state.sessions.keys().cloned().collect::<Vec<_>>(), started)
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Done, self.now());
        let moved = moved.into_iter().filter(|(name, _)| !known.contains(name));
        commit.sessions = moved.map(|(name, (version, json))| (name, Some(SessionRecord { version, json }))).collect();
        // With a policy that takes chats, the customer's next message does it.
        if told["was_mine"] == true && started.class == Some(OwnerClass::Nobody) && !self.policy.takes_unassigned {
            let take = Action::Assign(Assignment::to(Assignee::Me));
            commit.rows = started.rows(vec![take], None, &self.policy);
        }
        self.commit(slot, &lease, commit).await
    }
}

/// The number that an event tells as the customer's new one.
fn new_number(work: &Work) -> Option<&WaId> {
    let Work::Event(event) = work else { return None };
    match &**event {
        Event::Message(message) if !message.is_outgoing() => match &message.waba.content {
            Content::System(system) => system.new_wa_id.as_ref(),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an event only tells something about the customer, who wrote nothing.
pub(super) fn is_system(event: &Event) -> bool {
    matches!(event, Event::Message(message) if matches!(message.waba.content, Content::System(_)))
}
