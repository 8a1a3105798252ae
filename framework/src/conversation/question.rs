//! What can be asked, and how answers are read.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::str::FromStr;

use serde_json::{Value, json};

use super::journal::Wants;
use crate::builder::{IntoMessage, TextMessage};
use crate::error::Result;
use crate::wire::content::Interactive;
use crate::wire::{Content, Event, OutgoingMessage};

/// What a conversation can wait for: it reads its value from an event of the chat.
///
/// ```
/// use serde_json::{Value, json};
/// use switchboard::conversation::Awaited;
/// use switchboard::prelude::*;
/// use switchboard::wire::{self, Content};
///
/// /// A voice note, of which the id is kept.
/// struct VoiceNote;
///
/// impl Awaited for VoiceNote {
///     type Value = String;
///
///     fn name(&self) -> String {
///         "voice note".to_owned()
///     }
///
///     fn read(&self, event: &wire::Event) -> Option<Value> {
///         let wire::Event::Message(message) = event else { return None };
///         matches!(message.waba.content, Content::Voice(_)).then(|| json!(message.waba.id))
///     }
///
///     fn restore(&self, kept: &Value) -> Option<String> {
///         kept.as_str().map(str::to_owned)
///     }
/// }
///
/// #[conversation(assigned_messages, text = "tell")]
/// async fn tell(talk: &mut Talk) -> Result<String> {
///     let id = talk.ask_for(VoiceNote, "Tell me.").retry("I want to hear your voice.").await?;
///     Ok(format!("I listened to {id}."))
/// }
/// ```
pub trait Awaited: Send {
    /// What it yields.
    type Value;

    /// What the journal calls it when it is given no name.
    fn name(&self) -> String;

    /// The events that it reads. Default: the customer's messages.
    fn wants(&self) -> Wants {
        Wants::Messages
    }

    /// What the journal keeps of an event; nothing when the event is none that this waits for. It goes to the handlers then.
    fn read(&self, event: &Event) -> Option<Value>;

    /// What the journal keeps when the chat carries such tags that this need not be waited for. What waits for [`Wants::Tags`] is asked when
    /// it begins to wait, and when the chat comes back from people. Default: nothing, so that only what happens from then on counts.
    fn stands(&self, tags: &BTreeSet<String>) -> Option<Value> {
        let _ = tags;
        None
    }

    /// The value, from what [`read`](Awaited::read) or [`stands`](Awaited::stands) kept; nothing when it is no valid answer, so that it is asked for again.
    fn restore(&self, kept: &Value) -> Option<Self::Value>;
}

/// What can be asked: something to wait for, and the words that ask for it.
///
/// Words (`&str`, `String`) and texts are answered by words; `choose::<T>(..)` by a `T`.
///
/// ```
/// use serde_json::Value;
/// use switchboard::conversation::{Awaited, Question, words};
/// use switchboard::prelude::*;
/// use switchboard::wire::{self, OutgoingMessage};
///
/// /// Asks with buttons, and takes any words.
/// struct Proposed(&'static str, [&'static str; 2]);
///
/// impl Awaited for Proposed {
///     type Value = String;
///
///     fn name(&self) -> String {
///         self.0.to_owned()
///     }
///
///     fn read(&self, event: &wire::Event) -> Option<Value> {
///         words().read(event)
///     }
///
///     fn restore(&self, kept: &Value) -> Option<String> {
///         words().restore(kept)
///     }
/// }
///
/// impl Question for Proposed {
///     fn put(&self) -> Result<OutgoingMessage> {
///         self.1.iter().fold(buttons(self.0), |message, word| message.button(*word, *word)).into_message()
///     }
/// }
///
/// #[conversation(assigned_messages, text = "when")]
/// async fn when(talk: &mut Talk) -> Result<String> {
///     Ok(format!("{}, then.", talk.ask(Proposed("When?", ["Today", "Tomorrow"])).await?))
/// }
///
/// # #[cfg(feature = "testing")]
/// # #[tokio::main]
/// # async fn main() {
/// # let world = switchboard::testing::World::start().await;
/// # let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).conversations(conversations![when])).await;
/// # let ada = world.customer("Ada").await;
/// # for answer in ["Today", "Tomorrow"] {
/// # ada.says("when").await;
/// # ada.hears("When? [Today] [Tomorrow]").await;
/// # ada.presses(answer).await;
/// # ada.hears(&format!("{answer}, then.")).await;
/// # }
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() { let _ = conversations![when]; }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be asked",
    label = "no question",
    note = "ask words (`&str`, `String`, `text(..)`) or a choice (`choose::<T>(..)`)"
)]
pub trait Question: Awaited {
    /// The message that asks.
    ///
    /// # Errors
    /// When it breaks a limit.
    fn put(&self) -> Result<OutgoingMessage>;
}

/// The words of an answer: a text, or the title of the button or row that was pressed.
pub(crate) fn words_of(event: &Event) -> Option<&str> {
    let Event::Message(message) = event else { return None };
    match &message.waba.content {
        Content::Text(text) => Some(&text.body),
        Content::Interactive(interactive) => title(interactive),
        Content::Button(press) => press.text.as_deref(),
        _ => None,
    }
}

fn title(interactive: &Interactive) -> Option<&str> {
    let button = interactive.button_reply.as_ref().map(|reply| reply.title.as_str());
    button.or_else(|| interactive.list_reply.as_ref().map(|reply| reply.title.as_str()))
}

pub(super) fn read_words(event: &Event) -> Option<Value> {
    words_of(event).map(|words| json!(words.trim()))
}

macro_rules! asks_for_words {
    ($($type:ty, $this:ident => $words:expr, $put:expr;)*) => {$(
        impl Awaited for $type {
            type Value = String;

            fn name(&self) -> String {
                let $this = self;
                $words
            }

            fn read(&self, event: &Event) -> Option<Value> {
                read_words(event)
            }

            fn restore(&self, kept: &Value) -> Option<String> {
                kept.as_str().filter(|words| !words.is_empty()).map(str::to_owned)
            }
        }

        impl Question for $type {
            fn put(&self) -> Result<OutgoingMessage> {
                let $this = self;
                $put
            }
        }
    )*};
}

asks_for_words! {
    &str, words => (*words).to_owned(), (*words).into_message();
    String, words => words.clone(), words.into_message();
    TextMessage, text => text.body().to_owned(), text.clone().into_message();
}

/// A question whose answer is read from words; [`Talk::ask_parsed`](super::Talk::ask_parsed) makes one.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    question: String,
    read_as: PhantomData<fn() -> T>,
}

impl<T> Parsed<T> {
    pub(super) const fn new(question: String) -> Self {
        Self { question, read_as: PhantomData }
    }
}

impl<T: FromStr> Awaited for Parsed<T> {
    type Value = T;

    fn name(&self) -> String {
        self.question.clone()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        read_words(event)
    }

    fn restore(&self, kept: &Value) -> Option<T> {
        kept.as_str()?.parse().ok()
    }
}

impl<T: FromStr> Question for Parsed<T> {
    fn put(&self) -> Result<OutgoingMessage> {
        self.question.as_str().into_message()
    }
}
