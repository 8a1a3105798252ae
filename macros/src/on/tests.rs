//! Every event with every filter: those that fit are written as data, the others are refused in words.

use quote::quote;

use super::event::EVENTS;
use super::expand;

const ALL: &[&str] = &[
    "incoming_messages",
    "outgoing_messages",
    "assigned_messages",
    "chat_assignment",
    "chat_tagging",
    "message_tagging",
    "statuses",
    "chat_resolved",
    "user_availability",
    "timer",
    "withdrawn",
    "raw",
    "errors",
    "unknown",
];
const MESSAGES: &[&str] = &["incoming_messages", "outgoing_messages", "assigned_messages"];
const CUSTOMERS: &[&str] = &["incoming_messages", "assigned_messages"];
const TAGGINGS: &[&str] = &["chat_tagging", "message_tagging"];
const DONE: &[&str] = &["outgoing_messages", "chat_assignment", "chat_tagging", "message_tagging"];
const CHATS: &[&str] = &[
    "incoming_messages",
    "outgoing_messages",
    "assigned_messages",
    "chat_assignment",
    "chat_tagging",
    "message_tagging",
    "statuses",
    "chat_resolved",
    "timer",
    "withdrawn",
];
/// The chats of assigned messages are the bot's.
const OWNED: &[&str] = &[
    "incoming_messages",
    "outgoing_messages",
    "chat_assignment",
    "chat_tagging",
    "message_tagging",
    "statuses",
    "chat_resolved",
    "timer",
    "withdrawn",
];

/// Each filter as it is written, and the events that it fits.
const TABLE: &[(&str, &str, &[&str])] = &[
    ("any", "any(guard = is_open, hours = office)", ALL),
    ("all", "all(guard = is_open, not(hours = office))", ALL),
    ("not", "not(guard = is_open)", ALL),
    ("hours", "hours = office", ALL),
    ("guard", "guard = [is_open]", ALL),
    ("owner", "owner = [me, person]", OWNED),
    ("tagged", "tagged = \"vip\"", CHATS),
    ("in_state", "in_state = Order::Address", CHATS),
    ("once_in", "once_in = \"10m\"", CHATS),
    ("text", "text = [\"a\", \"b\"]", MESSAGES),
    ("ignore_case", "text = \"a\", ignore_case", MESSAGES),
    ("regex", "regex = \"^a\"", MESSAGES),
    ("prefix", "prefix = \"#\"", MESSAGES),
    ("word", "word = \"stop\"", MESSAGES),
    ("kind", "kind = [image, voice]", MESSAGES),
    ("mime", "mime = \"image/*\"", MESSAGES),
    ("quoting", "quoting = me", MESSAGES),
    ("command", "command = \"order <id> [note]..\"", CUSTOMERS),
    ("button", "button = \"yes\"", CUSTOMERS),
    ("row", "row = \"yes\"", CUSTOMERS),
    ("referral", "referral", CUSTOMERS),
    ("new_chat", "new_chat", CUSTOMERS),
    ("first_in", "first_in = \"24h\"", CUSTOMERS),
    ("interrupts", "interrupts", CUSTOMERS),
    ("stale", "stale", CUSTOMERS),
    ("by", "by = [person, admin]", DONE),
    ("to", "to = nobody", &["chat_assignment"]),
    ("tag", "tag = \"vip\"", TAGGINGS),
    ("action", "action = removed", TAGGINGS),
    ("status", "status = [failed, read]", &["statuses"]),
    ("from", "from = any", &["statuses"]),
];

fn expanded(attribute: &str) -> String {
    expand(
        attribute.parse().unwrap(),
        quote!(
            async fn it() {}
        ),
    )
    .to_string()
}

#[test]
fn each_filter_fits_the_events_that_it_is_about_and_no_other() {
    for event in ALL {
        for (filter, written, fitting) in TABLE {
            let made = expanded(&format!("{event}, {written}"));
            if fitting.contains(event) {
                assert!(!made.contains("compile_error"), "{event}, {written}: {made}");
                assert!(syn::parse_str::<syn::File>(&made).is_ok(), "{event}, {written}: {made}");
            } else {
                // What stands before the filter in its sample may be the one that does not fit.
                let words = if *filter == "ignore_case" { "`text`" } else { &format!("`{filter}`") };
                assert!(made.contains(&format!("{words} does not fit `{event}`, it filters ")), "{event}, {written}: {made}");
                assert!(made.contains(&format!("; `{event}` takes: ")), "{made}");
            }
        }
    }
}

#[test]
fn the_table_has_every_event_and_every_filter() {
    let mut known: Vec<_> = EVENTS.iter().map(|event| event.name).collect();
    let mut listed = ALL.to_vec();
    known.sort_unstable();
    listed.sort_unstable();
    assert_eq!(known, listed);
    for event in EVENTS {
        for filter in event.filters() {
            assert!(TABLE.iter().any(|(name, ..)| *name == filter), "`{filter}` of `{}` is not in the table", event.name);
        }
    }
}
