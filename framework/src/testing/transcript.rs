//! Transcripts: what happened in a chat, as the inbox told it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::caller::Place;
use super::ground::Ground;
use super::phone::Heard;
use super::script::{Deed, Entry, Script, Who};
use super::wording;
use crate::wire::event::decode_value;
use crate::wire::{ChatAssignmentEvent, ChatTaggingEvent, Content, Event, MessageEvent, Role, TaggingAction, User, WaId, WabaStatus};

/// Calls that are read at once.
const AT_ONCE: usize = 1000;

/// The state of a message that WhatsApp does not deliver.
const FAILED: &str = "failed";

/// Everything that happened in a chat. Without a witness it is what was said.
pub(super) async fn of(ground: &Ground, chat: &WaId, at: Place) -> Script {
    let Some(witness) = ground.witness else { return of_phone(ground, chat, at).await };
    let mut teller = Teller::of(ground.newest_bot());
    let (mut entries, mut after, mut seen) = (Vec::new(), 0, HashSet::new());
    loop {
        let path = format!("/sandbox/deliveries?webhook={witness}&after={after}&limit={AT_ONCE}");
        let calls = ground.sandbox.get(&path, at).await;
        let list = calls["deliveries"].as_array().map(Vec::as_slice).unwrap_or_default();
        for call in list.iter().filter(|call| call["wa_id"] == chat.as_str()) {
            let Ok(decoded) = decode_value(call["body"].clone()) else { continue };
            // A message may come in several forms, and twice: when it was queued, and when it left.
            entries.extend(decoded.events.iter().filter(|event| is_first(event, &mut seen)).filter_map(|event| teller.entry(event)));
        }
        after = calls["last_seq"].as_u64().unwrap_or(after);
        if list.len() < AT_ONCE {
            return Script::new(entries);
        }
    }
}

fn is_first(event: &Event, seen: &mut HashSet<String>) -> bool {
    let message = match event {
        Event::Message(message) => message,
        Event::Status(status) => return seen.insert(format!("{} {:?}", status.status, status.id)),
        _ => return true,
    };
    let inbox_id = message.message.as_ref().and_then(|message| message.id.as_ref()).map(ToString::to_string);
    inbox_id.or_else(|| message.waba.id.as_ref().map(ToString::to_string)).is_none_or(|id| seen.insert(id))
}

async fn of_phone(ground: &Ground, chat: &WaId, at: Place) -> Script {
    let phone = ground.sandbox.get(&format!("/sandbox/customers/{}/messages", chat.as_str()), at).await;
    let bot = ground.newest_bot();
    let shown: Vec<Heard> = phone["messages"].as_array().into_iter().flatten().filter_map(|entry: &Value| Heard::read(entry)).collect();
    let says = |heard: &Heard| {
        let who = match heard.sender() {
            _ if heard.from_customer => Who::Customer,
            Some(name) if bot.as_deref() != Some(name) => Who::Person(capitalized(name)),
            _ => Who::Bot,
        };
        Entry::Says { who, words: heard.wording() }
    };
    Script::new(shown.iter().map(says).collect())
}

/// Tells events as entries.
#[derive(Debug, Default)]
pub(super) struct Teller {
    /// The name of the one app that is called the bot; every app when it is not known.
    pub(super) bot: Option<String>,
    /// By what can be pressed: the beginning of the newest message that has it.
    offered: HashMap<String, String>,
}

impl Teller {
    /// The teller of a world.
    fn of(bot: Option<String>) -> Self {
        Self { bot, ..Self::default() }
    }

    /// A message leaves, and can be pressed if it has buttons.
    pub(super) fn offers(&mut self, content: &Content) {
        for title in wording::titles(content) {
            self.offered.insert(title.to_owned(), wording::beginning(content));
        }
    }

    pub(super) fn entry(&mut self, event: &Event) -> Option<Entry> {
        match event {
            Event::Message(message) => Some(self.said(message)),
            Event::ChatAssignment(assignment) => self.assigned(assignment),
            Event::ChatTagging(tagging) => self.tagged(tagging),
            Event::Status(status) if status.status == FAILED => Some(not_delivered(status)),
            Event::ChatResolved(resolved) => Some(Entry::Resolved(resolved.resolved)),
            _ => None,
        }
    }

    fn said(&mut self, event: &MessageEvent) -> Entry {
        let sender = event.message.as_ref().and_then(|message| message.sender.as_deref());
        let who = match sender {
            Some(user) => self.who(user),
            None if event.is_outgoing() => Who::Bot,
            None => Who::Customer,
        };
        let quoted = event.message.as_ref().and_then(|message| message.context.as_deref());
        let content = &event.waba.content;
        if who != Who::Customer {
            self.offers(content);
        }
        let says_what_it_answers = |quoted: &Content| match content {
            // An emoji stands on its message.
            Content::Reaction(_) => true,
            // The newest that could be pressed was.
            _ => wording::pressed(content).is_some_and(|title| self.offered.get(title).is_none_or(|on| *on == wording::beginning(quoted))),
        };
        let quoted = quoted.map(|quoted| &quoted.waba_payload.content).filter(|_| who == Who::Customer);
        let words = match quoted.filter(|quoted| !says_what_it_answers(quoted)) {
            Some(quoted) => wording::quoting(quoted, content),
            None => wording::of(content),
        };
        Entry::Says { who, words }
    }

    fn assigned(&self, event: &ChatAssignmentEvent) -> Option<Entry> {
        let deed = match (&event.assigned_to_user_set, &event.assigned_group_set) {
            (Some(user), _) if event.done_by.as_ref().is_some_and(|by| by.id == user.id) => Deed::Takes,
            (Some(user), _) => match self.who(user) {
                Who::Bot => Deed::GivesToBot,
                other => Deed::GivesToPerson(other.to_string()),
            },
            (None, Some(group)) => Deed::GivesToGroup(group.name.clone()),
            (None, None) if event.assigned_to_user_was_cleared || event.assigned_group_was_cleared => Deed::GivesToNobody,
            (None, None) => return None,
        };
        Some(Entry::Does { who: self.who(event.done_by.as_ref()?), deed })
    }

    fn tagged(&self, event: &ChatTaggingEvent) -> Option<Entry> {
        let name = event.tag.name.clone();
        let deed = match event.action {
            TaggingAction::Added => Deed::Tags(name),
            TaggingAction::Removed => Deed::Untags(name),
        };
        Some(Entry::Does { who: self.who(event.done_by.as_ref()?), deed })
    }

    pub(super) fn is_bot(&self, user: &User) -> bool {
        match &self.bot {
            Some(name) => *name == user.username,
            None => user.role() == Some(&Role::App),
        }
    }

    fn who(&self, user: &User) -> Who {
        if self.is_bot(user) { Who::Bot } else { Who::Person(capitalized(&user.username)) }
    }
}

/// `132001, there is no such template`.
fn not_delivered(status: &WabaStatus) -> Entry {
    let why = status.errors.iter().map(|error| {
        let code = error.code.map(|code| code.to_string());
        let words = error.explanation().map(|words| words.trim_end_matches('.').replace(['\n', '\r'], " "));
        code.into_iter().chain(words).collect::<Vec<_>>().join(", ")
    });
    Entry::NotDelivered(why.collect::<Vec<_>>().join("; "))
}

/// `mira` is called Mira.
fn capitalized(username: &str) -> String {
    let mut rest = username.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
