//! What becomes of a question: it is met in the journal, said, answered or refused.

use std::sync::Arc;
use std::task::Poll;

use jiff::Timestamp;
use serde_json::Value;

use super::Ask;
use super::book::{Halt, Input, Met, Page};
use super::journal::Wants;
use crate::action::Action;
use crate::choice::{expires_after, is_press, offers};
use crate::error::Result;
use crate::wire::OutgoingMessage;

impl<T, A> Ask<'_, T, A> {
    /// Asks, or looks whether the turn brought an answer. Silence is none.
    pub(super) fn look(&mut self) -> Poll<Result<Option<T>>> {
        let book = Arc::clone(&self.talk.book);
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
