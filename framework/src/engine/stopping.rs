//! Stopping: the bot gives its chats away before it goes.

use std::sync::Arc;

use super::Engine;
use super::lane::Work;
use crate::handover::{OnStop, Ownership, Watch};
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{Delivery, EventKey, Lane, NewEvent, StoreError};
use crate::wire::{WaId, decode};

impl Engine {
    /// Gives the bot's chats to people, when the policy wants that, and returns when they are given. To be called when no further
    /// event is taken in, and before [`Engine::drain`].
    ///
    /// # Errors
    /// When the store fails: the chats stay the bot's.
    pub(crate) async fn hand_all_over(self: &Arc<Self>) -> Result<(), StoreError> {
        if self.policy.on_stop != OnStop::HandOver {
            return Ok(());
        }
        self.until_idle().await;
        let (me, run) = (self.parts.me.id, self.parts.run);
        let chats = self.parts.store.chats(&self.parts.inbox).await?;
        for (chat, _) in chats.iter().filter(|(_, record)| Ownership::restore(me, run, record).owner().is_me()) {
            self.queue_stop(chat).await?;
        }
        self.until_idle().await;
        Ok(())
    }

    async fn queue_stop(self: &Arc<Self>, chat: &WaId) -> Result<(), StoreError> {
        let (kind, run, now) = (EventKind::Policy, self.parts.run, self.now());
        let Some(body) = own_event::body(kind, &Watch::Stop { run }.value()) else { return Ok(()) };
        let key = EventKey::new(format!("stop:{}:{run}", chat.as_str()));
        let event = NewEvent { key, lane: Lane::Chat(chat.clone()), kind: kind.name().to_owned(), part: 0, end: None };
        let work = decode(&body).ok().and_then(|decoded| decoded.events.into_iter().next()).map(|event| Work::Event(Arc::new(event)));
        let delivery = Delivery { body, received_at: now, events: vec![event.clone()], chats: Vec::new() };
        for ingested in self.parts.store.ingest(&self.parts.inbox, delivery).await? {
            self.queue(event.clone(), work.clone(), ingested, now);
        }
        Ok(())
    }

    async fn until_idle(&self) {
        let mut working = self.working.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = working.wait_for(|working| *working == 0).await;
    }
}
