//! Users, groups, tokens and webhooks, in memory.
//!
//! There are few of them and every request and every event needs them, so the whole directory is read again when one
//! of them changes, and is looked at without asking the database otherwise.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use rusqlite::Connection;
use switchboard_wire::user::UserProfile;
use switchboard_wire::{ChatAccess, Group, GroupId, Role, User, UserId, UserPermissions, UserShort};

use super::Tx;
use super::meta::ADMIN_TOKEN;
use super::scope::Scope;
use super::sessions::Session;
use super::users::FIRST_ADMIN;
use super::webhooks::Webhook;
use crate::json;

/// All of them, at one moment.
#[derive(Default)]
pub(crate) struct Directory {
    pub(crate) users: BTreeMap<i64, Arc<Account>>,
    pub(crate) groups: BTreeMap<i64, GroupRecord>,
    pub(crate) webhooks: Vec<Arc<Webhook>>,
    tokens: HashMap<String, i64>,
    /// The token that the first admin was given at the start; an instance of a partner has none.
    admin_token: Option<String>,
    sessions: HashMap<String, Session>,
    provider_keys: HashSet<String>,
}

/// Without tokens, keys and sessions.
impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").field("users", &self.users.keys()).field("groups", &self.groups.keys()).finish_non_exhaustive()
    }
}

/// A user, with what every message says of its sender.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) id: i64,
    pub(crate) role: Role,
    pub(crate) active: bool,
    /// The service account of the Partner API: an admin that does not message and does not log in to the web.
    pub(crate) configurator: bool,
    pub(crate) groups: Vec<i64>,
    /// The chats that the user may read.
    pub(crate) reads: Scope,
    /// The chats that the user may write to. A message goes by this alone; whatever else changes a chat needs it to be read, too.
    pub(crate) writes: Scope,
    /// As the API shows it.
    pub(crate) user: User,
    /// The same, written out.
    pub(crate) json: String,
}

impl Account {
    pub(crate) fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// Whether the user may log in without a password.
    pub(crate) fn has_refresh_token(&self) -> bool {
        self.active && self.role != Role::App && !self.configurator
    }

    pub(crate) fn short(&self) -> UserShort {
        UserShort { url: self.user.url.clone(), ..UserShort::new(self.user.id, self.user.username.clone()) }
    }
}

/// A group, with what its members may do.
#[derive(Debug)]
pub(crate) struct GroupRecord {
    pub(crate) group: Group,
    pub(crate) permissions: UserPermissions,
}

impl Directory {
    pub(crate) fn by_token(&self, token: &str) -> Option<&Arc<Account>> {
        // The first admin's token outlives deactivation: without it nobody could let anybody in again.
        self.users.get(self.tokens.get(token)?).filter(|account| account.active || self.admin_token.as_deref() == Some(token))
    }

    /// The user of a session that has not ended by this second.
    pub(crate) fn by_session(&self, key: &str, now: i64) -> Option<&Arc<Account>> {
        let session = self.sessions.get(key).filter(|session| now < session.until)?;
        self.users.get(&session.user).filter(|account| account.active)
    }

    /// Whom a valid key of the provider acts as: the admin who was registered first, else the oldest active one; the service account
    /// of the Partner API when there is no other. A key that is not valid acts as nobody.
    pub(crate) fn by_provider_key(&self, key: &str) -> Option<&Arc<Account>> {
        self.provider_keys.get(key)?;
        let admins = self.users.values().filter(|account| account.active && account.is_admin());
        admins.min_by_key(|account| (account.configurator, account.id))
    }

    /// Whether a user was shut out, or was never let in. A first admin never is whose token outlives that.
    pub(crate) fn is_shut_out(&self, account: &Account) -> bool {
        let outlives = account.id == FIRST_ADMIN && self.admin_token.is_some();
        !account.active && !outlives
    }

    /// Whether this is an admin, and nobody else is one who can call: nobody could make another.
    pub(crate) fn is_only_admin(&self, id: i64) -> bool {
        let mut admins = self.users.values().filter(|account| account.is_admin() && !self.is_shut_out(account));
        admins.next().is_some_and(|admin| admin.id == id) && admins.next().is_none()
    }

    pub(crate) fn user(&self, id: i64) -> Option<&Arc<Account>> {
        self.users.get(&id)
    }

    pub(crate) fn group(&self, id: i64) -> Option<&Group> {
        self.groups.get(&id).map(|record| &record.group)
    }

    pub(crate) fn webhook(&self, id: i64) -> Option<&Arc<Webhook>> {
        self.webhooks.iter().find(|webhook| webhook.id == id)
    }
}

impl Tx<'_> {
    /// Reads the directory again, after a change to any of its tables.
    pub(crate) fn refresh_directory(&self) -> rusqlite::Result<()> {
        self.core.set_directory(load(self.conn, &self.core.url)?);
        Ok(())
    }
}

/// Reads the directory.
pub(crate) fn load(conn: &Connection, url: &str) -> rusqlite::Result<Directory> {
    let groups: BTreeMap<i64, GroupRecord> = conn
        .prepare_cached("SELECT id, name, permissions FROM groups")?
        .query_map([], |row| {
            let id = row.get(0)?;
            let permissions = serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default();
            Ok((id, GroupRecord { group: Group::new(GroupId::new(id), row.get::<_, String>(1)?), permissions }))
        })?
        .collect::<Result<_, _>>()?;
    let mut members: HashMap<i64, Vec<i64>> = HashMap::new();
    for row in conn
        .prepare_cached("SELECT user, in_group FROM members ORDER BY user, in_group")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    {
        let (user, group) = row?;
        members.entry(user).or_default().push(group);
    }
    let users = conn
        .prepare_cached("SELECT id, username, first_name, last_name, email, role, permissions, available, active, configurator FROM users")?
        .query_map([], |row| {
            let id: i64 = row.get(0)?;
            let role = role(&row.get::<_, String>(5)?);
            let groups_of = members.remove(&id).unwrap_or_default();
            let own: UserPermissions = serde_json::from_str(&row.get::<_, String>(6)?).unwrap_or_default();
            let user = User {
                url: Some(format!("{url}/api/v1/users/{id}/")),
                id: UserId::new(id),
                username: row.get(1)?,
                first_name: row.get(2)?,
                last_name: row.get(3)?,
                email: row.get(4)?,
                profile: Some(UserProfile { is_available: Some(row.get(7)?), ..UserProfile::new(role.clone()) }),
                groups: Some(groups_of.iter().filter_map(|group| groups.get(group)).map(|record| record.group.clone()).collect()),
                permissions: Some(effective(&role, own, groups_of.iter().filter_map(|group| groups.get(group)))),
                extra: Default::default(),
            };
            let json = json::text(&user);
            let rights = user.permissions.as_ref();
            let (active, configurator) = (row.get(8)?, row.get(9)?);
            let reads = Scope::new(rights.and_then(|rights| rights.can_read_chats.as_ref()), id, &groups_of);
            let writes = Scope::new(rights.and_then(|rights| rights.can_write_to_chats.as_ref()), id, &groups_of);
            Ok((id, Arc::new(Account { id, role, active, configurator, groups: groups_of, reads, writes, user, json })))
        })?
        .collect::<Result<_, _>>()?;
    let tokens = conn
        .prepare_cached("SELECT token, user FROM tokens")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let provider_keys = conn.prepare_cached("SELECT key FROM provider_keys")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let admin_token = super::meta::get(conn, ADMIN_TOKEN)?;
    let (webhooks, sessions) = (super::webhooks::load(conn)?, super::sessions::load(conn)?);
    Ok(Directory { users, groups, webhooks, tokens, admin_token, sessions, provider_keys })
}

/// A role by its name.
pub(crate) fn role(name: &str) -> Role {
    match name {
        "admin" => Role::Admin,
        "app" => Role::App,
        "user" => Role::User,
        other => Role::Other(other.to_owned()),
    }
}

/// A user's own permission, else the widest of its groups; an admin may do everything.
fn effective<'a>(role: &Role, own: UserPermissions, groups: impl Iterator<Item = &'a GroupRecord>) -> UserPermissions {
    let all = || Some(ChatAccess::All);
    if *role == Role::Admin {
        return UserPermissions { can_use_tags: Some(true), can_read_chats: all(), can_write_to_chats: all(), extra: own.extra };
    }
    let mut tags = None;
    let mut read = None;
    let mut write = None;
    for record in groups {
        let theirs = &record.permissions;
        tags = tags.max(theirs.can_use_tags);
        read = wider(read, theirs.can_read_chats.clone());
        write = wider(write, theirs.can_write_to_chats.clone());
    }
    UserPermissions {
        can_use_tags: own.can_use_tags.or(tags).or(Some(true)),
        can_read_chats: own.can_read_chats.or(read).or_else(all),
        can_write_to_chats: own.can_write_to_chats.or(write).or_else(all),
        extra: own.extra,
    }
}

fn wider(one: Option<ChatAccess>, other: Option<ChatAccess>) -> Option<ChatAccess> {
    let width = |access: &Option<ChatAccess>| match access {
        Some(ChatAccess::All) => 4,
        Some(ChatAccess::Group) => 3,
        Some(ChatAccess::User) => 2,
        Some(_) => 1,
        None => 0,
    };
    if width(&other) > width(&one) { other } else { one }
}
