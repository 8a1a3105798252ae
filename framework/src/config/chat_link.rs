use std::sync::Arc;

use serde::{Deserialize, Deserializer, de};

use crate::wire::WaId;

const PLACE: &str = "{wa_id}";

/// Where the inbox's page shows a chat: an address with `{wa_id}` in it, for the chat's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLink(Arc<str>);

impl ChatLink {
    /// Takes an address with `{wa_id}` in it.
    ///
    /// # Errors
    /// When the place for the chat's id is missing.
    pub fn new(template: &str) -> Result<Self, &'static str> {
        if template.contains(PLACE) {
            Ok(Self(template.into()))
        } else {
            Err("write it with `{wa_id}` where the chat's id belongs: `https://inbox.example.org/main/chat/{wa_id}`")
        }
    }

    /// Where the public web inbox shows chats when it is served by the inbox itself: `main/chat/{wa_id}`, as its routes say. The API's
    /// own documents name no such address.
    #[must_use]
    pub fn below(inbox: &str) -> Self {
        Self(format!("{}/main/chat/{PLACE}", inbox.trim_end_matches('/')).into())
    }

    /// A chat's address. It holds the customer's number: keep it out of logs.
    #[must_use]
    pub fn of(&self, chat: &WaId) -> String {
        self.0.replace(PLACE, chat.as_str())
    }
}

impl<'de> Deserialize<'de> for ChatLink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::ChatLink;
    use crate::handler::sample::ada;

    #[test]
    fn a_chat_is_put_into_its_place() {
        assert_eq!(ChatLink::below("https://x.example/").of(&ada()), "https://x.example/main/chat/491713920001");
        assert_eq!(ChatLink::new("https://crm.example/?c={wa_id}&x").unwrap().of(&ada()), "https://crm.example/?c=491713920001&x");
        assert!(ChatLink::new("https://crm.example/").unwrap_err().contains("{wa_id}"));
    }
}
