use serde::{Deserialize, Serialize};

use super::{Document, Image, Video};
use crate::Members;

/// Buttons, lists and links when outgoing; the customer's press or choice when incoming.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interactive {
    /// Outgoing: `button`, `list`, `cta_url` and others. Incoming: `button_reply`, `list_reply`, `nfm_reply`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What stands above the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The words, 1024 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<TextPart>,
    /// Small words below, 60 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<TextPart>,
    /// What the customer can do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Incoming: the reply button that was pressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button_reply: Option<Reply>,
    /// Incoming: the list row that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_reply: Option<ListReply>,
    /// Incoming: a form that was filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nfm_reply: Option<NfmReply>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// What stands above the body: words or a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// `text`, `image`, `video` or `document`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Words, 60 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// A film.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<Video>,
    /// A file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// Words of a body or footer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TextPart {
    /// The words.
    pub text: String,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// What the customer can do with an outgoing interactive message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Action {
    /// List: the label of the button that opens it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// Reply buttons, three at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// List: sections with ten rows in all at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Members of the other kinds (`cta_url`, flows, catalogues).
    #[serde(flatten)]
    pub extra: Members,
}

/// A reply button.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Button {
    /// `reply`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What comes back when it is pressed.
    #[serde(default)]
    pub reply: Reply,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A button's id, which comes back, and its title, which the customer reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// 256 characters at most.
    pub id: String,
    /// 20 characters at most.
    pub title: String,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// Rows of a list under one title.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// The title, needed as soon as there are two sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A row of a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// What comes back, 200 characters at most.
    pub id: String,
    /// What the customer reads, 24 characters at most.
    pub title: String,
    /// A second line, 72 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// The list row that a customer chose.
pub type ListReply = Row;

/// A form that a customer filled in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NfmReply {
    /// `flow` or `address_message`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Words that stand for it in the chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The answers: JSON in a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_json: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
