//! What a message of one kind holds. A message of another kind is passed on to the next handler.

use std::ops::Deref;

use super::Extract;
use crate::error::Result;
use crate::handler::{self, Slot};
use crate::turn::Turn;
use crate::wire::{Content, Event, WabaMessage, content, message};

macro_rules! contents {
    ($($(#[$doc:meta])* $name:ident($wire:ty) = $read:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub $wire);

        impl Deref for $name {
            type Target = $wire;

            fn deref(&self) -> &$wire {
                &self.0
            }
        }

        #[diagnostic::do_not_recommend]
        impl<E: handler::MessageEvent> Extract<E> for $name {
            async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
                let read: fn(&WabaMessage) -> Option<&$wire> = $read;
                Ok(match turn.event() {
                    Event::Message(message) => read(&message.waba).cloned().map(Self),
                    _ => None,
                })
            }
        }
    )*};
}

contents! {
    /// A place that was sent.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages)]
    /// async fn near(place: Location) -> String {
    ///     format!("We come to {:.3}, {:.3}.", place.latitude, place.longitude)
    /// }
    /// ```
    Location(content::Location) = |message| if let Content::Location(place) = &message.content { Some(place) } else { None };

    /// Cards of an address book that were sent, one or several.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages)]
    /// async fn cards(ContactCards(cards): ContactCards) -> String {
    ///     format!("Thank you for {} cards.", cards.len())
    /// }
    /// ```
    ContactCards(Vec<content::ContactCard>) = |message| if let Content::Contacts(cards) = &message.content { Some(cards) } else { None };

    /// An emoji that was put on a message, or taken back: then it is nothing, or empty.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages)]
    /// async fn thumbs(reaction: Reaction, chat: &Chat) {
    ///     if reaction.emoji.as_deref() == Some("\u{1f44d}") {
    ///         chat.tag("happy");
    ///     }
    /// }
    /// ```
    Reaction(content::Reaction) = |message| if let Content::Reaction(reaction) = &message.content { Some(reaction) } else { None };

    /// The reply button that was pressed, with the id and title that it was sent with.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, button = ["yes", "no"])]
    /// async fn pressed(button: ButtonReply) -> String {
    ///     format!("You pressed {}.", button.title)
    /// }
    /// ```
    ButtonReply(content::Reply) = |message| match &message.content {
        Content::Interactive(interactive) => interactive.button_reply.as_ref(),
        _ => None,
    };

    /// The row of a list that was chosen, with the id and title that it was sent with.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, row = ["tea", "water"])]
    /// async fn ordered(row: ListReply) -> String {
    ///     format!("{}, coming up.", row.title)
    /// }
    /// ```
    ListReply(content::ListReply) = |message| match &message.content {
        Content::Interactive(interactive) => interactive.list_reply.as_ref(),
        _ => None,
    };

    /// The advertisement or post through which the customer came; it comes with the first message after it, of whatever kind.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, referral)]
    /// async fn from_an_ad(referral: Referral) -> String {
    ///     format!("You saw {}? It is still there.", referral.headline.as_deref().unwrap_or("our offer"))
    /// }
    /// ```
    Referral(message::Referral) = |message| message.referral.as_ref();
}
