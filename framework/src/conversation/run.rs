//! Running a conversation: one function for each number of arguments, as for handlers, and the future that they make.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use super::Talk;
use super::book::{Book, Halt};
use super::registration::{Conversation, OnMismatch};
use crate::action::Action;
use crate::error::{Error, Result};
use crate::handler::{Extract, Found, IntoOutcome, Needs, Slot, SlotData, event};
use crate::turn::Turn;

/// A conversation's function behind one signature.
pub type TalkCall = fn(TalkVisit<'_>) -> Option<TalkFuture>;

/// A conversation that runs; it owns all that it uses.
pub type TalkFuture = Pin<Box<dyn Future<Output = Result<Vec<Action>>> + Send>>;

/// What is asked of a conversation.
pub enum TalkVisit<'a> {
    /// What do you need?
    Probe(&'a mut Needs),
    /// Run.
    Run(Turn, Talk),
}

impl fmt::Debug for TalkVisit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Probe(_) => "Probe",
            Self::Run(..) => "Run",
        })
    }
}

/// What a conversation's last value does.
///
/// # Errors
/// When it breaks a limit.
pub fn finish_talk<R: IntoOutcome>(outcome: R) -> Result<Vec<Action>> {
    let mut actions = Vec::new();
    outcome.add_to(&mut actions)?;
    Ok(actions)
}

/// What stands in for a conversation whose attribute is wrong, so that `conversations![..]` has nothing to add to the error.
pub const TALK_STUB: Conversation = Conversation {
    name: "",
    place: std::panic::Location::caller(),
    version: 1,
    begins_on: None,
    cancel: &[],
    cancelled: None,
    back: &[],
    on_mismatch: OnMismatch::DeadLetter,
    may_pass: true,
    call: |_| None,
};

macro_rules! talk {
    ($talk:ident $($arg:ident)*) => {
        /// Runs a conversation of that many arguments beside `talk`.
        #[allow(non_snake_case, unused_variables, unused_mut, clippy::too_many_arguments, reason = "the same text for every arity")]
        pub fn $talk<$($arg,)* F, Fut>(visit: TalkVisit<'_>, slots: &'static [SlotData], call: F) -> Option<TalkFuture>
        where
            $($arg: Extract<event::a_conversation> + 'static,)*
            F: FnOnce(Talk, $($arg),*) -> Fut + Send + 'static,
            Fut: Future<Output = Result<Vec<Action>>> + Send + 'static,
        {
            let mut slots = slots.iter();
            match visit {
                TalkVisit::Probe(needs) => {
                    $(if let Some(slot) = slots.next() {
                        needs.enter(slot);
                        <$arg as Extract<event::a_conversation>>::needs(needs);
                    })*
                    None
                }
                TalkVisit::Run(turn, talk) => Some(Box::pin(async move {
                    $(
                        // The macro writes one slot for each argument.
                        let Some(slot) = slots.next() else { return Err(Error::from("a conversation's argument is not described")) };
                        let Some($arg) = <$arg as Extract<event::a_conversation>>::extract(&turn, &Slot::new(slot, Found::default())).await? else {
                            return Err(Error::from(format!("{}: the conversation's argument is not there in this chat", slot.place)));
                        };
                    )*
                    drop(turn);
                    call(talk, $($arg),*).await
                })),
            }
        }
    };
}

talk!(talk0);
talk!(talk1 A0);
talk!(talk2 A0 A1);
talk!(talk3 A0 A1 A2);
talk!(talk4 A0 A1 A2 A3);
talk!(talk5 A0 A1 A2 A3 A4);
talk!(talk6 A0 A1 A2 A3 A4 A5);
talk!(talk7 A0 A1 A2 A3 A4 A5 A6);
talk!(talk8 A0 A1 A2 A3 A4 A5 A6 A7);

/// A conversation whose future is kept between turns. It is a cache: without it, the journal is run through again.
pub struct LiveTalk {
    pub(super) conversation: &'static Conversation,
    pub(super) book: Arc<Book>,
    future: TalkFuture,
}

/// How far a conversation came.
#[derive(Debug)]
pub(super) enum Driven {
    /// It ended with these last actions.
    Ended(Vec<Action>),
    /// It waits, or wants to be committed, or does not fit its journal.
    Halted(Halt),
}

impl LiveTalk {
    pub(super) fn start(conversation: &'static Conversation, turn: Turn, book: Arc<Book>) -> Option<Self> {
        let talk = Talk { book: Arc::clone(&book) };
        (conversation.call)(TalkVisit::Run(turn, talk)).map(|future| Self { conversation, book, future })
    }

    /// Runs until it can go on only after something has happened. Ordinary waiting, such as for an HTTP answer, is waited for.
    pub(super) async fn drive(&mut self) -> Result<Driven> {
        let (future, book) = (&mut self.future, &self.book);
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(ended) => Poll::Ready(ended.map(Driven::Ended)),
            Poll::Pending => match book.page().halt.take() {
                Some(halt) => Poll::Ready(Ok(Driven::Halted(halt))),
                None => Poll::Pending,
            },
        })
        .await
    }
}

impl fmt::Debug for LiveTalk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveTalk").field("conversation", &self.conversation.name).finish_non_exhaustive()
    }
}
