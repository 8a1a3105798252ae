//! Users and groups of an inbox.
//!
//! ```
//! use switchboard_wire::{Availability, Role, User};
//!
//! let user: User = serde_json::from_str(
//!     r#"{"id": 4, "username": "mira", "profile": {"role": "user"}, "groups": [{"id": 1, "name": "Regular user"}],
//!         "permissions": {"can_read_chats": "group"}}"#,
//! )?;
//! assert_eq!(user.role(), Some(&Role::User));
//! assert_eq!(user.groups.as_ref().map(|groups| groups[0].name.as_str()), Some("Regular user"));
//! assert_eq!(serde_json::to_value(Availability::away())?["is_available"], false);
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::reading::null_as_default;
use crate::{GroupId, Members, Secret, UserId};

/// A user of the inbox. Events leave out members that `listUsers` has, so all but id and name may be missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Absolute URL of this user in the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The user's id.
    pub id: UserId,
    /// The name for logging in.
    pub username: String,
    /// Given name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub first_name: String,
    /// Family name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub last_name: String,
    /// May be empty: app users have none.
    #[serde(default, deserialize_with = "null_as_default")]
    pub email: String,
    /// The role, and what the web inbox shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<UserProfile>,
    /// Groups; left out in some events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<Group>>,
    /// Rights; left out in some events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<UserPermissions>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl User {
    /// A user of whom only id and name are known.
    #[must_use]
    pub fn new(id: UserId, username: impl Into<String>) -> Self {
        Self {
            url: None,
            id,
            username: username.into(),
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            profile: None,
            groups: None,
            permissions: None,
            extra: Members::new(),
        }
    }

    /// The role, when it was told.
    #[must_use]
    pub fn role(&self) -> Option<&Role> {
        self.profile.as_ref().map(|profile| &profile.role)
    }
}

/// What kind of user it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// May do everything.
    Admin,
    /// A person who answers customers.
    User,
    /// A bot or another system.
    App,
    /// A role that this version does not know.
    #[serde(untagged)]
    Other(String),
}

/// The role, and what the web inbox shows of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserProfile {
    /// What kind of user it is.
    pub role: Role,
    /// Whether a person is available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_available: Option<bool>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl UserProfile {
    /// A profile with a role and nothing else.
    #[must_use]
    pub fn new(role: Role) -> Self {
        Self { role, is_available: None, extra: Members::new() }
    }
}

/// Whether a user takes chats now: the body of `updateUserAvailability`, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// Set by the person, not measured.
    pub is_available: bool,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl Availability {
    /// The user takes chats.
    #[must_use]
    pub fn available() -> Self {
        Self { is_available: true, extra: Members::new() }
    }

    /// The user is away.
    #[must_use]
    pub fn away() -> Self {
        Self { is_available: false, extra: Members::new() }
    }
}

/// Which chats a right is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChatAccess {
    /// Every chat.
    All,
    /// Those assigned to one of the user's groups, and those assigned to the user.
    Group,
    /// Those assigned to the user.
    User,
    /// No chat.
    None,
    /// Something that this version does not know.
    #[serde(untagged)]
    Other(String),
}

/// What a user may see and do.
///
/// To hide chats from people, their `can_read_chats` is set to [`ChatAccess::Group`], and a chat is moved into and out of their
/// group.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserPermissions {
    /// May tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_use_tags: Option<bool>,
    /// Which chats may be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_read_chats: Option<ChatAccess>,
    /// Which chats may be written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_write_to_chats: Option<ChatAccess>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

/// A group of users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The group's id.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl Group {
    /// A group with an id and a name.
    #[must_use]
    pub fn new(id: GroupId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), extra: Members::new() }
    }
}

/// A user's id and name, as other objects name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserShort {
    /// The user's id.
    pub id: UserId,
    /// The name for logging in.
    pub username: String,
    /// Absolute URL of this user in the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Members that this version does not know.
    #[serde(flatten)]
    pub extra: Members,
}

impl UserShort {
    /// A user of whom only id and name are known.
    #[must_use]
    pub fn new(id: UserId, username: impl Into<String>) -> Self {
        Self { id, username: username.into(), url: None, extra: Members::new() }
    }
}

/// The body of `createNewUser`.
///
/// ```
/// use switchboard_wire::NewUserRequest;
///
/// let mira = NewUserRequest { first_name: Some("Mira".to_owned()), ..NewUserRequest::new("mira") };
/// assert_eq!(serde_json::to_string(&mira)?, r#"{"username":"mira","first_name":"Mira"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewUserRequest {
    /// Letters and digits.
    pub username: String,
    /// 150 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// 150 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// An address, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The role; `user` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<UserProfile>,
}

impl NewUserRequest {
    /// A user of whom only the name is told.
    #[must_use]
    pub fn new(username: impl Into<String>) -> Self {
        Self { username: username.into(), ..Self::default() }
    }
}

/// The body of `partialUpdateUser`: what is left out stays. An admin may change everything, everybody else their own names and
/// address.
///
/// ```
/// use switchboard_wire::{ChatAccess, UserPermissions, UserUpdateRequest};
///
/// let permissions = UserPermissions { can_read_chats: Some(ChatAccess::Group), ..UserPermissions::default() };
/// let hide = UserUpdateRequest { permissions: Some(permissions), ..UserUpdateRequest::default() };
/// assert_eq!(serde_json::to_string(&hide)?, r#"{"permissions":{"can_read_chats":"group"}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserUpdateRequest {
    /// Letters and digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// 150 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// 150 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// An address, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<UserProfile>,
    /// The user's groups after the call, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_ids: Option<Vec<GroupId>>,
    /// The user's own rights. What is left out inside stays as it is in the embedded inbox; whether it does so in the service is
    /// not documented, so name all three.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<UserPermissions>,
}

/// The answer of `createNewUser`, the only one that carries the activation URL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewUser {
    /// GET it once to activate the account. For app users it works once and answers the token.
    pub activation_url: Secret,
    /// The user.
    #[serde(flatten)]
    pub user: User,
}

/// The answer of `createAuthToken` and of an app user's activation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthToken {
    /// Sent as `Authorization: Token <token>`.
    pub token: Secret,
}
