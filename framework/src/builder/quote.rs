use crate::handler::Message;
use crate::wire::{WabaId, WabaMessage};

/// A message that can be quoted or reacted to: a [`Message`], what a conversation got as an answer, or WhatsApp's id of one.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, kind = image)]
/// async fn seen(message: &Message) -> impl IntoOutcome {
///     (reaction(message, "\u{1f44d}"), text("What a picture.").quote(message))
/// }
/// ```
pub trait MessageRef {
    /// WhatsApp's id; nothing while an outgoing message waits in the queue.
    fn waba_id(&self) -> Option<WabaId>;
}

impl MessageRef for WabaId {
    fn waba_id(&self) -> Option<WabaId> {
        Some(self.clone())
    }
}

impl MessageRef for Message {
    fn waba_id(&self) -> Option<WabaId> {
        self.id().cloned()
    }
}

impl MessageRef for WabaMessage {
    fn waba_id(&self) -> Option<WabaId> {
        self.id.clone()
    }
}

impl<T: MessageRef + ?Sized> MessageRef for &T {
    fn waba_id(&self) -> Option<WabaId> {
        (**self).waba_id()
    }
}

/// The message that another one quotes, as a builder keeps it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Quote {
    /// None.
    #[default]
    Nothing,
    /// This one.
    Id(WabaId),
    /// One that has no id of WhatsApp's yet.
    Unknown,
}

impl Quote {
    pub(crate) fn of(message: &impl MessageRef) -> Self {
        message.waba_id().map_or(Self::Unknown, Self::Id)
    }

    /// The id.
    ///
    /// # Errors
    /// When WhatsApp has not given the message one yet.
    pub(super) fn into_id(self) -> crate::Result<Option<WabaId>> {
        match self {
            Self::Nothing => Ok(None),
            Self::Id(id) => Ok(Some(id)),
            Self::Unknown => Err("the message to quote or react to has no WhatsApp id yet".into()),
        }
    }
}
