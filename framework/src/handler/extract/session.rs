use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Extract;
use crate::error::{Error, Result};
use crate::handler::{ChatEvent, Needs, Slot, Upgrades, short_type_name};
use crate::turn::{SessionRecord, Turn};

/// What the bot remembers of a chat: one value of each type, [`Default`] at first, saved by the turn's commit.
///
/// It is taken by value or by reference, changed through [`DerefMut`], and stored under the type's name without its path;
/// two types of one name are refused at start. A value that was stored and no longer reads as `T` breaks the turn; when the type
/// changes, say with `Bot::upgrade_session` how an older value becomes one of today.
///
/// ```
/// use switchboard::prelude::*;
/// # mod shop { #[derive(Default, serde::Serialize, serde::Deserialize)] pub struct Greeted(pub u32); }
/// use shop::Greeted; // derives Default, Serialize, Deserialize
///
/// #[on(incoming_messages, text = "hi")]
/// async fn greet(mut greeted: Session<Greeted>) -> String {
///     greeted.0 += 1;
///     format!("Hello, for the {}. time", greeted.0)
/// }
/// ```
pub struct Session<T> {
    value: T,
    state: Use,
    /// Where it is written; nothing in tests that call a handler.
    home: Option<Home<T>>,
}

struct Home<T> {
    turn: Turn,
    /// How a value is written. A pointer, so that the type itself needs no bound and a missing derive is told once.
    write: fn(&T) -> serde_json::Result<String>,
    /// As it was stored; nothing when it was not.
    stored: Option<SessionRecord>,
    /// The version it is written under.
    version: u32,
}

/// What a session can hold: what serde can write and read, and what has a default.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a session",
    label = "not a type that can be stored",
    note = "derive `Default`, `serde::Serialize` and `serde::Deserialize` for it"
)]
pub trait SessionValue: Default + Serialize + DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Default + Serialize + DeserializeOwned + Send + 'static> SessionValue for T {}

/// What was done with a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Changed,
    Ended,
}

impl<T> Session<T> {
    /// A session that is stored nowhere; for tests that call a handler.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self { value, state: Use::Read, home: None }
    }

    /// Forgets it: the next turn starts with the default again.
    pub fn end(&mut self)
    where
        T: Default,
    {
        self.value = T::default();
        self.state = Use::Ended;
    }
}

impl<T> Deref for Session<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Session<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.state = Use::Changed;
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Session<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&self.value).finish()
    }
}

impl<T> Drop for Session<T> {
    fn drop(&mut self) {
        let Some(home) = &self.home else { return };
        let written = match self.state {
            Use::Read => return,
            Use::Ended => home.stored.is_some().then_some(None),
            Use::Changed => match (home.write)(&self.value) {
                Ok(json) => {
                    let record = SessionRecord { version: home.version, json };
                    (home.stored.as_ref() != Some(&record)).then_some(Some(record))
                }
                Err(cause) => {
                    let name = short_type_name::<T>();
                    let cause = Error::from(format!("the session `{name}` cannot be written: {cause}"));
                    home.turn.record().broken.get_or_insert(cause);
                    return;
                }
            },
        };
        if let Some(written) = written {
            home.turn.record().sessions.insert(short_type_name::<T>(), written);
        }
    }
}

impl<E: ChatEvent, T: SessionValue> Extract<E> for Session<T> {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        if turn.facts().chat.is_none() {
            return Ok(None);
        }
        let stored = turn.facts().sessions.get(&short_type_name::<T>()).cloned();
        let value = peek(turn)?;
        let version = turn.upgrades().map_or(1, Upgrades::version_of::<T>);
        let home = Home { turn: turn.clone(), write: serde_json::to_string, stored, version };
        Ok(Some(Self { value, state: Use::Read, home: Some(home) }))
    }

    fn needs(needs: &mut Needs) {
        needs.session::<T>();
    }
}

/// What the chat's session holds when the turn starts.
pub(crate) fn peek<T: SessionValue>(turn: &Turn) -> Result<T> {
    match turn.facts().sessions.get(&short_type_name::<T>()) {
        None => Ok(T::default()),
        Some(record) => turn.upgrades().unwrap_or(&Upgrades::default()).read(record),
    }
}
