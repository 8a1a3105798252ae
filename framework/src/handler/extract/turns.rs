use std::fmt;

use serde::Serialize;

use super::Extract;
use crate::error::{Error, Result};
use crate::handler::{ChatEvent, Slot};
use crate::timer;
use crate::turn::{Begin, Turn};
use crate::wire::WaId;

/// Begins further turns in the chat, also long after this one: what a task takes with it that outlives its turn. Clones are for the
/// same chat.
///
/// A task cannot keep the turn's [`&Chat`](crate::handler::Chat), since who may speak is decided by turn. It begins one instead: the value is
/// an event of the chat, on disk when [`begin`](Turns::begin) returns, and a handler of `timer` gets it as
/// [`Timer<T>`](crate::handler::Timer), once, in the chat's order, as if a reminder were due now.
///
/// The task itself is not kept: it ends with the process, and a turn that is tried again starts it again. What must happen in any case
/// belongs into a conversation's step.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use switchboard::prelude::*;
///
/// #[derive(Serialize, Deserialize)]
/// struct Built {
///     parts: u32,
/// }
///
/// # async fn build() -> u32 { 3 }
/// #[on(assigned_messages, text = "build")]
/// async fn build_it(turns: Turns) -> &'static str {
///     tokio::spawn(async move {
///         let parts = build().await; // the chat goes on meanwhile
///         turns.begin(Built { parts }).await
///     });
///     "It is being built."
/// }
///
/// #[on(timer)]
/// async fn built(Timer(built): Timer<Built>) -> String {
///     format!("Done: {} parts.", built.parts)
/// }
///
/// # #[cfg(feature = "testing")]
/// # #[tokio::main]
/// # async fn main() {
/// # use switchboard::testing::World;
/// # let bot = |bot: Bot| bot.handover(Policy::take_unassigned()).handlers(handlers![build_it, built]);
/// # let world = World::start().await;
/// # let _bot = world.bot(bot).await;
/// # let ada = world.customer("Ada").await;
/// # ada.says("build").await;
/// # ada.hears("It is being built.").await;
/// # ada.hears("Done: 3 parts.").await;
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() { let _ = handlers![build_it, built]; }
/// ```
#[derive(Clone)]
pub struct Turns {
    chat: WaId,
    begin: Option<Begin>,
}

impl Turns {
    /// Begins a turn with this value. When it returns, the event is on disk: it is handled also when the process ends right after.
    ///
    /// It comes whoever owns the chat by then; what the handler says leaves only where the bot may speak. Each call is a turn of its own.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, the store fails, the bot has stopped, or the turn was made by hand: no turn begins.
    pub async fn begin<T: Serialize>(&self, value: T) -> Result<()> {
        let value = timer::reminding(&value)?;
        let begin = self.begin.as_ref().ok_or_else(|| Error::from("this turn was made by hand: it cannot begin others"))?;
        Ok(begin(self.chat.clone(), value).await?)
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("chat", &self.chat).finish_non_exhaustive()
    }
}

impl<E: ChatEvent> Extract<E> for Turns {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        let begin = turn.engaged().map(|engaged| engaged.begin.clone());
        Ok(turn.facts().chat.as_ref().map(|chat| Self { chat: chat.wa_id.clone(), begin }))
    }
}
