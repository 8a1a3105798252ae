use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::Talk;
use super::book::{Halt, Input, Met, Page};
use super::journal::EntryKind;
use super::question::Awaited;
use crate::action::Action;
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
#[must_use = "a question is asked when it is awaited"]
pub struct Ask<'t, T> {
    asked: Asked<'t, T>,
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
#[must_use = "a question is asked when it is awaited"]
pub struct AskWithin<'t, T> {
    asked: Asked<'t, T>,
}

struct Asked<'t, T> {
    talk: &'t mut Talk,
    kind: EntryKind,
    question: Box<dyn Awaited<Value = T> + 't>,
    message: Option<Result<OutgoingMessage>>,
    name: Option<String>,
    retry: Option<Result<OutgoingMessage>>,
    within: Option<Duration>,
    ahead: bool,
    place: &'static Location<'static>,
    entry: Option<usize>,
}

impl<'t, T> Ask<'t, T> {
    pub(super) fn new(
        talk: &'t mut Talk,
        question: impl Awaited<Value = T> + 't,
        message: Option<Result<OutgoingMessage>>,
        place: &'static Location<'static>,
    ) -> Self {
        let kind = if message.is_some() { EntryKind::Ask } else { EntryKind::WaitFor };
        let question = Box::new(question);
        let asked = Asked { talk, kind, question, message, name: None, retry: None, within: None, ahead: false, place, entry: None };
        Self { asked }
    }

    /// What the journal calls it. Default: the question's words. A name lets the words be mended while conversations are under way.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.asked.name = Some(name.into());
        self
    }

    /// What is said to an answer that cannot be read. Default: the question again; what is no answer of the kind, such as a picture
    /// instead of words, goes to the handlers then.
    pub fn retry(mut self, message: impl IntoMessage) -> Self {
        self.asked.retry = Some(message.into_message());
        self
    }

    /// Lets messages count that were accepted before the question left.
    pub const fn typed_ahead(mut self) -> Self {
        self.asked.ahead = true;
        self
    }

    /// Waits so long at most: silence yields `None`.
    pub fn within(mut self, time: Duration) -> AskWithin<'t, T> {
        self.asked.within = Some(time);
        AskWithin { asked: self.asked }
    }
}

impl<T> AskWithin<'_, T> {
    /// See [`Ask::named`].
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.asked.name = Some(name.into());
        self
    }

    /// See [`Ask::retry`].
    pub fn retry(mut self, message: impl IntoMessage) -> Self {
        self.asked.retry = Some(message.into_message());
        self
    }

    /// See [`Ask::typed_ahead`].
    pub const fn typed_ahead(mut self) -> Self {
        self.asked.ahead = true;
        self
    }
}

impl<T> Asked<'_, T> {
    fn poll(&mut self) -> Poll<Result<Option<T>>> {
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
            Some(Input::Event(event)) => event,
        };
        match self.question.read(&event).filter(|kept| !kept.is_null()) {
            Some(kept) => match self.question.restore(&kept) {
                Some(value) => {
                    page.finish(at, kept);
                    return Poll::Ready(Ok(Some(value)));
                }
                None if self.retry.is_none() => self.say_question(page),
                None => self.say_retry(page),
            },
            None if self.retry.is_none() => page.passed = true,
            None => self.say_retry(page),
        }
        wait(page)
    }

    /// Asks, and lets the time for an answer begin.
    fn put(&mut self, page: &mut Page, at: usize) {
        self.say_question(page);
        page.journal.entries[at].at = page.now;
        if let Some(time) = self.within {
            page.wait_until(at, page.now.checked_add(time).unwrap_or(Timestamp::MAX));
        }
    }

    fn say_question(&mut self, page: &mut Page) {
        say(&mut self.message, page);
    }

    fn say_retry(&mut self, page: &mut Page) {
        say(&mut self.retry, page);
    }
}

fn say(message: &mut Option<Result<OutgoingMessage>>, page: &mut Page) {
    match message {
        Some(Ok(message)) => page.actions.push(Action::Send(message.clone())),
        Some(Err(_)) => page.broken = message.take().and_then(Result::err),
        None => {}
    }
}

fn wait<P>(page: &mut Page) -> Poll<P> {
    page.halt = Some(Halt::Waiting);
    Poll::Pending
}

impl<T> Future for Ask<'_, T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.asked.poll().map(|answer| answer?.ok_or_else(|| Error::from("a question without a time limit was answered by silence")))
    }
}

impl<T> Future for AskWithin<'_, T> {
    type Output = Result<Option<T>>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.asked.poll()
    }
}

impl<T> fmt::Debug for Ask<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask").field("place", &self.asked.place).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for AskWithin<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskWithin").field("place", &self.asked.place).finish_non_exhaustive()
    }
}
