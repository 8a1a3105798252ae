//! Taking in: from a body to the journal, and to the lanes.

use std::sync::Arc;

use jiff::Timestamp;

use super::lane::{Queued, Work};
use super::stale::is_stale;
use super::{Count, Engine};
use crate::ingress::{chat_of, digest, natural_key};
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{Delivery, EventEnd, EventKey, Ingested, Lane, NewEvent, StoreError};
use crate::wire::{Event, WaId, decode};

/// The kind and key prefix of the engine's own event: a chat was given to the bot.
pub(super) const RETURN: &str = "return";

/// The key prefix of a body that a handler gets whole.
pub(super) const RAW: &str = "raw";

impl Engine {
    /// Takes in the body of a delivery. When it returns `Ok`, all that is wanted of it is on disk.
    ///
    /// It is ended even when nobody waits for it any more: an event that is in the journal and in no lane would lie there until
    /// the next start, and its repeat would be taken for one that is done.
    ///
    /// # Errors
    /// When the store could not keep it: the inbox should be asked to repeat the call.
    pub(crate) async fn intake(self: &Arc<Self>, body: Vec<u8>) -> Result<(), StoreError> {
        self.intake_of(body, Source::Told).await
    }

    pub(super) async fn intake_of(self: &Arc<Self>, body: Vec<u8>, source: Source) -> Result<(), StoreError> {
        // Else a lane could seem to rest whose event is in the journal and not in the lane yet.
        let (engine, busy) = (self.clone(), self.busy());
        let taken = tokio::spawn(async move {
            let taken = engine.take_in(body, source).await;
            drop(busy);
            taken
        });
        let taken = taken.await;
        taken.unwrap_or_else(|cause| Err(StoreError::Failed(cause.to_string())))
    }

    async fn take_in(self: &Arc<Self>, body: Vec<u8>, source: Source) -> Result<(), StoreError> {
        let now = self.now();
        let mut taken = Taken::default();
        if source == Source::Told {
            self.note_told();
        }
        if self.parts.interests.listens(EventKind::Raw) && source == Source::Told {
            taken.add_raw(&body);
        }
        match decode(&body) {
            Ok(decoded) => {
                let handed_over = decoded.events.iter().filter_map(|event| self.handed_over(event).cloned()).collect::<Vec<_>>();
                for (part, event) in (0..).zip(decoded.events) {
                    self.take_event(&mut taken, &handed_over, part, event, source, now).await?;
                }
                for broken in decoded.broken {
                    let key = EventKey::new(format!("b:{}", digest(broken.value.to_string().as_bytes())));
                    taken.add_dead(key, broken.name, broken.cause);
                }
            }
            Err(cause) => taken.add_dead(EventKey::new(format!("b:{}", digest(&body))), "undecodable".to_owned(), cause.to_string()),
        }
        let lately = std::mem::take(&mut taken.lately);
        if taken.events.is_empty() {
            self.note_lately(lately, now);
            return Ok(());
        }
        let delivery = Delivery::new(body, now, taken.events.clone());
        let ingested = self.parts.store.ingest(&self.parts.inbox, delivery).await?;
        // Not before: what could not be kept is looked for once more.
        self.note_lately(lately, now);
        for ((new, work), ingested) in taken.events.into_iter().zip(taken.work).zip(ingested) {
            self.queue(new, work, ingested, now);
        }
        Ok(())
    }

    /// Queues the events that follow from something, once they are in the journal: one for each of their bodies' first events.
    pub(super) fn queue_follow(self: &Arc<Self>, follow: Vec<Delivery>, ingested: Vec<Ingested>) {
        let mut ingested = ingested.into_iter();
        for delivery in follow {
            let decoded = decode(&delivery.body).ok().and_then(|decoded| decoded.events.into_iter().next()).map(Arc::new);
            for (new, ingested) in delivery.events.into_iter().zip(&mut ingested) {
                let work = match new.kind == RETURN {
                    true => Some(Work::Return),
                    false => decoded.clone().filter(|_| new.end.is_none()).map(Work::Event),
                };
                self.queue(new, work, ingested, delivery.received_at);
            }
        }
    }

    /// Queues what was just written into the journal.
    pub(super) fn queue(self: &Arc<Self>, new: NewEvent, work: Option<Work>, ingested: Ingested, now: Timestamp) {
        match (ingested, work) {
            (Ingested::Repeat(_), _) => self.counters.add(Count::Repeated),
            (Ingested::New(_), None) if new.end == Some(EventEnd::Skipped) => {}
            (Ingested::New(seq), None) => {
                tracing::warn!(lane = ?new.lane, seq = seq.0, kind = new.kind, "what cannot be handled is kept as a dead letter");
                self.counters.add(Count::DeadLetters);
            }
            (Ingested::New(seq), Some(work)) => {
                if !matches!(work, Work::Told(_)) {
                    self.counters.add(Count::Accepted);
                }
                let queued = Queued { seq, key: new.key, work, answered: false, attempts: 0, not_before: None, received_at: now };
                self.with_lane(&new.lane, |state| state.push(queued));
                self.wake(&new.lane);
            }
        }
    }

    /// The chat that an event gives to the bot.
    fn handed_over<'a>(&self, event: &'a Event) -> Option<&'a WaId> {
        match event {
            Event::ChatAssignment(assignment) => {
                let to_me = assignment.assigned_to_user_set.as_ref().is_some_and(|user| user.id == self.parts.me.id);
                (to_me && !self.is_mine(event) && self.parts.interests.incoming()).then_some(&assignment.wa_id)
            }
            _ => None,
        }
    }

    async fn take_event(
        self: &Arc<Self>,
        taken: &mut Taken,
        handed_over: &[WaId],
        part: u32,
        event: Event,
        source: Source,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = natural_key(&event, now);
        if source == Source::Listed && matches!(event, Event::Message(_)) {
            self.note_listed(&key);
        }
        if is_told_unasked(&event) {
            if source == Source::Listed && self.knows_lately(&key) {
                return Ok(());
            }
            taken.lately.push(key.clone());
        }
        if let Some((new, work)) = self.tell_of(&event, part, source, now) {
            taken.add(new, work);
        }
        if let Some(chat) = self.handed_over(&event) {
            let (key, lane) = (self.own_key(RETURN, chat), Lane::Chat(chat.clone()));
            taken.add(NewEvent { key, lane, kind: RETURN.to_owned(), part, end: None }, Work::Return);
        }
        if let Some((new, work)) = self.lifted(&event, part, now) {
            taken.add(new, work);
        }
        if let Some((new, work)) = self.failed_by_window(&event, part).await? {
            taken.add(new, work);
        }
        // The engine's own words count only from the engine.
        let is_claimed = own_event::value(&event).is_some() || (source == Source::Told && is_stale(&event));
        let is_news = !self.is_mine(&event) && !is_made_up(&event) && !is_claimed && !is_listed(&event, handed_over);
        if !is_news || !self.parts.interests.wants(&event) {
            self.counters.add(Count::Unwanted);
            return Ok(());
        }
        if self.is_before_mark(&event) {
            self.counters.add(Count::BeforeMark);
            return Ok(());
        }
        let lane = self.lane_of(&event).await?;
        let kind = EventKind::of(&event).name().to_owned();
        if is_stale(&event) && !self.parts.interests.takes_stale() {
            taken.add_seen(NewEvent { key, lane, kind, part, end: Some(EventEnd::Skipped) });
            return Ok(());
        }
        taken.add(NewEvent { key, lane, kind, part, end: None }, Work::Event(Arc::new(event)));
        Ok(())
    }

    /// Whether the bot itself did it: its own messages, tags and assignments come back as events and are no news.
    pub(super) fn is_mine(&self, event: &Event) -> bool {
        let by = match event {
            Event::Message(message) => message.message.as_ref().and_then(|message| message.sender.as_deref()),
            Event::ChatAssignment(event) => event.done_by.as_ref(),
            Event::ChatTagging(event) => event.done_by.as_ref(),
            Event::MessageTagging(event) => event.done_by.as_ref(),
            _ => None,
        };
        by.is_some_and(|user| user.id == self.parts.me.id)
    }

    fn is_before_mark(&self, event: &Event) -> bool {
        match event {
            Event::Message(message) => message.waba.timestamp.is_some_and(|written| written.as_seconds() < self.parts.mark.as_second()),
            _ => false,
        }
    }

    async fn lane_of(&self, event: &Event) -> Result<Lane, StoreError> {
        if let Event::MessageTagging(tagging) = event {
            let seen = EventKey::new(format!("m:{}", tagging.message));
            let lane = self.parts.store.chat_of_message(&self.parts.inbox, &seen).await?;
            return Ok(lane.unwrap_or_else(|| Lane::Message(tagging.message.as_str().into())));
        }
        Ok(chat_of(event).map_or(Lane::Inbox, |chat| Lane::Chat(chat.clone())))
    }
}

/// How a body came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The inbox told it.
    Told,
    /// A list showed it.
    Listed,
}

/// The event of a whole body; nothing when it is no JSON.
pub(super) fn raw(body: &[u8]) -> Option<Work> {
    let value = serde_json::from_slice(body).ok()?;
    own_event::event(EventKind::Raw, value).map(|event| Work::Event(Arc::new(event)))
}

/// Whether a message is only listed because its chat is handed over. What of it waits for an answer is found out then, and
/// should it be new, its own call tells it.
fn is_listed(event: &Event, handed_over: &[WaId]) -> bool {
    match event {
        Event::Message(message) => {
            let names = message.names;
            names.assigned && !names.incoming && !names.messages && handed_over.contains(&message.chat)
        }
        _ => false,
    }
}

/// Whether an event counts also when nobody wants it, and so may stand in no journal.
fn is_told_unasked(event: &Event) -> bool {
    match event {
        Event::Message(message) => message.is_outgoing(),
        Event::ChatAssignment(_) | Event::ChatTagging(_) | Event::MessageTagging(_) => true,
        _ => false,
    }
}

/// Whether an event is the one by which the inbox tests a webhook: the status of a message to nobody.
fn is_made_up(event: &Event) -> bool {
    matches!(event, Event::Status(status) if status.recipient_id.as_ref().is_some_and(|recipient| recipient.as_str() == "0"))
}

/// What is to be journaled of a delivery, and what each part is about; nothing for what is dead from the start.
#[derive(Debug, Default)]
struct Taken {
    events: Vec<NewEvent>,
    work: Vec<Option<Work>>,
    /// What of it lists will show once more.
    lately: Vec<EventKey>,
}

impl Taken {
    fn add(&mut self, event: NewEvent, work: Work) {
        self.events.push(event);
        self.work.push(Some(work));
    }

    /// What is over from the start.
    fn add_seen(&mut self, event: NewEvent) {
        self.events.push(event);
        self.work.push(None);
    }

    fn add_raw(&mut self, body: &[u8]) {
        let Some(work) = raw(body) else { return };
        let key = EventKey::new(format!("{RAW}:{}", digest(body)));
        self.add(NewEvent { key, lane: Lane::Inbox, kind: EventKind::Raw.name().to_owned(), part: 0, end: None }, work);
    }

    fn add_dead(&mut self, key: EventKey, kind: String, cause: String) {
        self.events.push(NewEvent { key, lane: Lane::Inbox, kind, part: 0, end: Some(EventEnd::Dead { cause }) });
        self.work.push(None);
    }
}
