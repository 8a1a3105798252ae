use std::panic::Location;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::Talk;
use super::book::{Halt, Met, Page};
use super::journal::EntryKind;

impl Talk {
    /// The time, the same in every run of this conversation.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation(assigned_messages, text = "lucky")]
    /// async fn lucky(talk: &mut Talk) -> Result<String> {
    ///     let (now, number) = (talk.now().await, talk.random().await % 6 + 1);
    ///     talk.ask("Ready?").await?;
    ///     Ok(format!("Thrown at {now}: {number}."))
    /// }
    /// ```
    #[track_caller]
    pub fn now(&mut self) -> impl Future<Output = Timestamp> + Send + '_ {
        self.recorded(EntryKind::Now, Location::caller(), |page| page.now)
    }

    /// A random number, the same in every run of this conversation, and unknown to everybody before. [`now`](Talk::now) shows it.
    #[track_caller]
    pub fn random(&mut self) -> impl Future<Output = u64> + Send + '_ {
        self.recorded(EntryKind::Random, Location::caller(), Page::draw)
    }

    /// Something that is drawn once and kept.
    async fn recorded<T: Serialize + DeserializeOwned>(
        &mut self,
        kind: EntryKind,
        place: &'static Location<'static>,
        draw: fn(&Page) -> T,
    ) -> T {
        let drawn = {
            let mut page = self.book.page();
            let fresh = draw(&page);
            match page.meet(kind, "", place) {
                Met::Done(kept) => serde_json::from_value(kept).ok(),
                Met::New(at) | Met::Open(at) => {
                    page.finish(at, json!(fresh));
                    Some(fresh)
                }
                Met::Mismatch => None,
            }
        };
        match drawn {
            Some(drawn) => drawn,
            None => {
                self.book.page().halt.get_or_insert(Halt::Mismatch(format!("{place}: the journal's {kind} cannot be read")));
                std::future::pending().await
            }
        }
    }
}
