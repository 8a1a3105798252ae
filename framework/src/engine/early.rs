//! What a handler says before its turn ends: a commit in the middle of the turn, whose row leaves while the handler waits.
//!
//! The handler's future stays alive meanwhile. Only when the process ends, or the turn fails later, does it run again from its beginning;
//! then the chat's record of what the event's turn has said answers instead.

use std::panic::Location;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Engine;
use super::committing::{Started, beside};
use super::lane::{Queued, Step};
use super::slot::Slot;
use crate::handover::OwnerSet;
use crate::store::{EventEnd, EventSeq, RowState, StoreError, TurnCommit};
use crate::turn::{Early, SayNowError, SessionRecord};

/// The beginning of the names of the records of what open events have said.
const SAID: &str = "switchboard.said.";

/// The form of the record.
const VERSION: u32 = 1;

/// One of the things that an event's turn has said early.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    step: u32,
    /// Which of the event's rows it is.
    ordinal: u32,
    print: String,
    place: String,
}

/// The name of the record of what an event's turn has said early.
pub(super) fn said_by(event: EventSeq) -> String {
    format!("{SAID}{}", event.0)
}

impl Engine {
    /// Lets a handler's early words leave, unless an earlier try of the turn has said them, and answers what came of them. Nothing when
    /// the turn cannot go on: the bot stops, or its lane has to be read again.
    ///
    /// # Errors
    /// When the store fails: the turn is run again, and finds what was written.
    pub(super) async fn say_early(
        self: &Arc<Self>,
        slot: &Slot,
        queued: &Queued,
        started: Started,
        declared: Option<OwnerSet>,
        early: &Early,
    ) -> Result<Option<Result<(), SayNowError>>, StoreError> {
        let rows = self.parts.store.rows_of(&self.parts.inbox, queued.seq).await?;
        let name = said_by(queued.seq);
        let mut said = match slot.state().sessions.get(&name) {
            Some(record) => serde_json::from_str::<Vec<Said>>(&record.json)
                .map_err(|cause| StoreError::Refused(format!("the record of what a turn has said cannot be read: {cause}")))?,
            None => Vec::new(),
        };
        let ordinal = match said.iter().find(|said| said.step == early.step) {
            Some(said) if said.print != early.print => {
                return Ok(Some(Err(SayNowError::Changed { before: said.place.clone(), now: place(early.place) })));
            }
            Some(said) => said.ordinal,
            None => {
                if !self.settle_owner(slot).await {
                    return Ok(None);
                }
                let next = rows.last().map_or(0, |row| row.ordinal + 1);
                let (lease, commit, ordinal) = {
                    let mut state = slot.state();
                    let Some(lease) = state.lease.clone() else { return Ok(None) };
                    if state.ownership.is_silenced() || started.is_overtaken(&state, queued.seq, declared) {
                        return Ok(Some(Err(SayNowError::Withdrawn)));
                    }
                    let mut commit = TurnCommit::only(queued.seq, slot.lane.clone(), EventEnd::Open, self.now());
                    // What a chat hears first stands before these words, too.
                    let greeting = if started.is_message { self.greet(&mut state) } else { None };
                    commit.rows = greeting.map(|words| beside(words, started.fence)).into_iter().collect();
                    let ordinal = next + u32::from(!commit.rows.is_empty());
                    commit.rows.extend(started.rows(vec![early.action.clone()], declared, &self.policy));
                    said.push(Said { step: early.step, ordinal, print: early.print.clone(), place: place(early.place) });
                    let json = serde_json::to_string(&said)
                        .map_err(|cause| StoreError::Refused(format!("the record of what a turn has said cannot be written: {cause}")))?;
                    commit.sessions.insert(name, Some(SessionRecord { version: VERSION, json }));
                    commit.chat = Some(state.ownership.record());
                    (lease, commit, ordinal)
                };
                self.commit(slot, &lease, commit).await?;
                ordinal
            }
        };
        if !self.let_rows_leave(slot).await {
            return Ok(None);
        }
        let rows = self.parts.store.rows_of(&self.parts.inbox, queued.seq).await?;
        let row = rows.iter().find(|row| row.ordinal == ordinal);
        Ok(Some(match row.map(|row| row.state) {
            // That it was sent may still be on its way to the disk.
            Some(RowState::Sent | RowState::InFlight) => Ok(()),
            Some(RowState::Rejected) => Err(SayNowError::Refused),
            Some(RowState::Parked) => Err(SayNowError::Parked),
            Some(RowState::Withdrawn | RowState::Planned) | None => Err(SayNowError::Withdrawn),
        }))
    }

    /// Lets what the lane has planned leave, in the middle of a turn. False when that cannot be now.
    async fn let_rows_leave(self: &Arc<Self>, slot: &Slot) -> bool {
        loop {
            let step = {
                let state = slot.state();
                if state.lease.is_some() && state.rows.is_empty() {
                    return true;
                }
                state.next(slot.lane.chat().is_some(), self.now(), self.is_draining())
            };
            match step {
                // The lane was given up, or the bot stops while a time is waited for: the next run of the turn goes on from here.
                Step::Load | Step::Rest | Step::Turn => return false,
                step => self.take_step(slot, step).await,
            }
        }
    }
}

fn place(place: &Location<'_>) -> String {
    place.to_string()
}
