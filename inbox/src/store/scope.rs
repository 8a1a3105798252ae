//! Which chats a user may read, or write to.

use switchboard_wire::ChatAccess;

use super::chats::ChatRow;

/// Some of the chats, by whom they are assigned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every chat.
    All,
    /// Those assigned to this user, and those assigned to one of these groups.
    Assigned { user: i64, groups: Vec<i64> },
    /// No chat.
    Nothing,
}

impl Scope {
    /// The chats of a right, for a user in these groups. One that is not known gives nothing.
    pub(super) fn new(access: Option<&ChatAccess>, user: i64, groups: &[i64]) -> Self {
        match access {
            None | Some(ChatAccess::All) => Self::All,
            Some(ChatAccess::Group) => Self::Assigned { user, groups: groups.to_vec() },
            Some(ChatAccess::User) => Self::Assigned { user, groups: Vec::new() },
            Some(_) => Self::Nothing,
        }
    }

    /// Whether a chat with this assignment is among them.
    pub(crate) fn covers(&self, assigned_user: Option<i64>, assigned_group: Option<i64>) -> bool {
        match self {
            Self::All => true,
            Self::Assigned { user, groups } => assigned_user == Some(*user) || assigned_group.is_some_and(|group| groups.contains(&group)),
            Self::Nothing => false,
        }
    }

    /// Whether this chat is among them.
    pub(crate) fn has(&self, chat: &ChatRow) -> bool {
        self.covers(chat.assigned_user, chat.assigned_group)
    }

    /// The same as a condition on a row of `chats`; nothing when every chat fulfils it.
    pub(super) fn on_chats(&self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Assigned { user, groups } => {
                let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
                Some(format!("(assigned_user = {user} OR assigned_group IN ({}))", groups.join(", ")))
            }
            Self::Nothing => Some(String::from("0")),
        }
    }

    /// The same as a condition on a row that names its chat in `wa_id`.
    pub(super) fn on_wa_id(&self) -> Option<String> {
        Some(format!("wa_id IN (SELECT wa_id FROM chats WHERE {})", self.on_chats()?))
    }
}

/// Every chat: what the sandbox sees.
impl Default for Scope {
    fn default() -> Self {
        Self::All
    }
}
