//! What happens in a chat and can be waited for.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::journal::Wants;
use super::question::{Awaited, read_words};
use crate::wire::{Content, Event, TaggingAction, WabaMessage};

/// Any words of the customer.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "quiet")]
/// async fn quiet(talk: &mut Talk) -> Result<String> {
///     Ok(match talk.wait_for(words()).within(minutes(5)).await? {
///         Some(words) => format!("So it was not quiet: {words}"),
///         None => "How quiet.".to_owned(),
///     })
/// }
/// ```
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
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "damage")]
/// async fn damage(talk: &mut Talk) -> Result<String> {
///     let file = talk.ask_for(media(), "Please send a photo.").retry("That is no photo.").await?;
///     Ok(format!("Thank you for the {}.", file.content.kind()))
/// }
/// ```
#[must_use]
pub const fn media() -> MessageOf {
    MessageOf { name: "media", fits: |content| is_media(content) }
}

/// A place on the map.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "taxi")]
/// async fn taxi(talk: &mut Talk) -> Result<impl IntoOutcome> {
///     let place = talk.ask_for(shared_location(), "Where are you?").await?;
///     Ok(text("We come to this place.").quote(&place))
/// }
/// ```
#[must_use]
pub const fn shared_location() -> MessageOf {
    MessageOf { name: "location", fits: |content| matches!(content, Content::Location(_)) }
}

/// Any message of the customer.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "contest")]
/// async fn contest(talk: &mut Talk) -> Result<impl IntoOutcome> {
///     let entry = talk.ask_for(any_message(), "Send whatever you made.").await?;
///     Ok(reaction(&entry, "\u{1f44f}"))
/// }
/// ```
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

/// A tag that is put on the chat, or is there already: when the wait begins, and when the chat comes back from people. Where a
/// conversation waits for the same tag again, only a tag that is put on anew counts.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "refund")]
/// async fn refund(talk: &mut Talk) -> Result<&'static str> {
///     talk.say("Somebody will look at this.");
///     let approved = talk.wait_for(tag_added("approved")).within(days(1)).await?;
///     Ok(if approved.is_some() { "You get your money back." } else { "It takes a little longer." })
/// }
/// ```
#[must_use]
pub fn tag_added(name: impl Into<String>) -> Tagged {
    Tagged { name: name.into(), action: TaggingAction::Added }
}

/// A tag that is taken off the chat, or is not there: when the wait begins, and when the chat comes back from people. What the
/// conversation itself has put on before is there. The second wait for the same takes a tag that is taken off anew.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "wait")]
/// async fn wait(talk: &mut Talk) -> Result<&'static str> {
///     talk.tag("waiting");
///     talk.wait_for(tag_removed("waiting")).await?;
///     Ok("It is your turn.")
/// }
/// ```
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

    fn stands(&self, tags: &BTreeSet<String>) -> Option<Value> {
        (tags.contains(&self.name) == (self.action == TaggingAction::Added)).then_some(Value::Bool(true))
    }

    fn restore(&self, _: &Value) -> Option<()> {
        Some(())
    }
}

/// A change of the chat's assignment that leaves it with the bot, such as one to a group. Only what changes from now on counts: not how
/// the chat is assigned already, nor what changes while people have it, but for the assignment by which it comes back.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "expert")]
/// async fn expert(talk: &mut Talk) -> Result<String> {
///     let (_, group) = talk.wait_for(assignment()).await?;
///     Ok(format!("{} look at this with me.", group.as_deref().unwrap_or("Our experts")))
/// }
/// ```
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
