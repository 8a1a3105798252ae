use syn::{Error, Ident};

use crate::suggest::did_you_mean;

/// A kind of event: its name, which is also that of its type, and the filters that fit it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub(super) name: &'static str,
    pub(super) variant: &'static str,
    filters: &'static [&'static [&'static str]],
}

/// What every event can be filtered by.
const ANY: &[&str] = &["any", "all", "not", "hours", "guard"];
/// What the events of a chat can be filtered by.
const CHAT: &[&str] = &["owner", "tagged", "in_state", "once_in"];
/// What a message can be filtered by.
const MESSAGE: &[&str] = &["text", "ignore_case", "regex", "prefix", "word", "kind", "mime", "quoting"];
/// What a customer's message can be filtered by.
const CUSTOMER: &[&str] = &["command", "button", "row", "referral", "new_chat", "first_in", "interrupts", "stale"];
/// What stands beside `any(..)`, `all(..)` and `not(..)`, and never in them.
pub(super) const OUTER: &[&str] = &["owner", "from", "command", "ignore_case", "once_in", "interrupts", "stale"];

pub(super) const EVENTS: &[Event] = &[
    Event { name: "incoming_messages", variant: "IncomingMessages", filters: &[MESSAGE, CUSTOMER, CHAT, ANY] },
    Event { name: "outgoing_messages", variant: "OutgoingMessages", filters: &[MESSAGE, &["by"], CHAT, ANY] },
    // Their chats are the bot's, so there is no owner to ask for.
    Event {
        name: "assigned_messages",
        variant: "AssignedMessages",
        filters: &[MESSAGE, CUSTOMER, &["tagged", "in_state", "once_in"], ANY],
    },
    Event { name: "chat_assignment", variant: "ChatAssignment", filters: &[&["to", "by"], CHAT, ANY] },
    Event { name: "chat_tagging", variant: "ChatTagging", filters: &[&["tag", "action", "by"], CHAT, ANY] },
    Event { name: "message_tagging", variant: "MessageTagging", filters: &[&["tag", "action", "by"], CHAT, ANY] },
    Event { name: "statuses", variant: "Statuses", filters: &[&["status", "from"], CHAT, ANY] },
    Event { name: "chat_resolved", variant: "ChatResolved", filters: &[CHAT, ANY] },
    Event { name: "user_availability", variant: "UserAvailability", filters: &[ANY] },
    Event { name: "timer", variant: "Timer", filters: &[CHAT, ANY] },
    Event { name: "withdrawn", variant: "Withdrawn", filters: &[CHAT, ANY] },
    Event { name: "raw", variant: "Raw", filters: &[ANY] },
    Event { name: "errors", variant: "Errors", filters: &[ANY] },
    Event { name: "unknown", variant: "Unknown", filters: &[ANY] },
];

/// Names that the API had once, or that people try.
const OLD: &[(&str, &str)] =
    &[("tagged_chats", "chat_tagging"), ("tagged_messages", "message_tagging"), ("messages", "incoming_messages"), ("status", "statuses")];

impl Event {
    /// The event of this name.
    pub(super) fn named(name: &Ident) -> syn::Result<Self> {
        let word = name.to_string();
        if let Some(event) = Self::known(&word) {
            return Ok(event);
        }
        let message = match OLD.iter().find(|(old, _)| *old == word) {
            Some((old, new)) => format!("`{old}` is called `{new}` now"),
            None => {
                let known: Vec<_> = EVENTS.iter().map(|event| event.name).collect();
                let hint = match did_you_mean(&word, &known) {
                    hint if hint.is_empty() => format!("; there are: {}", known.join(", ")),
                    hint => hint,
                };
                format!("no event is called `{word}`{hint}")
            }
        };
        Err(Error::new(name.span(), message))
    }

    /// The event of exactly this name.
    pub(super) fn known(name: &str) -> Option<Self> {
        EVENTS.iter().find(|event| event.name == name).copied()
    }

    /// The filters that fit it.
    pub(super) fn filters(&self) -> Vec<&'static str> {
        self.filters.iter().copied().flatten().copied().collect()
    }

    /// Two filters of it, for a message.
    pub(super) fn example(&self) -> &'static str {
        if self.filters().contains(&"text") { "text = \"hi\", kind = image" } else { "hours = office, guard = is_open" }
    }

    /// The events that a filter fits.
    pub(super) fn with_filter(filter: &str) -> Vec<&'static str> {
        EVENTS.iter().filter(|event| event.filters().contains(&filter)).map(|event| event.name).collect()
    }

    /// Whether a filter of some event is called nearly so.
    pub(super) fn resembles_filter(word: &str) -> bool {
        EVENTS.iter().any(|event| !did_you_mean(word, &event.filters()).is_empty())
    }
}
