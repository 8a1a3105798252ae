use std::panic::Location;
use std::time::Duration;

use super::ask::Ask;
use super::{Talk, words};
use crate::error::Result;

impl Talk {
    /// What the customer writes until there was silence for so long: many write one thought in several messages. It is the message that
    /// the conversation began with, when nothing was asked or done before, and whatever words follow, also those that were written before
    /// this was reached. Anything else than words goes to the handlers, and does not end it.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, kind = text)]
    /// async fn answer(talk: &mut Talk) -> Result<String> {
    ///     let lines = talk.burst(seconds(3)).await?;
    ///     Ok(format!("You ask: {}", lines.join(" ")))
    /// }
    ///
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main]
    /// # async fn main() {
    /// # let world = switchboard::testing::World::start().await;
    /// # let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).conversations(conversations![answer])).await;
    /// # let ada = world.customer("Ada").await;
    /// for line in ["hi", "is there a pool", "and until when?"] {
    ///     ada.says(line).await;
    /// }
    /// ada.hears_nothing().await;
    /// world.advance(seconds(4)).await;
    /// ada.hears("You ask: hi is there a pool and until when?").await;
    /// # }
    /// # #[cfg(not(feature = "testing"))]
    /// # fn main() { let _ = conversations![answer]; }
    /// ```
    #[track_caller]
    pub fn burst(&mut self, silence: Duration) -> impl Future<Output = Result<Vec<String>>> + Send + '_ {
        let place = Location::caller();
        async move {
            let opening = self.opening().filter(|_| self.book.page().is_at_the_beginning());
            let mut lines: Vec<String> = opening.iter().filter_map(|message| message.content.text().map(str::to_owned)).collect();
            while let Some(more) = Ask::new(self, words(), None, place).typed_ahead().within(silence).await? {
                lines.push(more);
            }
            Ok(lines)
        }
    }
}
