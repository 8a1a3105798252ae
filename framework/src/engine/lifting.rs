//! The bot may speak again in a chat: the tag that switched it off was taken off.

use std::sync::Arc;

use jiff::Timestamp;

use super::Engine;
use super::lane::Work;
use crate::ingress::natural_key;
use crate::kind::EventKind;
use crate::own_event;
use crate::store::{EventKey, Lane, NewEvent};
use crate::wire::{Event, TaggingAction};

/// The kind and key prefix of the engine's own event: an open conversation asks its question again.
pub(super) const LIFTED: &str = "lifted";

impl Engine {
    /// What follows when an event tells that the policy's tag was taken off. It stands in the journal before anything that the customer
    /// says from now on.
    pub(super) fn lifted(&self, event: &Event, part: u32, now: Timestamp) -> Option<(NewEvent, Work)> {
        let Event::ChatTagging(tagging) = event else { return None };
        let is_lifted = tagging.action == TaggingAction::Removed && self.policy.off_tag.as_ref() == Some(&tagging.tag.name);
        if !is_lifted || !self.parts.interests.listens(EventKind::Conversation) {
            return None;
        }
        let key = EventKey::new(format!("{LIFTED}:{}", natural_key(event, now).as_str()));
        let new = NewEvent { key, lane: Lane::Chat(tagging.chat.clone()), kind: LIFTED.to_owned(), part, end: None };
        Some((new, asks_again()?))
    }
}

/// An open conversation asks its question again, whether or not somebody had the chat meanwhile.
pub(super) fn asks_again() -> Option<Work> {
    let event = own_event::event(EventKind::Conversation, serde_json::json!({ "returned": true, "again": true }))?;
    Some(Work::Event(Arc::new(event)))
}
