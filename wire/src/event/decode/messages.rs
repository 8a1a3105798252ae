use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use super::Broken;
use crate::event::{Event, MessageEvent, MessageNames};
use crate::reading::{Misfit, read};
use crate::{Message, MessageId, WaId, WabaId, WabaMessage};

/// The messages of a delivery, each under the name that told it; joined when all are known.
#[derive(Default)]
pub(super) struct Messages {
    told: Vec<Told>,
    /// WhatsApp's ids by the inbox's own, from those that told both.
    waba_ids: HashMap<MessageId, WabaId>,
}

/// The names under which the inbox tells a message that it has wrapped.
#[derive(Clone, Copy)]
pub(super) enum Name {
    Incoming,
    Outgoing,
    Assigned,
}

enum Told {
    Plain { waba: Box<WabaMessage>, chatless: Option<Value> },
    Wrapped(Name, Box<Message>),
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Waba(WabaId),
    Inbox(MessageId),
}

/// What is known of one message so far.
#[derive(Default)]
struct Draft {
    waba: Option<Box<WabaMessage>>,
    chatless: Option<Value>,
    message: Option<Box<Message>>,
    names: MessageNames,
}

impl Messages {
    /// Takes a part of `messages`.
    pub(super) fn plain(&mut self, part: &Value) -> Result<(), Misfit> {
        let waba: Box<WabaMessage> = read(part)?;
        let has_chat = waba.from.is_some() || waba.to.is_some();
        if !has_chat && waba.id.is_none() {
            return Err(Misfit::new("neither a chat (`from` or `to`) nor an `id`"));
        }
        let chatless = (!has_chat).then(|| part.clone());
        self.told.push(Told::Plain { waba, chatless });
        Ok(())
    }

    /// Takes a part of `incoming_messages`, `outgoing_messages` or `assigned_messages`.
    pub(super) fn wrapped(&mut self, name: Name, part: &Value) -> Result<(), Misfit> {
        let message: Box<Message> = read(part)?;
        if let (Some(id), Some(waba_id)) = (&message.id, &message.waba_payload.id) {
            self.waba_ids.insert(id.clone(), waba_id.clone());
        }
        self.told.push(Told::Wrapped(name, message));
        Ok(())
    }

    /// Makes one event of each message, in the order in which the messages were first told.
    pub(super) fn join(self, profile_names: &HashMap<WaId, String>, events: &mut Vec<Event>, broken: &mut Vec<Broken>) {
        let mut drafts: Vec<Draft> = Vec::with_capacity(self.told.len());
        let mut places = HashMap::with_capacity(self.told.len());
        for told in self.told {
            let next = drafts.len();
            let place = match told.key(&self.waba_ids).map(|key| places.entry(key)) {
                Some(Entry::Occupied(place)) => *place.get(),
                Some(Entry::Vacant(place)) => *place.insert(next),
                None => next,
            };
            if place == next {
                drafts.push(Draft::default());
            }
            drafts[place].add(told);
        }
        for draft in drafts {
            match draft.finish(profile_names) {
                Ok(event) => events.push(Event::Message(Box::new(event))),
                Err(part) => broken.push(part),
            }
        }
    }
}

impl Told {
    fn key(&self, waba_ids: &HashMap<MessageId, WabaId>) -> Option<Key> {
        let (waba, inbox) = match self {
            Self::Plain { waba, .. } => (waba.id.as_ref(), None),
            Self::Wrapped(_, message) => (message.waba_payload.id.as_ref(), message.id.as_ref()),
        };
        let waba = waba.or_else(|| waba_ids.get(inbox?));
        waba.cloned().map(Key::Waba).or_else(|| inbox.cloned().map(Key::Inbox))
    }
}

impl Draft {
    fn add(&mut self, told: Told) {
        match told {
            Told::Plain { waba, chatless } => {
                self.names.messages = true;
                if self.waba.is_none() || (self.chatless.is_some() && chatless.is_none()) {
                    self.waba = Some(waba);
                    self.chatless = chatless;
                }
            }
            Told::Wrapped(name, message) => {
                match name {
                    Name::Incoming => self.names.incoming = true,
                    Name::Outgoing => self.names.outgoing = true,
                    Name::Assigned => self.names.assigned = true,
                }
                if self.message.as_ref().is_none_or(|kept| richness(&message) > richness(kept)) {
                    self.message = Some(message);
                }
            }
        }
    }

    fn finish(self, profile_names: &HashMap<WaId, String>) -> Result<MessageEvent, Broken> {
        let Self { waba, chatless, message, names } = self;
        let waba = match (waba, &message) {
            (Some(mut waba), Some(message)) => {
                // Both copy what WhatsApp wrote, but only the inbox's own is sure to have the link to a file.
                let (plain, wrapped) = (&waba.content, &message.waba_payload.content);
                if plain.kind() == wrapped.kind() && plain.media_link().is_none() && wrapped.media_link().is_some() {
                    waba.content = wrapped.clone();
                }
                *waba
            }
            (Some(waba), None) => *waba,
            (None, Some(message)) => message.waba_payload.clone(),
            (None, None) => return Err(no_chat(None)),
        };
        let chat = message.as_ref().map(|message| &message.customer_wa_id).or(waba.from.as_ref()).or(waba.to.as_ref());
        let Some(chat) = chat.cloned() else { return Err(no_chat(chatless)) };
        let profile_name =
            profile_names.get(&chat).map(String::as_str).or_else(|| message.as_ref()?.contact.as_ref()?.profile_name()).map(str::to_owned);
        Ok(MessageEvent { chat, waba, message: message.map(|message| *message), profile_name, names })
    }
}

fn no_chat(part: Option<Value>) -> Broken {
    Broken {
        name: "messages".to_owned(),
        value: part.unwrap_or_default(),
        cause: "`messages`: no chat: neither `from` nor `to`, and no other name tells the message".to_owned(),
    }
}

/// How much of a message the inbox told: `assigned_messages` leave out members that `incoming_messages` have.
fn richness(message: &Message) -> usize {
    let there = [
        message.id.is_some(),
        message.waba_payload.id.is_some(),
        message.waba_statuses.is_some(),
        message.contact.is_some(),
        message.sender.is_some(),
        message.context.is_some(),
        !message.tags.is_empty(),
        !message.chat_tags.is_empty(),
    ];
    there.into_iter().filter(|there| *there).count() + message.extra.len()
}
