use serde::{Deserialize, Serialize};

use crate::Members;

macro_rules! card_parts {
    ($($(#[$doc:meta])* $name:ident { $($field:ident $(as $member:literal)?: $field_doc:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            $(#[doc = $field_doc]
            #[serde(default, skip_serializing_if = "Option::is_none" $(, rename = $member)?)]
            pub $field: Option<String>,)*
            /// Members that this version does not know.
            #[serde(flatten)]
            pub extra: Members,
        }
    )*};
}

card_parts! {
    /// A name on a card.
    CardName {
        formatted_name: "As it is shown.",
        first_name: "Given name.",
        last_name: "Family name.",
        middle_name: "Names between them.",
        prefix: "For example a title.",
        suffix: "What follows the name.",
    }
    /// A phone number on a card.
    CardPhone {
        phone: "As it is written.",
        wa_id: "The WhatsApp id of the number, when it has one.",
        kind as "type": "For example `HOME` or `CELL`.",
    }
    /// An e-mail address on a card.
    CardEmail {
        email: "The address.",
        kind as "type": "For example `WORK`.",
    }
    /// A web address on a card.
    CardUrl {
        url: "The address.",
        kind as "type": "For example `WORK`.",
    }
    /// A postal address on a card.
    CardAddress {
        street: "Street and number.",
        city: "Town.",
        state: "Region.",
        zip: "Postal code.",
        country: "Country, in words.",
        country_code: "Country, two letters.",
        kind as "type": "For example `HOME`.",
    }
    /// An organisation on a card.
    CardOrg {
        company: "Its name.",
        department: "Part of it.",
        title: "The person's title there.",
    }
}

/// A card of an address book.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactCard {
    /// Whose card it is.
    pub name: CardName,
    /// Phone numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<CardPhone>,
    /// E-mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<CardEmail>,
    /// Web addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<CardUrl>,
    /// Postal addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<CardAddress>,
    /// Where the person works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<CardOrg>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}
