//! Stopping: the bot gives its chats away before it goes.

use std::sync::Arc;

use super::Engine;
use crate::handover::{OnStop, Ownership, Watch};
use crate::kind::EventKind;
use crate::store::{EventKey, StoreError};
use crate::wire::WaId;

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
        // Lanes that wait for the inbox's lists would never be idle.
        self.release();
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
        let run = self.parts.run;
        let key = EventKey::new(format!("stop:{}:{run}", chat.as_str()));
        self.ingest_own(key, chat, EventKind::Policy, &Watch::Stop { run }.value()).await
    }

    async fn until_idle(&self) {
        let mut working = self.working.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = working.wait_for(|working| *working == 0).await;
    }
}
