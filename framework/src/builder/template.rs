use serde_json::{Value, json};

use super::media::MediaSource;
use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::wire::content::{Template, TemplateLanguage};
use crate::wire::{Content, Members, OutgoingMessage};

/// A template that WhatsApp has approved: the one thing that may be sent outside the window of 24 hours, and it costs money.
///
/// Its language is `outbox.template_language` of the configuration (`en` when nothing is set), unless [`TemplateMessage::language`]
/// says another. WhatsApp refuses a template that does not exist in the language.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(chat_tagging, action = added, tag = "due")]
/// async fn due(contact: Contact) -> impl IntoOutcome {
///     template("invoice_due").language("de").body([contact.name(), "12.50"]).button("paid")
/// }
/// ```
pub fn template(name: impl Into<String>) -> TemplateMessage {
    TemplateMessage { name: name.into(), language: None, header: None, body: Vec::new(), buttons: Vec::new(), quote: Quote::Nothing }
}

/// A template to be sent; [`template`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct TemplateMessage {
    name: String,
    language: Option<String>,
    header: Option<Value>,
    body: Vec<Value>,
    buttons: Vec<Value>,
    quote: Quote,
}

impl TemplateMessage {
    /// The language, such as `de` or `en_US`.
    pub fn language(mut self, code: impl Into<String>) -> Self {
        self.language = Some(code.into());
        self
    }

    /// The values of the body's placeholders, in their order.
    pub fn body<T: Into<String>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.body = values.into_iter().map(|value| text_parameter(&value.into())).collect();
        self
    }

    /// The value of the placeholder in a header of words.
    pub fn header(mut self, value: impl Into<String>) -> Self {
        self.header = Some(text_parameter(&value.into()));
        self
    }

    /// The picture of a header.
    pub fn header_image(self, source: impl Into<MediaSource>) -> Self {
        self.header_file("image", source.into())
    }

    /// The film of a header.
    pub fn header_video(self, source: impl Into<MediaSource>) -> Self {
        self.header_file("video", source.into())
    }

    /// The file of a header.
    pub fn header_document(self, source: impl Into<MediaSource>) -> Self {
        self.header_file("document", source.into())
    }

    /// What the template's next quick-reply button brings back when it is pressed.
    pub fn button(self, payload: impl Into<String>) -> Self {
        let parameter = json!({ "type": "payload", "payload": payload.into() });
        self.push_button("quick_reply", &parameter)
    }

    /// What stands at the end of the address that the template's next link button opens.
    pub fn url_button(self, end: impl Into<String>) -> Self {
        self.push_button("url", &text_parameter(&end.into()))
    }

    /// Quotes a message.
    pub fn quote(mut self, message: impl MessageRef) -> Self {
        self.quote = Quote::of(&message);
        self
    }

    fn header_file(mut self, kind: &str, source: MediaSource) -> Self {
        let file = match source {
            MediaSource::Link(link) => json!({ "link": link }),
            MediaSource::Id(id) => json!({ "id": id }),
        };
        self.header = Some(json!({ "type": kind, kind: file }));
        self
    }

    fn push_button(mut self, kind: &str, parameter: &Value) -> Self {
        // The inbox's documents and WhatsApp's both write the number as a text.
        let index = self.buttons.len().to_string();
        self.buttons.push(json!({ "type": "button", "sub_type": kind, "index": index, "parameters": [parameter] }));
        self
    }
}

impl IntoMessage for TemplateMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let header = self.header.map(|parameter| json!({ "type": "header", "parameters": [parameter] }));
        let body = (!self.body.is_empty()).then(|| json!({ "type": "body", "parameters": self.body }));
        let mut message = OutgoingMessage::new(Content::Template(Template {
            name: self.name,
            // An empty one is filled in when the message leaves.
            language: TemplateLanguage { code: self.language.unwrap_or_default(), ..TemplateLanguage::default() },
            components: header.into_iter().chain(body).chain(self.buttons).collect(),
            extra: Members::new(),
        }));
        message.quotes = self.quote.into_id()?;
        message.into_message()
    }
}

fn text_parameter(value: &str) -> Value {
    json!({ "type": "text", "text": value })
}
