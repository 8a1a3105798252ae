//! Actions: what a turn does to the outside, once it is committed.
//!
//! ```
//! use switchboard::action::{Action, Assignee, Assignment, Reference};
//! use switchboard::prelude::*;
//!
//! // What a handler returns is a list of these; a test of the function can look at it.
//! let mut actions = Vec::new();
//! Handover::to_group("Billing").add_to(&mut actions)?;
//! let Action::Assign(Assignment { to, .. }) = &actions[0] else { panic!("a handover") };
//! assert_eq!(*to, Assignee::Group(Reference::Name("Billing".to_owned())));
//! # Ok::<(), Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::wire::{GroupId, Members, OutgoingMessage, UserId};

/// Something for the outside. The outbox keeps it as JSON until the API's answer is recorded.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// A handler is an `async fn` that can be called; what it returns is a list of actions.
/// fn planned(outcome: impl IntoOutcome) -> Result<Vec<Action>> {
///     let mut actions = Vec::new();
///     outcome.add_to(&mut actions)?;
///     Ok(actions)
/// }
///
/// let actions = planned(("One moment.", Handover::to_group("Support")))?;
/// assert_eq!(actions[0].message().and_then(|message| message.content.text()), Some("One moment."));
/// assert!(matches!(actions[1], Action::Assign(_)));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Send a message to the turn's chat.
    Send(OutgoingMessage),
    /// Send a message to the turn's chat, or this template instead when the window for free messages is closed.
    SendOrTemplate {
        /// The free message.
        message: Box<OutgoingMessage>,
        /// What is sent instead.
        template: Box<OutgoingMessage>,
    },
    /// Change whom the turn's chat belongs to.
    Assign(Assignment),
    /// Put a tag on the turn's chat; the tag is made when there is none of that name.
    Tag {
        /// The tag's name.
        name: String,
        /// Free data from one system to another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extra: Option<Members>,
    },
    /// Take a tag off the turn's chat.
    Untag {
        /// The tag's name.
        name: String,
    },
}

impl Action {
    /// The message that it sends first, when it sends one.
    #[must_use]
    pub fn message(&self) -> Option<&OutgoingMessage> {
        match self {
            Self::Send(message) => Some(message),
            Self::SendOrTemplate { message, .. } => Some(message),
            _ => None,
        }
    }
}

/// Whom a chat shall belong to. User and group are written in one PATCH.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// To whom.
    pub to: Assignee,
    /// What the customer is told once the assignment succeeded; nothing when it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announce: Option<Box<OutgoingMessage>>,
    /// What the person who takes over is told: the member `note` of a tag's `extra`, put on before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// To whom it goes next, one after the other, as long as no person answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Escalation>,
}

impl Assignment {
    /// An assignment, with nothing beside it.
    #[must_use]
    pub const fn to(to: Assignee) -> Self {
        Self { to, announce: None, note: None, then: Vec::new() }
    }
}

/// What follows when no person has answered in a chat that was given away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Escalation {
    /// How long they have, in milliseconds.
    pub after_ms: u64,
    /// What happens then.
    pub assignment: Assignment,
}

/// To whom a chat is assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Assignee {
    /// This bot.
    Me,
    /// Nobody: user and group become null.
    Nobody,
    /// A user; the group becomes null.
    User(Reference<UserId>),
    /// A group; the user becomes null.
    Group(Reference<GroupId>),
    /// A user of this group who is available, in turn; the group itself when nobody is. The group becomes null for a user.
    Available(Reference<GroupId>),
}

/// A user or group, by id or by name. Names are looked up when the action leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference<Id> {
    /// By id.
    Id(Id),
    /// By name.
    Name(String),
}

impl<Id> From<&str> for Reference<Id> {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl<Id> From<String> for Reference<Id> {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<GroupId> for Reference<GroupId> {
    fn from(id: GroupId) -> Self {
        Self::Id(id)
    }
}

impl From<UserId> for Reference<UserId> {
    fn from(id: UserId) -> Self {
        Self::Id(id)
    }
}
