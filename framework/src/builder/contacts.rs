use super::message::IntoMessage;
use super::quote::{MessageRef, Quote};
use crate::error::Result;
use crate::wire::content::{CardEmail, CardName, CardOrg, CardPhone, CardUrl, ContactCard};
use crate::wire::{Content, OutgoingMessage, WaId};

/// A card of an address book, which is a message by itself and a part of [`contacts`].
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "phone")]
/// async fn our_number() -> impl IntoOutcome {
///     contact_card("Mira Lang").phone("+49 171 3920002").email("mira@shop.example").company("The shop")
/// }
/// ```
pub fn contact_card(name: impl Into<String>) -> Card {
    let name = name.into();
    // WhatsApp wants one part of the name beside the whole.
    let (first, last) = match name.rsplit_once(' ') {
        Some((first, last)) => (first.to_owned(), Some(last.to_owned())),
        None => (name.clone(), None),
    };
    let name = CardName { formatted_name: Some(name), first_name: Some(first), last_name: last, ..CardName::default() };
    Card(ContactCard { name, ..ContactCard::default() })
}

/// Cards of an address book, one at least.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "team")]
/// async fn team() -> impl IntoOutcome {
///     contacts([contact_card("Mira Lang").title("Orders"), contact_card("Ben Roth").title("Returns")])
/// }
/// ```
pub fn contacts(cards: impl IntoIterator<Item = Card>) -> ContactsMessage {
    ContactsMessage { cards: cards.into_iter().map(|card| card.0).collect(), quote: Quote::Nothing }
}

/// A card to be sent; [`contact_card`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a card is sent when it is returned or said"]
pub struct Card(ContactCard);

impl Card {
    /// A phone number, as people write it.
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.0.phones.push(CardPhone { phone: Some(phone.into()), ..CardPhone::default() });
        self
    }

    /// A number on WhatsApp: the card then offers to write to it.
    pub fn whatsapp(mut self, wa_id: &WaId) -> Self {
        let digits = wa_id.as_str();
        self.0.phones.push(CardPhone { phone: Some(format!("+{digits}")), wa_id: Some(digits.to_owned()), ..CardPhone::default() });
        self
    }

    /// An e-mail address.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.0.emails.push(CardEmail { email: Some(email.into()), ..CardEmail::default() });
        self
    }

    /// A web address.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.0.urls.push(CardUrl { url: Some(url.into()), ..CardUrl::default() });
        self
    }

    /// Where the person works.
    pub fn company(mut self, company: impl Into<String>) -> Self {
        self.0.org.get_or_insert_with(CardOrg::default).company = Some(company.into());
        self
    }

    /// What the person is there.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.0.org.get_or_insert_with(CardOrg::default).title = Some(title.into());
        self
    }
}

impl IntoMessage for Card {
    fn into_message(self) -> Result<OutgoingMessage> {
        contacts([self]).into_message()
    }
}

/// Cards to be sent; [`contacts`] makes them.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct ContactsMessage {
    cards: Vec<ContactCard>,
    quote: Quote,
}

impl ContactsMessage {
    /// Quotes a message.
    pub fn quote(mut self, message: impl MessageRef) -> Self {
        self.quote = Quote::of(&message);
        self
    }
}

impl IntoMessage for ContactsMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        let mut message = OutgoingMessage::new(Content::Contacts(self.cards));
        message.quotes = self.quote.into_id()?;
        message.into_message()
    }
}
