use std::fmt;
use std::sync::PoisonError;

use super::Engine;
use crate::client::ApiError;
use crate::wire::WaId;

/// In how many chats, one after the other, the inbox has to forbid a message before that says something of the bot and not of the chats.
const FORBIDDEN_CHATS: usize = 5;

/// Whether a bot can do its work, as far as the inbox's answers tell.
///
/// ```
/// use switchboard::engine::Readiness;
///
/// assert!(Readiness::Ready.is_ready());
/// assert!(Readiness::Forbidden.to_string().contains("`can_write_to_chats`"));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Readiness {
    /// Nothing speaks against it.
    #[default]
    Ready,
    /// The inbox does not take the bot's token any more. What is to leave waits for one that is valid.
    TokenRefused,
    /// The inbox forbade messages in five chats in a row (403), and took none in between. They are rejected.
    Forbidden,
}

impl Readiness {
    /// Whether nothing speaks against it.
    #[must_use]
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Ready)
    }
}

impl fmt::Display for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "the bot is ready",
            Self::TokenRefused => "the inbox refuses the bot's token: set `inbox.token` to a valid one and start the bot again",
            Self::Forbidden => {
                "the inbox forbids what the bot says in every chat: give its user the permission `can_write_to_chats` for all of them"
            }
        })
    }
}

/// What the inbox's latest answers tell.
#[derive(Debug, Default)]
pub(super) struct Answers {
    is_refused: bool,
    /// The chats in which a message was forbidden since one was taken; no more are kept than count.
    forbidden: Vec<WaId>,
}

impl Answers {
    pub(super) fn readiness(&self) -> Readiness {
        if self.is_refused {
            Readiness::TokenRefused
        } else if self.forbidden.len() >= FORBIDDEN_CHATS {
            Readiness::Forbidden
        } else {
            Readiness::Ready
        }
    }

    /// The inbox took a message.
    pub(super) fn note_taken(&mut self) {
        *self = Self::default();
    }

    /// The inbox took the token, or did not.
    pub(super) const fn note_token(&mut self, is_refused: bool) {
        self.is_refused = is_refused;
    }

    /// The inbox did not take a message of this chat.
    pub(super) fn note_failed(&mut self, chat: &WaId, cause: &ApiError) {
        if cause.is_unauthorized() {
            self.note_token(true);
        } else if cause.status() == Some(403) {
            self.note_forbidden(chat);
        }
    }

    fn note_forbidden(&mut self, chat: &WaId) {
        if self.forbidden.len() < FORBIDDEN_CHATS && !self.forbidden.contains(chat) {
            self.forbidden.push(chat.clone());
        }
    }
}

impl Engine {
    /// Whether the bot can do its work.
    pub(crate) fn readiness(&self) -> Readiness {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).readiness()
    }

    /// The inbox took a message of a chat, or did not.
    pub(super) fn note_answer<T>(&self, chat: &WaId, answer: &Result<T, ApiError>) {
        self.note_answers(|answers| match answer {
            Ok(_) => answers.note_taken(),
            Err(cause) => answers.note_failed(chat, cause),
        });
    }

    /// The inbox took the bot's token elsewhere than in a call, or did not.
    #[cfg(feature = "websocket")]
    pub(crate) fn note_token(&self, is_refused: bool) {
        self.note_answers(|answers| answers.note_token(is_refused));
    }

    /// Tells once when something changes.
    fn note_answers(&self, note: impl FnOnce(&mut Answers)) {
        let (before, after) = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            let before = answers.readiness();
            note(&mut answers);
            (before, answers.readiness())
        };
        match after {
            after if after == before => {}
            Readiness::Ready => tracing::info!("{after}"),
            after => tracing::error!("{after}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(number: u8) -> WaId {
        WaId::new(format!("4917139200{number:02}")).unwrap()
    }

    #[test]
    fn s65_five_chats_in_a_row_say_something_and_one_chat_says_nothing() {
        let mut answers = Answers::default();
        for number in [1, 1, 1, 1, 1, 1, 2, 3, 4] {
            answers.note_forbidden(&chat(number));
            assert_eq!(answers.readiness(), Readiness::Ready);
        }
        answers.note_taken();
        for number in 1..=4 {
            answers.note_forbidden(&chat(number));
        }
        assert_eq!(answers.readiness(), Readiness::Ready, "not in a row");
        answers.note_forbidden(&chat(5));
        assert_eq!(answers.readiness(), Readiness::Forbidden);
        answers.note_taken();
        assert_eq!(answers.readiness(), Readiness::Ready);
    }

    #[test]
    fn a_token_that_is_refused_comes_first() {
        let mut answers = Answers::default();
        (1..=5).for_each(|number| answers.note_forbidden(&chat(number)));
        answers.note_token(true);
        assert_eq!(answers.readiness(), Readiness::TokenRefused);
        answers.note_token(false);
        assert_eq!(answers.readiness(), Readiness::Forbidden);
    }
}
