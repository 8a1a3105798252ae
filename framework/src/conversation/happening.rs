//! What happens in a chat and can be waited for.

use serde_json::{Value, json};

use super::journal::Wants;
use super::question::{Awaited, read_words};
use crate::wire::{Content, Event, TaggingAction, WabaMessage};

/// Any words of the customer.
#[must_use]
pub const fn words() -> Words {
    Words
}

/// Any words; [`words`] makes one.
#[derive(Debug, Clone, Copy)]
pub struct Words;

impl Awaited for Words {
    type Value = String;

    fn name(&self) -> String {
        "words".to_owned()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        read_words(event)
    }

    fn restore(&self, kept: &Value) -> Option<String> {
        kept.as_str().map(str::to_owned)
    }
}

/// A message of some kinds, as WhatsApp writes it.
#[derive(Debug, Clone, Copy)]
pub struct MessageOf {
    name: &'static str,
    fits: fn(&Content) -> bool,
}

/// A picture, film, sound, document or sticker.
#[must_use]
pub const fn media() -> MessageOf {
    MessageOf { name: "media", fits: |content| is_media(content) }
}

/// A place on the map.
#[must_use]
pub const fn shared_location() -> MessageOf {
    MessageOf { name: "location", fits: |content| matches!(content, Content::Location(_)) }
}

/// Any message of the customer.
#[must_use]
pub const fn any_message() -> MessageOf {
    MessageOf { name: "any message", fits: |_| true }
}

fn is_media(content: &Content) -> bool {
    matches!(
        content,
        Content::Image(_) | Content::Video(_) | Content::Audio(_) | Content::Voice(_) | Content::Document(_) | Content::Sticker(_)
    )
}

impl Awaited for MessageOf {
    type Value = WabaMessage;

    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        match event {
            Event::Message(message) if (self.fits)(&message.waba.content) => serde_json::to_value(&message.waba).ok(),
            _ => None,
        }
    }

    fn restore(&self, kept: &Value) -> Option<WabaMessage> {
        serde_json::from_value(kept.clone()).ok()
    }
}

/// A tag that is put on the chat.
#[must_use]
pub fn tag_added(name: impl Into<String>) -> Tagged {
    Tagged { name: name.into(), action: TaggingAction::Added }
}

/// A tag that is taken off the chat.
#[must_use]
pub fn tag_removed(name: impl Into<String>) -> Tagged {
    Tagged { name: name.into(), action: TaggingAction::Removed }
}

/// A change of the chat's tags; [`tag_added`] and [`tag_removed`] make one.
#[derive(Debug, Clone)]
pub struct Tagged {
    name: String,
    action: TaggingAction,
}

impl Awaited for Tagged {
    type Value = ();

    fn name(&self) -> String {
        format!("tag {}", self.name)
    }

    fn wants(&self) -> Wants {
        Wants::Tags
    }

    fn read(&self, event: &Event) -> Option<Value> {
        match event {
            Event::ChatTagging(tagging) if tagging.tag.name == self.name && tagging.action == self.action => Some(json!(true)),
            _ => None,
        }
    }

    fn restore(&self, _: &Value) -> Option<()> {
        Some(())
    }
}

/// A change of the chat's assignment that leaves it with the bot, such as one to a group.
#[must_use]
pub const fn assignment() -> Assigned {
    Assigned
}

/// A change of assignment; [`assignment`] makes one. It yields the names of the user and of the group that were set.
#[derive(Debug, Clone, Copy)]
pub struct Assigned;

impl Awaited for Assigned {
    type Value = (Option<String>, Option<String>);

    fn name(&self) -> String {
        "assignment".to_owned()
    }

    fn wants(&self) -> Wants {
        Wants::Assignments
    }

    fn read(&self, event: &Event) -> Option<Value> {
        match event {
            Event::ChatAssignment(event) => {
                let user = event.assigned_to_user_set.as_ref().map(|user| &user.username);
                Some(json!([user, event.assigned_group_set.as_ref().map(|group| &group.name)]))
            }
            _ => None,
        }
    }

    fn restore(&self, kept: &Value) -> Option<Self::Value> {
        serde_json::from_value(kept.clone()).ok()
    }
}
