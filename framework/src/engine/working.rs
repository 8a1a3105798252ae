//! Working on a lane: one step after the other, until nothing is left to do.

use std::sync::Arc;

use super::intake::{RAW, RETURN, raw};
use super::lane::{Queued, Step, Work};
use super::lifting::{LIFTED, asks_again};
use super::slot::Slot;
use super::telling::TOLD;
use super::window::WINDOW;
use super::{Count, Engine};
use crate::handover::Ownership;
use crate::store::{EventEnd, StoreError, StoredEvent, TurnCommit};
use crate::wire::{MessageId, decode};

impl Engine {
    /// Works on a lane until it rests.
    pub(super) async fn work(self: Arc<Self>, slot: Arc<Slot>) {
        loop {
            let step = slot.state().next(slot.lane.chat().is_some(), self.now(), self.is_draining());
            match step {
                Step::Turn | Step::Send | Step::Resolve if self.is_held() => self.until_released(&slot).await,
                Step::Turn => self.guard(&slot, self.run_turn(&slot).await),
                Step::Rest => {
                    if slot.stop_working(self.now(), self.is_draining()) {
                        return;
                    }
                }
                step => self.take_step(&slot, step).await,
            }
        }
    }

    /// Waits while the lanes are held, and for news.
    async fn until_released(&self, slot: &Slot) {
        let mut held = self.held.subscribe();
        tokio::select! {
            // The sender lives as long as the engine.
            _ = held.wait_for(|held| !*held) => {}
            () = slot.signalled() => {}
        }
    }

    /// Takes a step that may come in the middle of a turn, too: any but a turn and a rest.
    pub(super) async fn take_step(self: &Arc<Self>, slot: &Slot, step: Step) {
        match step {
            Step::Load => self.guard(slot, self.load(slot).await),
            Step::ReadOwner => self.read_owner(slot).await,
            Step::Withdraw => self.guard(slot, self.withdraw_first(slot).await),
            Step::Resolve => self.guard(slot, self.resolve_first(slot).await),
            Step::Send => self.guard(slot, self.send_first(slot).await),
            Step::PutBack => self.guard(slot, self.put_back(slot).await),
            Step::Save => self.guard(slot, self.save(slot).await),
            Step::Wait(until) => {
                tokio::select! {
                    () = self.parts.clock.sleep_until(until) => {}
                    () = slot.signalled() => {}
                }
            }
            Step::Turn | Step::Rest => {}
        }
    }

    /// A store that fails holds the lane up and loses nothing: the step is done again.
    fn guard(&self, slot: &Slot, done: Result<(), StoreError>) {
        match done {
            Ok(()) => {}
            Err(StoreError::Stale(cause)) => {
                // Somebody else has dealt with it. What is stored tells what is left.
                tracing::warn!(lane = ?slot.lane, cause, "a lane is read again");
                slot.state().unload();
            }
            Err(cause) => {
                tracing::error!(lane = ?slot.lane, %cause, "the store failed; the step is done again");
                slot.state().pause_after_failure(self.now());
            }
        }
    }

    async fn load(&self, slot: &Slot) -> Result<(), StoreError> {
        let (store, inbox) = (&self.parts.store, &self.parts.inbox);
        let lease = store.claim(inbox, &slot.lane, self.now()).await?;
        let work = store.read(inbox, &slot.lane, &lease).await?;
        let sessions = match slot.lane.chat() {
            Some(chat) => store.sessions(inbox, chat).await?,
            None => Default::default(),
        };
        let mut events = Vec::with_capacity(work.events.len());
        for stored in work.events {
            match self.restore(&stored) {
                Some(work) => events.push(Queued {
                    seq: stored.seq,
                    key: stored.key,
                    work,
                    answered: false,
                    attempts: stored.attempts,
                    not_before: stored.not_before,
                    received_at: stored.received_at,
                }),
                None => {
                    self.counters.add(Count::DeadLetters);
                    let end = EventEnd::Dead { cause: "this version cannot read the event that an earlier one stored".to_owned() };
                    store.commit(inbox, &lease, TurnCommit::only(stored.seq, slot.lane.clone(), end, self.now())).await?;
                }
            }
        }
        let ownership = work.chat.map(|record| Ownership::restore(self.parts.me.id, self.parts.run, &record).under(self.rules.clone()));
        slot.state().load(lease, ownership, &events, work.rows, sessions);
        Ok(())
    }

    pub(super) async fn save(&self, slot: &Slot) -> Result<(), StoreError> {
        let Some(chat) = slot.lane.chat() else { return Ok(()) };
        let saved = slot.state().ownership.clone();
        self.parts.store.put_chat(&self.parts.inbox, chat, saved.record()).await?;
        let mut state = slot.state();
        state.unsaved = state.ownership != saved;
        Ok(())
    }

    /// What a stored event was about; nothing when this version cannot read it.
    fn restore(&self, stored: &StoredEvent) -> Option<Work> {
        if stored.key.as_str().starts_with(RETURN) {
            return Some(Work::Return);
        }
        if let Some(message) = stored.key.as_str().strip_prefix(WINDOW) {
            return Some(Work::WindowClosed(MessageId::new(message)));
        }
        if stored.key.as_str().starts_with(LIFTED) {
            return asks_again();
        }
        if stored.key.as_str().starts_with(RAW) {
            return raw(&stored.body);
        }
        let event = decode(&stored.body).ok()?.events.into_iter().nth(stored.part as usize)?;
        if stored.key.as_str().starts_with(TOLD) {
            return self.news_of(&event, stored.received_at).map(Work::Told);
        }
        Some(Work::Event(Arc::new(event)))
    }
}
