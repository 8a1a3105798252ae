use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::Talk;
use super::book::{Halt, Input, Met, Page};
use super::journal::{EntryKind, Wants};
use super::question::Awaited;
use crate::action::Action;
use crate::builder::IntoMessage;
use crate::choice::{expires_after, is_press, offers};
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
    talk: &'t mut Talk,
    kind: EntryKind,
    question: Box<dyn Awaited<Value = T> + 't>,
    message: Option<Result<OutgoingMessage>>,
    name: Option<String>,
    retry: Option<Result<OutgoingMessage>>,
    within: Option<Duration>,
    ahead: bool,
    or_pass: bool,
    place: &'static Location<'static>,
    entry: Option<usize>,
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

    fn look(&mut self) -> Poll<Result<Option<T>>> {
        let book = std::sync::Arc::clone(&self.talk.book);
        let mut page = book.page();
        let Some(at) = self.entry else { return self.meet(&mut page) };
        self.answer(&mut page, at)
    }

    fn meet(&mut self, page: &mut Page) -> Poll<Result<Option<T>>> {
        let name = self.name.clone().unwrap_or_else(|| self.question.name());
        match page.meet(self.kind, &name, self.place) {
            Met::Mismatch => Poll::Pending,
            // Silence.
            Met::Done(Value::Null) => Poll::Ready(Ok(None)),
            Met::Done(kept) => match self.question.restore(&kept) {
                Some(value) => Poll::Ready(Ok(Some(value))),
                None => {
                    let place = self.place;
                    page.halt = Some(Halt::Mismatch(format!("{place}: the kept answer to `{name}` is no answer to it any more")));
                    Poll::Pending
                }
            },
            Met::Open(at) => {
                self.entry = Some(at);
                self.answer(page, at)
            }
            Met::New(at) => {
                self.entry = Some(at);
                page.journal.entries[at].ahead = self.ahead;
                page.journal.entries[at].wants = self.question.wants();
                self.put(page, at);
                wait(page)
            }
        }
    }

    /// Reads what the turn brought, when it brought something.
    fn answer(&mut self, page: &mut Page, at: usize) -> Poll<Result<Option<T>>> {
        let event = match page.input.take() {
            None => return wait(page),
            Some(Input::Silence) => {
                page.finish(at, Value::Null);
                return Poll::Ready(Ok(None));
            }
            Some(Input::Returned) => {
                self.put(page, at);
                return wait(page);
            }
            Some(Input::Foreign) => {
                self.refuse(page, at, true);
                return wait(page);
            }
            Some(Input::Tags(tags)) => {
                let kept = self.question.stands(&tags).filter(|kept| !kept.is_null());
                let Some((kept, value)) = kept.and_then(|kept| self.question.restore(&kept).map(|value| (kept, value))) else {
                    return wait(page);
                };
                page.finish(at, kept);
                return Poll::Ready(Ok(Some(value)));
            }
            Some(Input::Event(event)) => event,
        };
        match self.question.read(&event).filter(|kept| !kept.is_null()) {
            Some(kept) => match self.question.restore(&kept) {
                Some(value) => {
                    page.finish(at, kept);
                    return Poll::Ready(Ok(Some(value)));
                }
                // A press on the question's own button that is no answer has come too late.
                None => self.refuse(page, at, is_press(&event)),
            },
            None if self.retry.is_none() => page.passed = true,
            None => self.refuse(page, at, false),
        }
        wait(page)
    }

    /// Answers what is no answer. Buttons that do not count any more are offered anew.
    fn refuse(&mut self, page: &mut Page, at: usize, is_stale: bool) {
        match (&self.retry, &self.message) {
            _ if self.or_pass => page.passed = true,
            (None, None) => page.passed = true,
            (None, Some(_)) => self.say_question(page, at),
            (Some(retry), question) => {
                let brings_some = retry.as_ref().is_ok_and(offers);
                let question = question.as_ref().and_then(|question| question.as_ref().ok());
                let asked_at = page.journal.entries[at].at.as_second();
                let expired = question.and_then(expires_after).is_some_and(|after| page.now.as_second() >= asked_at.saturating_add(after));
                self.say_retry(page, at);
                if (is_stale || expired) && !brings_some {
                    self.say_question(page, at);
                }
            }
        }
    }

    /// Asks, and lets the time for an answer begin.
    fn put(&mut self, page: &mut Page, at: usize) {
        self.say_question(page, at);
        page.journal.entries[at].at = page.now;
        page.looks = page.journal.entries[at].wants == Wants::Tags && page.is_first_wait(at);
        if let Some(time) = self.within {
            page.wait_until(at, page.now.checked_add(time).unwrap_or(Timestamp::MAX));
        }
    }

    fn say_question(&mut self, page: &mut Page, at: usize) {
        say(&mut self.message, page, at);
    }

    fn say_retry(&mut self, page: &mut Page, at: usize) {
        say(&mut self.retry, page, at);
    }
}

/// Says it, with the question's mark on what it offers to press.
fn say(message: &mut Option<Result<OutgoingMessage>>, page: &mut Page, at: usize) {
    let marked = match message {
        Some(Ok(message)) => {
            let mut message = message.clone();
            page.journal.mark(at).put_on(&mut message).map(|()| message)
        }
        Some(Err(_)) => match message.take() {
            Some(broken) => broken,
            None => return,
        },
        None => return,
    };
    match marked {
        Ok(message) => page.actions.push(Action::Send(message)),
        Err(cause) => page.broken = Some(cause),
    }
}

fn wait<P>(page: &mut Page) -> Poll<P> {
    page.halt = Some(Halt::Waiting);
    Poll::Pending
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
