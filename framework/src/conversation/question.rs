//! What can be asked, and what can be waited for.

use std::marker::PhantomData;
use std::str::FromStr;

use serde_json::{Value, json};

use super::journal::Wants;
use crate::builder::{IntoMessage, TextMessage, buttons};
use crate::error::Result;
use crate::wire::content::Interactive;
use crate::wire::{Content, Event, OutgoingMessage, TaggingAction, WabaMessage};

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

    /// The value, from what [`read`](Awaited::read) kept; nothing when it is no valid answer, so that it is asked for again.
    fn restore(&self, kept: &Value) -> Option<Self::Value>;
}

/// What can be asked: something to wait for, and the words that ask for it.
///
/// Words (`&str`, `String`) and texts are answered by words; `choose::<T>(..)` by a `T`.
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

fn read_words(event: &Event) -> Option<Value> {
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

/// A question that is answered with yes or no: by two buttons, or by their words. The default words are `Yes` and `No`.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::conversation::Confirm;
///
/// #[conversation(assigned_messages, text = "löschen")]
/// async fn erase(talk: &mut Talk) -> Result<&'static str> {
///     let sure = talk.confirm(Confirm::new("Alles löschen?").words("Ja", "Nein")).await?;
///     Ok(if sure { "Gelöscht." } else { "Gut, es bleibt." })
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    question: String,
    yes: String,
    no: String,
}

impl Confirm {
    /// Asks with the buttons `Yes` and `No`.
    #[must_use]
    pub fn new(question: impl Into<String>) -> Self {
        Self { question: question.into(), yes: "Yes".to_owned(), no: "No".to_owned() }
    }

    /// The two words, 20 characters at most each.
    #[must_use]
    pub fn words(self, yes: impl Into<String>, no: impl Into<String>) -> Self {
        Self { yes: yes.into(), no: no.into(), ..self }
    }
}

impl<T: Into<String>> From<T> for Confirm {
    fn from(question: T) -> Self {
        Self::new(question)
    }
}

impl Awaited for Confirm {
    type Value = bool;

    fn name(&self) -> String {
        self.question.clone()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        read_words(event)
    }

    fn restore(&self, kept: &Value) -> Option<bool> {
        let word = kept.as_str()?.trim_end_matches(['.', '!']).to_lowercase();
        match word {
            word if word == self.yes.to_lowercase() => Some(true),
            word if word == self.no.to_lowercase() => Some(false),
            _ => None,
        }
    }
}

impl Question for Confirm {
    fn put(&self) -> Result<OutgoingMessage> {
        buttons(self.question.as_str()).button("yes", self.yes.as_str()).button("no", self.no.as_str()).into_message()
    }
}

/// Any words of the customer.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "quiet")]
/// async fn quiet(talk: &mut Talk) -> Result<String> {
///     Ok(match talk.wait_for(words()).within(minutes(5)).await? {
///         Some(words) => format!("So it was not quiet: {words}"),
///         None => "How quiet.".to_owned(),
///     })
/// }
/// ```
#[must_use]
pub const fn words() -> Words {
    Words
}

/// Any words; [`words`] makes one.
#[derive(Debug, Clone, Copy)]
pub struct Words;

impl Awaited for Words {
    type Value = String;

    fn name(&self) -> String {
        "words".to_owned()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        read_words(event)
    }

    fn restore(&self, kept: &Value) -> Option<String> {
        kept.as_str().map(str::to_owned)
    }
}

/// A message of some kinds, as WhatsApp writes it.
#[derive(Debug, Clone, Copy)]
pub struct MessageOf {
    name: &'static str,
    fits: fn(&Content) -> bool,
}

/// A picture, film, sound, document or sticker.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "damage")]
/// async fn damage(talk: &mut Talk) -> Result<String> {
///     let file = talk.ask_for(media(), "Please send a photo.").retry("That is no photo.").await?;
///     Ok(format!("Thank you for the {}.", file.content.kind()))
/// }
/// ```
#[must_use]
pub const fn media() -> MessageOf {
    MessageOf { name: "media", fits: |content| is_media(content) }
}

/// A place on the map.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "taxi")]
/// async fn taxi(talk: &mut Talk) -> Result<impl IntoOutcome> {
///     let place = talk.ask_for(shared_location(), "Where are you?").await?;
///     Ok(text("We come to this place.").quote(&place))
/// }
/// ```
#[must_use]
pub const fn shared_location() -> MessageOf {
    MessageOf { name: "location", fits: |content| matches!(content, Content::Location(_)) }
}

/// Any message of the customer.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "contest")]
/// async fn contest(talk: &mut Talk) -> Result<impl IntoOutcome> {
///     let entry = talk.ask_for(any_message(), "Send whatever you made.").await?;
///     Ok(reaction(&entry, "\u{1f44f}"))
/// }
/// ```
#[must_use]
pub const fn any_message() -> MessageOf {
    MessageOf { name: "any message", fits: |_| true }
}

fn is_media(content: &Content) -> bool {
    matches!(
        content,
        Content::Image(_) | Content::Video(_) | Content::Audio(_) | Content::Voice(_) | Content::Document(_) | Content::Sticker(_)
    )
}

impl Awaited for MessageOf {
    type Value = WabaMessage;

    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn read(&self, event: &Event) -> Option<Value> {
        match event {
            Event::Message(message) if (self.fits)(&message.waba.content) => serde_json::to_value(&message.waba).ok(),
            _ => None,
        }
    }

    fn restore(&self, kept: &Value) -> Option<WabaMessage> {
        serde_json::from_value(kept.clone()).ok()
    }
}

/// A tag that is put on the chat.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "refund")]
/// async fn refund(talk: &mut Talk) -> Result<&'static str> {
///     talk.say("Somebody will look at this.");
///     let approved = talk.wait_for(tag_added("approved")).within(days(1)).await?;
///     Ok(if approved.is_some() { "You get your money back." } else { "It takes a little longer." })
/// }
/// ```
#[must_use]
pub fn tag_added(name: impl Into<String>) -> Tagged {
    Tagged { name: name.into(), action: TaggingAction::Added }
}

/// A tag that is taken off the chat.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "wait")]
/// async fn wait(talk: &mut Talk) -> Result<&'static str> {
///     talk.tag("waiting");
///     talk.wait_for(tag_removed("waiting")).await?;
///     Ok("It is your turn.")
/// }
/// ```
#[must_use]
pub fn tag_removed(name: impl Into<String>) -> Tagged {
    Tagged { name: name.into(), action: TaggingAction::Removed }
}

/// A change of the chat's tags; [`tag_added`] and [`tag_removed`] make one.
#[derive(Debug, Clone)]
pub struct Tagged {
    name: String,
    action: TaggingAction,
}

impl Awaited for Tagged {
    type Value = ();

    fn name(&self) -> String {
        format!("tag {}", self.name)
    }

    fn wants(&self) -> Wants {
        Wants::Tags
    }

    fn read(&self, event: &Event) -> Option<Value> {
        match event {
            Event::ChatTagging(tagging) if tagging.tag.name == self.name && tagging.action == self.action => Some(json!(true)),
            _ => None,
        }
    }

    fn restore(&self, _: &Value) -> Option<()> {
        Some(())
    }
}

/// A change of the chat's assignment that leaves it with the bot, such as one to a group.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "expert")]
/// async fn expert(talk: &mut Talk) -> Result<String> {
///     let (_, group) = talk.wait_for(assignment()).await?;
///     Ok(format!("{} look at this with me.", group.as_deref().unwrap_or("Our experts")))
/// }
/// ```
#[must_use]
pub const fn assignment() -> Assigned {
    Assigned
}

/// A change of assignment; [`assignment`] makes one. It yields the names of the user and of the group that were set.
#[derive(Debug, Clone, Copy)]
pub struct Assigned;

impl Awaited for Assigned {
    type Value = (Option<String>, Option<String>);

    fn name(&self) -> String {
        "assignment".to_owned()
    }

    fn wants(&self) -> Wants {
        Wants::Assignments
    }

    fn read(&self, event: &Event) -> Option<Value> {
        match event {
            Event::ChatAssignment(event) => {
                let user = event.assigned_to_user_set.as_ref().map(|user| &user.username);
                Some(json!([user, event.assigned_group_set.as_ref().map(|group| &group.name)]))
            }
            _ => None,
        }
    }

    fn restore(&self, kept: &Value) -> Option<Self::Value> {
        serde_json::from_value(kept.clone()).ok()
    }
}
