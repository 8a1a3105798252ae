use syn::{Error, Ident};

use crate::suggest::did_you_mean;

/// A kind of event: its name, which is also that of its type, and the filters that fit it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub(super) name: &'static str,
    pub(super) variant: &'static str,
    pub(super) filters: &'static [&'static str],
}

const EVENTS: &[Event] = &[
    Event { name: "incoming_messages", variant: "IncomingMessages", filters: &["text", "regex", "owner"] },
    Event { name: "outgoing_messages", variant: "OutgoingMessages", filters: &["text", "regex", "owner"] },
    Event { name: "assigned_messages", variant: "AssignedMessages", filters: &["text", "regex"] },
    Event { name: "chat_assignment", variant: "ChatAssignment", filters: &["to", "owner"] },
    Event { name: "chat_tagging", variant: "ChatTagging", filters: &["tag", "action", "owner"] },
    Event { name: "message_tagging", variant: "MessageTagging", filters: &["tag", "action", "owner"] },
    Event { name: "statuses", variant: "Statuses", filters: &["status", "from", "owner"] },
    Event { name: "chat_resolved", variant: "ChatResolved", filters: &["owner"] },
    Event { name: "user_availability", variant: "UserAvailability", filters: &[] },
    Event { name: "timer", variant: "Timer", filters: &["owner"] },
    Event { name: "withdrawn", variant: "Withdrawn", filters: &["owner"] },
    Event { name: "raw", variant: "Raw", filters: &[] },
    Event { name: "errors", variant: "Errors", filters: &[] },
    Event { name: "unknown", variant: "Unknown", filters: &[] },
];

/// Names that the API had once, or that people try.
const OLD: &[(&str, &str)] =
    &[("tagged_chats", "chat_tagging"), ("tagged_messages", "message_tagging"), ("messages", "incoming_messages"), ("status", "statuses")];

impl Event {
    /// The event of this name.
    pub(super) fn named(name: &Ident) -> syn::Result<Self> {
        let word = name.to_string();
        if let Some(event) = EVENTS.iter().find(|event| event.name == word) {
            return Ok(*event);
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

    /// The events that a filter fits.
    pub(super) fn with_filter(filter: &str) -> Vec<&'static str> {
        EVENTS.iter().filter(|event| event.filters.contains(&filter)).map(|event| event.name).collect()
    }
}
