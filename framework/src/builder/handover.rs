use std::time::Duration;

use super::message::IntoMessage;
use crate::action::{Action, Assignee, Assignment, Escalation, Reference};
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
    note: Option<String>,
    then: Option<(Duration, Box<Handover>)>,
}

impl Handover {
    const fn to(to: Assignee) -> Self {
        Self { to, announce: None, note: None, then: None }
    }

    /// To a group, by name or id; no user has it then.
    pub fn to_group(group: impl Into<Reference<GroupId>>) -> Self {
        Self::to(Assignee::Group(group.into()))
    }

    /// To a user, by name or id; no group has it then.
    pub fn to_user(user: impl Into<Reference<UserId>>) -> Self {
        Self::to(Assignee::User(user.into()))
    }

    /// To a person of a group who is available: the one to whom this bot has given no chat for the longest time. To the group itself
    /// when nobody of it is available.
    ///
    /// Who is available is what the inbox says when the handover leaves; whose turn it is, the inbox's last 100 assignments say, so
    /// it survives a restart.
    pub fn to_available(group: impl Into<Reference<GroupId>>) -> Self {
        Self::to(Assignee::Available(group.into()))
    }

    /// To nobody: user and group are taken away. The chat is with people then:
    /// [`take_unassigned`](crate::handover::Policy::take_unassigned) leaves it to them until it is resolved, or nobody wrote in it for
    /// [`forget_after`](crate::handover::Policy::forget_after) (12 hours). Where that is not wanted, do not release:
    /// keep the chat, or make `forget_after` shorter.
    pub const fn release() -> Self {
        Self::to(Assignee::Nobody)
    }

    /// To this bot.
    pub const fn take() -> Self {
        Self::to(Assignee::Me)
    }

    /// What the customer is told once the handover succeeded; nothing when it was refused.
    pub fn announce(mut self, message: impl IntoMessage) -> Self {
        self.announce = Some(message.into_action());
        self
    }

    /// What the person who takes over is told, for example a summary. It is put on the chat before it is handed over: as the member
    /// `note` in the `extra` of a tag, which is called as [`Policy::note_tag`](crate::handover::Policy::note_tag) says. An older
    /// note is replaced.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(assigned_messages, text = "agent")]
    /// async fn agent(contact: Contact) -> Handover {
    ///     Handover::to_group("Support").note(format!("{} asked for a person.", contact.name()))
    /// }
    /// ```
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What follows when no person writes in the chat for so long. Call it on the next handover for a longer chain.
    ///
    /// The chain ends when a person writes, when somebody else changes whom the chat belongs to, when it is resolved, and when it comes
    /// back to the bot: a [`take`](Handover::take) at its end announces, and answers what the customer wrote meanwhile. It survives a
    /// restart.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(assigned_messages, text = "manager")]
    /// async fn manager() -> Handover {
    ///     let desk = Handover::to_group("Support").announce("Somebody of our team will answer you.");
    ///     Handover::to_user("mira").escalate(minutes(5), desk.escalate(hours(1), Handover::take()))
    /// }
    /// ```
    pub fn escalate(mut self, after: Duration, next: Self) -> Self {
        self.then = Some((after, Box::new(next)));
        self
    }

    /// The assignment, and behind it what is announced in a way of its own.
    ///
    /// # Errors
    /// When the announcement breaks a limit.
    pub(crate) fn into_actions(self) -> Result<impl Iterator<Item = Action>> {
        let (assignment, behind) = self.into_assignment()?;
        Ok(std::iter::once(Action::Assign(assignment)).chain(behind))
    }

    fn into_assignment(self) -> Result<(Assignment, Option<Action>)> {
        let (announce, behind) = match self.announce.transpose()? {
            Some(Action::Send(message)) => (Some(Box::new(message)), None),
            other => (None, other),
        };
        let mut then = Vec::new();
        if let Some((after, next)) = self.then {
            let (mut assignment, behind) = next.into_assignment()?;
            if behind.is_some() {
                return Err("a later step of an escalation can announce plain messages only, none with a template instead".into());
            }
            let further = std::mem::take(&mut assignment.then);
            then.push(Escalation { after_ms: u64::try_from(after.as_millis()).unwrap_or(u64::MAX), assignment });
            then.extend(further);
        }
        Ok((Assignment { to: self.to, announce, note: self.note, then }, behind))
    }
}
