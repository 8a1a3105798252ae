use std::collections::HashMap;

use serde_json::Value;

use super::messages::{Messages, Name};
use super::{Broken, Decoded};
use crate::WaId;
use crate::chat::ProfileContact;
use crate::event::{Event, UnknownEvent};
use crate::reading::{Misfit, read, shape};

/// One delivery, taken apart member by member.
#[derive(Default)]
pub(super) struct Delivery {
    assignments: Vec<Event>,
    messages: Messages,
    rest: Vec<Event>,
    broken: Vec<Broken>,
    profile_names: HashMap<WaId, String>,
}

impl Delivery {
    /// Takes a member of the flat form, of get.chat, or of a Cloud API change's value.
    pub(super) fn member(&mut self, name: String, value: Value) {
        match name.as_str() {
            "contacts" => self.each(&name, value, Self::contact),
            "messages" => self.each(&name, value, |delivery, part| delivery.messages.plain(part)),
            "incoming_messages" => self.each(&name, value, |delivery, part| delivery.messages.wrapped(Name::Incoming, part)),
            "outgoing_messages" => self.each(&name, value, |delivery, part| delivery.messages.wrapped(Name::Outgoing, part)),
            "assigned_messages" => self.each(&name, value, |delivery, part| delivery.messages.wrapped(Name::Assigned, part)),
            "statuses" => self.each(&name, value, |delivery, part| delivery.tell(Event::Status(read(part)?))),
            "errors" => self.each(&name, value, |delivery, part| delivery.tell(Event::Error(read(part)?))),
            "chat_assignment" => self.each(&name, value, Self::assignment),
            "chat_tagging" | "tagged_chats" => self.each(&name, value, |delivery, part| {
                // The document's prose and its example swap the two names, so the members decide.
                if has(part, "message") && !has(part, "chat") { delivery.message_tagging(part) } else { delivery.chat_tagging(part) }
            }),
            "message_tagging" | "tagged_messages" => self.each(&name, value, |delivery, part| {
                if has(part, "chat") && !has(part, "message") { delivery.chat_tagging(part) } else { delivery.message_tagging(part) }
            }),
            "chat_resolved" => self.each(&name, value, |delivery, part| delivery.tell(Event::ChatResolved(read(part)?))),
            "user_availability" => self.each(&name, value, |delivery, part| delivery.tell(Event::UserAvailability(read(part)?))),
            "metadata" | "messaging_product" => {}
            _ => self.unknown(name, value),
        }
    }

    /// Takes the entries of a page that came without the name of the event: their members tell what they are.
    pub(super) fn results(&mut self, value: Value) {
        self.each("results", value, |delivery, part| {
            if has(part, "message") {
                delivery.message_tagging(part)
            } else if has(part, "chat") {
                delivery.chat_tagging(part)
            } else if has(part, "wa_id") {
                delivery.assignment(part)
            } else {
                Err(Misfit::new("none of `message`, `chat` and `wa_id`, so no tagging and no assignment"))
            }
        });
    }

    pub(super) fn unknown(&mut self, name: String, value: Value) {
        self.rest.push(Event::Unknown(UnknownEvent { name, value }));
    }

    pub(super) fn broken(&mut self, name: &str, value: Value, cause: impl Into<String>) {
        self.broken.push(Broken { name: name.to_owned(), value, cause: cause.into() });
    }

    pub(super) fn finish(mut self) -> Decoded {
        let mut events = self.assignments;
        self.messages.join(&self.profile_names, &mut events, &mut self.broken);
        events.append(&mut self.rest);
        Decoded { events, broken: self.broken }
    }

    /// Hands out the parts of a member that is one part, an array of them, or a page of them.
    fn each(&mut self, name: &str, value: Value, take: impl Fn(&mut Self, &Value) -> Result<(), Misfit>) {
        let parts = match value {
            Value::Null => return,
            Value::Array(parts) => parts,
            Value::Object(mut members) => match members.remove("results") {
                Some(Value::Array(parts)) => parts,
                Some(results) => {
                    members.insert("results".to_owned(), results);
                    vec![Value::Object(members)]
                }
                None => vec![Value::Object(members)],
            },
            other => {
                let cause = format!("`{name}`: {}, not an object or a list of objects", shape(&other));
                return self.broken(name, other, cause);
            }
        };
        for part in parts {
            if let Err(misfit) = take(self, &part) {
                self.broken(name, part, format!("`{name}`: {misfit}"));
            }
        }
    }

    // Returns a result so that it can end a closure that reads with `?`.
    fn tell(&mut self, event: Event) -> Result<(), Misfit> {
        self.rest.push(event);
        Ok(())
    }

    fn contact(&mut self, part: &Value) -> Result<(), Misfit> {
        let contact: ProfileContact = read(part)?;
        if let Some(name) = contact.profile.and_then(|profile| profile.name) {
            self.profile_names.insert(contact.wa_id, name);
        }
        Ok(())
    }

    fn assignment(&mut self, part: &Value) -> Result<(), Misfit> {
        self.assignments.push(Event::ChatAssignment(read(part)?));
        Ok(())
    }

    fn chat_tagging(&mut self, part: &Value) -> Result<(), Misfit> {
        self.tell(Event::ChatTagging(read(part)?))
    }

    fn message_tagging(&mut self, part: &Value) -> Result<(), Misfit> {
        self.tell(Event::MessageTagging(read(part)?))
    }
}

fn has(part: &Value, member: &str) -> bool {
    part.get(member).is_some_and(|value| !value.is_null())
}
