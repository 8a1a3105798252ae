use std::fmt;
use std::panic::Location;
use std::str::FromStr;
use std::sync::Arc;

use super::ask::Ask;
use super::book::Book;
use super::confirm::Confirm;
use super::question::{Awaited, Parsed, Question};
use super::step::{Step, StepResult};
use crate::action::Action;
use crate::builder::{IntoMessage, check_tag};
use crate::choice::{Choices, choose};
use crate::error::Error;
use crate::wire::WabaMessage;

/// A conversation that is under way: what it says, asks and does. `#[conversation]` functions take it as `talk: &mut Talk`.
///
/// Everything up to a question, and up to the end of a [`step`](Talk::step), is committed together. After a restart the function runs
/// again from its beginning, and what it asks and does is answered from the journal: so it must ask and do the same things in the same
/// order. Calls to the outside belong into a `step`; without one they happen again in every run.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[conversation(assigned_messages, text = "pizza")]
/// async fn pizza(talk: &mut Talk) -> Result<String> {
///     let topping = talk.ask("Which topping?").await?;
///     let count: u32 = talk.ask_parsed("How many?").retry("A number, please.").await?;
///     Ok(format!("{count} with {topping}, coming up."))
/// }
/// ```
pub struct Talk {
    pub(super) book: Arc<Book>,
}

impl Talk {
    /// Sends a message. One that breaks a limit fails the turn.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "open?")]
    /// async fn open(talk: &mut Talk) -> Result<()> {
    ///     talk.say("From nine to six.");
    ///     talk.say(text("By the way: we have a *new* shop."));
    ///     talk.tag("visitor");
    ///     Ok(())
    /// }
    /// ```
    pub fn say(&mut self, message: impl IntoMessage) {
        self.book.page().act(message.into_action());
    }

    /// Puts a tag on the chat, 1 to 1000 characters; the tag is made when there is none of that name.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "call me")]
    /// async fn call(talk: &mut Talk) -> Result<&'static str> {
    ///     talk.tag("wants a call");
    ///     if talk.confirm("Before noon?").await? {
    ///         talk.tag("morning");
    ///         talk.untag("afternoon");
    ///     }
    ///     Ok("We call you.")
    /// }
    /// ```
    pub fn tag(&mut self, name: impl Into<String>) {
        let name = name.into();
        self.book.page().act(check_tag(&name).map(|()| Action::Tag { name, extra: None }).map_err(Error::from));
    }

    /// Takes a tag off the chat.
    pub fn untag(&mut self, name: impl Into<String>) {
        let name = name.into();
        self.book.page().act(check_tag(&name).map(|()| Action::Untag { name }).map_err(Error::from));
    }

    /// Asks, and waits for the answer: words for words, `T` for `choose::<T>(..)`.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "name")]
    /// async fn name(talk: &mut Talk) -> Result<String> {
    ///     let first = talk.ask("What is your name?").await?;
    ///     let last = talk.ask(text("And your *last* name?")).await?;
    ///     Ok(format!("Hello, {first} {last}."))
    /// }
    /// ```
    #[track_caller]
    pub fn ask<'t, T>(&'t mut self, question: impl Question<Value = T> + 't) -> Ask<'t, T> {
        let message = question.put();
        Ask::new(self, question, Some(message), Location::caller())
    }

    /// Asks for something that is read from the customer's words. Words that do not read as `T` are answered by
    /// [`retry`](Ask::retry)'s text, else by the question again.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "table")]
    /// async fn table(talk: &mut Talk) -> Result<String> {
    ///     let people: u8 = talk.ask_parsed("For how many?").retry("A number up to 255, please.").await?;
    ///     Ok(format!("A table for {people}."))
    /// }
    /// ```
    #[track_caller]
    pub fn ask_parsed<'t, T: FromStr + 't>(&'t mut self, question: impl Into<String>) -> Ask<'t, T> {
        self.ask(Parsed::new(question.into()))
    }

    /// Asks for one of `T`'s choices, with buttons or a list: `talk.ask(choose::<T>(question))` in short. A press answers, and so do
    /// the words of a title; anything else gets the question again.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[derive(Choice)]
    /// enum Size {
    ///     #[choice("Small")]
    ///     S,
    ///     #[choice("Large")]
    ///     L,
    /// }
    ///
    /// #[conversation(assigned_messages, text = "shirt")]
    /// async fn shirt(talk: &mut Talk) -> Result<&'static str> {
    ///     Ok(match talk.choose("Which size?").await? {
    ///         Size::S => "A small one, then.",
    ///         Size::L => "A large one, then.",
    ///     })
    /// }
    /// ```
    #[track_caller]
    pub fn choose<T: Choices>(&mut self, question: impl Into<String>) -> Ask<'_, T> {
        self.ask(choose::<T>(question))
    }

    /// Asks a question that is answered with yes or no, by buttons or by words; [`Confirm`] says which.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "cancel")]
    /// async fn cancel(talk: &mut Talk) -> Result<&'static str> {
    ///     Ok(if talk.confirm("Cancel your order?").await? { "It is cancelled." } else { "It stays." })
    /// }
    /// ```
    #[track_caller]
    pub fn confirm(&mut self, question: impl Into<Confirm>) -> Ask<'_, bool> {
        self.ask(question.into())
    }

    /// Waits for something that happens in the chat, without a question: `media()`, `shared_location()`, `words()`, `tag_added(..)`,
    /// `assignment()`.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "claim")]
    /// async fn claim(talk: &mut Talk) -> Result<String> {
    ///     talk.say("Send a photo, if you have one.");
    ///     let photo = talk.wait_for(media()).within(minutes(10)).await?;
    ///     Ok(if photo.is_some() { "Thank you." } else { "Then without." }.to_owned())
    /// }
    /// ```
    #[track_caller]
    pub fn wait_for<'t, T>(&'t mut self, awaited: impl Awaited<Value = T> + 't) -> Ask<'t, T> {
        Ask::new(self, awaited, None, Location::caller())
    }

    /// Asks for something else than words, which is what [`wait_for`](Talk::wait_for) waits for. Anything else that comes is answered by
    /// [`retry`](Ask::retry)'s text, else it is for the handlers.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "repair")]
    /// async fn repair(talk: &mut Talk) -> Result<impl IntoOutcome> {
    ///     let photo = talk.ask_for(media(), "What does it look like?").retry("A photo, please.").await?;
    ///     Ok(text("We will have a look at this.").quote(&photo))
    /// }
    /// ```
    #[track_caller]
    pub fn ask_for<'t, T>(&'t mut self, awaited: impl Awaited<Value = T> + 't, question: impl IntoMessage) -> Ask<'t, T> {
        Ask::new(self, awaited, Some(question.into_message()), Location::caller())
    }

    /// Does something outside, at least once, and keeps its result for ever: no later run does it again.
    ///
    /// It is done again when the process died before the result was on disk. What must not be done twice takes a key
    /// ([`step_keyed`](Talk::step_keyed)) or is done [at most once](Step::at_most_once). An error that `?` gives back fails the turn,
    /// which is tried again. One that the code catches and goes on from is kept like a result: later runs get its words.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// # async fn quote(_: &str) -> Result<u32> { Ok(12) }
    /// #[conversation(assigned_messages, text = "price")]
    /// async fn price(talk: &mut Talk) -> Result<String> {
    ///     let what = talk.ask("Of what?").await?;
    ///     let price = talk.step("quote", quote(&what)).await?;
    ///     Ok(format!("{what} is {price}."))
    /// }
    /// ```
    #[track_caller]
    pub fn step<'t, T, E>(
        &'t mut self,
        name: impl Into<String>,
        work: impl Future<Output = std::result::Result<T, E>> + Send + 't,
    ) -> Step<'t, T>
    where
        T: StepResult + 't,
        E: Into<Error> + 't,
    {
        Step::new(self, name.into(), Location::caller(), move |_| work)
    }

    /// The same, with a key that is the same on every try, and no other step's: pass it on as an idempotency key. It has 32 characters.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// # async fn book(_: &str, _: String) -> Result<u32> { Ok(7) }
    /// #[conversation(assigned_messages, text = "book")]
    /// async fn booking(talk: &mut Talk) -> Result<String> {
    ///     let city = talk.ask("Where to?").await?;
    ///     let number = talk.step_keyed("book", |key| book(&city, key)).await?;
    ///     Ok(format!("Booked, number {number}."))
    /// }
    /// ```
    #[track_caller]
    pub fn step_keyed<'t, T, E, F>(&'t mut self, name: impl Into<String>, work: impl FnOnce(String) -> F + Send + 't) -> Step<'t, T>
    where
        T: StepResult + 't,
        E: Into<Error> + 't,
        F: Future<Output = std::result::Result<T, E>> + Send + 't,
    {
        Step::new(self, name.into(), Location::caller(), work)
    }

    /// The message that the conversation began with; none when something else began it.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, word = "help")]
    /// async fn help(talk: &mut Talk) -> Result<impl IntoOutcome> {
    ///     let question = talk.ask("What is it about?").await?;
    ///     let answer = text(format!("We look into it: {question}"));
    ///     Ok(match talk.opening() {
    ///         Some(opening) => answer.quote(&opening),
    ///         None => answer,
    ///     })
    /// }
    /// ```
    #[must_use]
    pub fn opening(&self) -> Option<WabaMessage> {
        self.book.page().journal.opening.as_deref().cloned()
    }
}

impl fmt::Debug for Talk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Talk").field("conversation", &self.book.page().journal.conversation).finish_non_exhaustive()
    }
}
