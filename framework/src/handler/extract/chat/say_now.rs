use std::panic::Location;

use tokio::sync::oneshot;

use super::Chat;
use crate::builder::IntoMessage;
use crate::choice::seal;
use crate::error::Error;
use crate::ingress::digest;
use crate::turn::{Early, SayNowError};

impl Chat {
    /// Sends one message before the turn ends, and goes on when it has left: what a customer is told while the handler is still at work.
    ///
    /// It is not part of the turn's transaction: it is committed alone, and stays said when the handler fails later. It is known by its
    /// event and by its place among the turn's early words, so a turn that is tried again (after an error, a panic, a `kill -9`) does not
    /// say it again: the handler runs from its beginning, and here it goes on at once. So a handler must say the same words in the same
    /// order on every try; other words at that place are [`SayNowError::Changed`], and nothing leaves.
    ///
    /// It obeys what every message obeys: speed limits, the owner's check right before it leaves, the look-up of a lost answer. It leaves
    /// before anything that the turn records with [`say`](Chat::say). While it waits, for a limit or for an inbox that does not
    /// answer, `turn.timeout` stands still, and so does the chat. It says nothing before it is awaited.
    ///
    /// A conversation has no `Chat`, and needs none of this: what it says before a step leaves before the step is done.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// # async fn build_report(_: &str) -> Result<Vec<u8>> { Ok(Vec::new()) }
    /// #[on(assigned_messages, command = "report <month>")]
    /// async fn report(Arg(month): Arg<String>, chat: &Chat) -> Result<String> {
    ///     chat.say_now("One moment, I am adding it up.").await?;
    ///     let report = build_report(&month).await?; // tried again when it fails, and "One moment" is said once
    ///     Ok(format!("{} bytes for {month}.", report.len()))
    /// }
    /// ```
    ///
    /// In a turn that was made by hand, for a unit test, it is recorded among the turn's actions.
    ///
    /// # Errors
    /// When it was not said, and will not be: see [`SayNowError`].
    #[track_caller]
    pub fn say_now(&self, message: impl IntoMessage) -> impl Future<Output = Result<(), SayNowError>> + Send {
        let place = Location::caller();
        let action = message.into_action();
        async move {
            let invalid = |cause: Error| SayNowError::Invalid(cause.into_boxed());
            let action = action.map_err(invalid)?;
            let Some(engaged) = self.turn.engaged() else {
                self.turn.record().actions.push(action);
                return Ok(());
            };
            let print = digest(&serde_json::to_vec(&action).map_err(|cause| SayNowError::Invalid(cause.into()))?);
            let mut actions = [action];
            seal(&mut actions, &self.turn).map_err(invalid)?;
            let [action] = actions;
            let (answer, answered) = oneshot::channel();
            let said = engaged.early.send(Early { step: self.turn.next_early(), action, print, place, answer });
            match (said, answered.await) {
                (Ok(()), Ok(answer)) => answer,
                // The turn is over: the engine stops this task.
                _ => std::future::pending().await,
            }
        }
    }
}
