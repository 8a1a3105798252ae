use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::Talk;
use super::journal::EntryKind;
use super::question::Awaited;
use crate::builder::IntoMessage;
use crate::error::{Error, Result};
use crate::wire::OutgoingMessage;

/// A question, or something that is waited for; awaiting it asks and yields the answer. [`Talk::ask`] and its likes make one.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "birthday")]
/// async fn birthday(talk: &mut Talk) -> Result<String> {
///     let question = talk.ask_parsed::<jiff::civil::Date>("When were you born?").named("birthday");
///     let day = question.retry("Please write it so: 2001-12-31").await?;
///     Ok(format!("We will think of you on {}.", day.strftime("%-d %B")))
/// }
/// ```
///
/// What it yields is `A`: the answer itself, or an `Option` of it [within a time](Ask::within).
#[must_use = "a question is asked when it is awaited"]
pub struct Ask<'t, T, A = T> {
    pub(super) talk: &'t mut Talk,
    pub(super) kind: EntryKind,
    pub(super) question: Box<dyn Awaited<Value = T> + 't>,
    pub(super) message: Option<Result<OutgoingMessage>>,
    pub(super) name: Option<String>,
    pub(super) retry: Option<Result<OutgoingMessage>>,
    pub(super) within: Option<Duration>,
    pub(super) ahead: bool,
    pub(super) or_pass: bool,
    pub(super) place: &'static Location<'static>,
    pub(super) entry: Option<usize>,
    /// What an answer, or silence, is for who asked.
    read_as: fn(Option<T>) -> Result<A>,
}

/// The same with a time after which silence is the answer, `None`; [`Ask::within`] makes one.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "offer")]
/// async fn offer(talk: &mut Talk) -> Result<&'static str> {
///     Ok(match talk.confirm("Shall I keep it for you?").within(hours(2)).await? {
///         Some(true) => "It is yours until tomorrow.",
///         Some(false) => "As you like.",
///         None => "I take silence for a no.",
///     })
/// }
/// ```
pub type AskWithin<'t, T> = Ask<'t, T, Option<T>>;

impl<'t, T> Ask<'t, T> {
    pub(super) fn new(
        talk: &'t mut Talk,
        question: impl Awaited<Value = T> + 't,
        message: Option<Result<OutgoingMessage>>,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            talk,
            kind: if message.is_some() { EntryKind::Ask } else { EntryKind::WaitFor },
            question: Box::new(question),
            message,
            name: None,
            retry: None,
            within: None,
            ahead: false,
            or_pass: false,
            place,
            entry: None,
            read_as: |answer| answer.ok_or_else(|| Error::from("a question without a time limit was answered by silence")),
        }
    }

    /// Waits so long at most: silence yields `None`.
    pub fn within(self, time: Duration) -> AskWithin<'t, T> {
        let Self { talk, kind, question, message, name, retry, within: _, ahead, or_pass, place, entry, read_as: _ } = self;
        let within = Some(time);
        Ask { talk, kind, question, message, name, retry, within, ahead, or_pass, place, entry, read_as: Ok }
    }
}

impl<T, A> Ask<'_, T, A> {
    /// What the journal calls it. Default: the question's words. A name lets the words be mended while conversations are under way.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "rate")]
    /// async fn rate(talk: &mut Talk) -> Result<&'static str> {
    ///     let stars: u8 = talk.ask_parsed("How many stars?").named("stars").await?;
    ///     Ok(if stars > 3 { "Thank you!" } else { "We will do better." })
    /// }
    /// ```
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What is said to an answer that cannot be read. Default: the question again; what is no answer of the kind, such as a picture
    /// instead of words, goes to the handlers then.
    ///
    /// Where the buttons of the question do not count any more, or one of another question was pressed, the question follows with new
    /// ones, unless this message brings some itself.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "delete")]
    /// async fn delete(talk: &mut Talk) -> Result<&'static str> {
    ///     let sure = talk.confirm("Delete all?").retry("Please press one of the buttons.").await?;
    ///     Ok(if sure { "Deleted." } else { "All is still there." })
    /// }
    /// ```
    pub fn retry(mut self, message: impl IntoMessage) -> Self {
        self.retry = Some(message.into_message());
        self
    }

    /// Leaves what is no answer to the handlers, and nothing is asked again: the question stays open. So a customer may ask something
    /// else in between.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "table")]
    /// async fn table(talk: &mut Talk) -> Result<String> {
    ///     let people: u32 = talk.ask_parsed("For how many?").or_pass().await?;
    ///     Ok(format!("A table for {people}."))
    /// }
    ///
    /// #[on(assigned_messages)]
    /// async fn other() -> &'static str {
    ///     "That is what the kitchen knows. For how many may the table be?"
    /// }
    ///
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main]
    /// # async fn main() {
    /// # let world = switchboard::testing::World::start().await;
    /// # let bot = |bot: Bot| bot.handover(Policy::take_unassigned()).conversations(conversations![table]).handlers(handlers![other]);
    /// # let _bot = world.bot(bot).await;
    /// # let ada = world.customer("Ada").await;
    /// # ada.says("table").await;
    /// # ada.hears("For how many?").await;
    /// # ada.says("Is there soup?").await;
    /// # ada.hears("That is what the kitchen knows. For how many may the table be?").await;
    /// # ada.says("3").await;
    /// # ada.hears("A table for 3.").await;
    /// # }
    /// # #[cfg(not(feature = "testing"))]
    /// # fn main() { let _ = (conversations![table], handlers![other]); }
    /// ```
    pub fn or_pass(mut self) -> Self {
        self.or_pass = true;
        self
    }

    /// Lets messages count that were accepted before the question left.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "quick")]
    /// async fn quick(talk: &mut Talk) -> Result<String> {
    ///     let (from, to) = (talk.ask("From?").typed_ahead().await?, talk.ask("To?").typed_ahead().await?);
    ///     Ok(format!("{from} to {to}."))
    /// }
    /// ```
    pub const fn typed_ahead(mut self) -> Self {
        self.ahead = true;
        self
    }
}

impl<T, A> Future for Ask<'_, T, A> {
    type Output = Result<A>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.look().map(|answer| (self.read_as)(answer?))
    }
}

impl<T, A> fmt::Debug for Ask<'_, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask").field("place", &self.place).finish_non_exhaustive()
    }
}
