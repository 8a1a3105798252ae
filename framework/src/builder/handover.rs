use super::message::IntoMessage;
use crate::action::{Action, Assignee, Assignment, Reference};
use crate::error::{Error, Result};
use crate::wire::{GroupId, UserId};

/// Gives the turn's chat to somebody. It leaves with the turn's other actions, in their order.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "agent")]
/// async fn agent() -> Handover {
///     Handover::to_group("Support").announce("A colleague will be with you.")
/// }
/// ```
#[derive(Debug)]
#[must_use = "a handover happens when it is returned or given to `chat.hand_over(..)`"]
pub struct Handover {
    to: Assignee,
    announce: Option<Result<Action, Error>>,
}

impl Handover {
    /// To a group, by name or id; no user has it then.
    pub fn to_group(group: impl Into<Reference<GroupId>>) -> Self {
        Self { to: Assignee::Group(group.into()), announce: None }
    }

    /// To a user, by name or id; no group has it then.
    pub fn to_user(user: impl Into<Reference<UserId>>) -> Self {
        Self { to: Assignee::User(user.into()), announce: None }
    }

    /// To nobody: user and group are taken away.
    pub const fn release() -> Self {
        Self { to: Assignee::Nobody, announce: None }
    }

    /// To this bot.
    pub const fn take() -> Self {
        Self { to: Assignee::Me, announce: None }
    }

    /// What the customer is told once the handover succeeded; nothing when it was refused.
    pub fn announce(mut self, message: impl IntoMessage) -> Self {
        self.announce = Some(message.into_action());
        self
    }

    /// The assignment, and behind it what is announced in a way of its own.
    ///
    /// # Errors
    /// When the announcement breaks a limit.
    pub(crate) fn into_actions(self) -> Result<impl Iterator<Item = Action>> {
        let (announce, behind) = match self.announce.transpose()? {
            Some(Action::Send(message)) => (Some(Box::new(message)), None),
            other => (None, other),
        };
        Ok(std::iter::once(Action::Assign(Assignment { to: self.to, announce })).chain(behind))
    }
}
