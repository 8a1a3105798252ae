use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::client::Api;
use crate::error::Result;
use crate::wire::WaId;

/// How long tags are believed that no event has changed: an event that was lost does no harm for longer.
const BELIEVED: Duration = Duration::from_secs(5 * 60);

/// Of how many chats the tags are kept.
const KEPT: usize = 10_000;

/// The tags of chats, read when a handler asks for them and kept up to date by what the inbox tells. Clones share them.
///
/// A unit test of what asks for tags says which there are:
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::routing::ChatTags;
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let ada = WaId::new("491713920001").expect("digits");
/// let tags = ChatTags::known(ada.clone(), ["vip".to_owned()]);
/// // Nobody has to be asked for them.
/// let known = tags.of(&ada, None, "2026-01-01T00:00:00Z".parse().expect("a time")).await.expect("known");
/// assert!(known.contains("vip"));
/// # });
/// ```
#[derive(Clone, Default)]
pub struct ChatTags(Arc<Mutex<HashMap<WaId, Entry>>>);

/// What is known of a chat's tags.
#[derive(Default)]
struct Entry {
    /// How many events told of them: an answer that was asked for before the last one is not kept.
    told: u64,
    known: Option<(Arc<BTreeSet<String>>, Timestamp)>,
}

impl ChatTags {
    /// Forgets a chat's tags: the inbox told of a change, or the bot is about to make one. What stands at last is what the chat lists:
    /// events have whole seconds and no ids, so of "added, removed, added" within one second nobody can tell which came last.
    pub fn forget(&self, chat: &WaId) {
        if let Some(entry) = self.entries().get_mut(chat) {
            entry.told += 1;
            entry.known = None;
        }
    }

    /// The names of the tags on a chat, as they are known, else read by `retrieveChat`. A chat that the bot may not see has none.
    ///
    /// # Errors
    /// When they have to be read and the inbox does not answer.
    pub async fn of(&self, chat: &WaId, api: Option<&Api>, now: Timestamp) -> Result<Arc<BTreeSet<String>>> {
        let told = {
            let mut entries = self.entries();
            if entries.len() >= KEPT && !entries.contains_key(chat) {
                entries.clear();
            }
            let entry = entries.entry(chat.clone()).or_default();
            match &entry.known {
                Some((tags, until)) if now < *until => return Ok(Arc::clone(tags)),
                _ => entry.told,
            }
        };
        let api = api.ok_or("this turn was made by hand, without a client of the API: the chat's tags cannot be read")?;
        let tags = match api.retrieve_chat(chat).await {
            Ok(chat) => chat.tags.into_iter().map(|tag| tag.name).collect(),
            Err(cause) if cause.status().is_some_and(|status| status == 404 || status == 403) => BTreeSet::new(),
            Err(cause) => return Err(cause.into()),
        };
        let tags = Arc::new(tags);
        let mut entries = self.entries();
        if let Some(entry) = entries.get_mut(chat).filter(|entry| entry.told == told) {
            entry.known = Some((Arc::clone(&tags), now.checked_add(BELIEVED).unwrap_or(now)));
        }
        Ok(tags)
    }

    /// Tags that need not be read, for turns made by hand.
    #[must_use]
    pub fn known(chat: WaId, names: impl IntoIterator<Item = String>) -> Self {
        let entry = Entry { told: 0, known: Some((Arc::new(names.into_iter().collect()), Timestamp::MAX)) };
        Self(Arc::new(Mutex::new(HashMap::from([(chat, entry)]))))
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<WaId, Entry>> {
        // The map is whole after every statement.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ChatTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its keys are phone numbers.
        f.debug_struct("ChatTags").field("chats", &self.entries().len()).finish_non_exhaustive()
    }
}
