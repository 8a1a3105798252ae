use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Members, WaId, WabaId};

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What the place is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A page about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// An emoji on a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    /// The message it is put on.
    pub message_id: WabaId,
    /// The emoji; empty or absent when the reaction is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A press on a quick-reply button of a template.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ButtonPress {
    /// The button's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the template's sender put into the button.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// Something that WhatsApp says about the customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct System {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// For example `user_changed_number`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The customer's new number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_wa_id: Option<WaId>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// An order from a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// The catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// What the customer wrote with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What was ordered.
    pub product_items: Vec<OrderItem>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// One line of an order. Quantity and price come as numbers or as texts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderItem {
    /// The shop's own id of the product.
    pub product_retailer_id: String,
    /// How many.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub quantity: Value,
    /// The price of one.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub item_price: Value,
    /// Three letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A template message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// The template's name.
    pub name: String,
    /// Its language.
    #[serde(default)]
    pub language: TemplateLanguage,
    /// Values for header, body and buttons, as WhatsApp writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Value>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A template's language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateLanguage {
    /// For example `en_US`.
    pub code: String,
    /// `deterministic`, On-Premises only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
