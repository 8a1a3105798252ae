//! Users, tokens and groups in the data.

use rusqlite::{Connection, OptionalExtension, params};
use switchboard_wire::UserPermissions;

use super::Tx;
use super::passwords::hash;
use crate::{json, random};

/// The groups that every inbox has.
pub(crate) const REGULAR_USER: i64 = 1;
pub(crate) const APP_INTEGRATION: i64 = 2;
pub(crate) const ADMIN: i64 = 3;

/// The id of the first admin, who is made with the data.
pub(crate) const FIRST_ADMIN: i64 = 1;

/// What a user is made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserRecord {
    pub(crate) username: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) role: String,
}

/// The groups and users of new data.
pub(crate) fn found(conn: &Connection, admin_password: &str, mira_password: &str) -> rusqlite::Result<()> {
    found_groups(conn)?;
    for (username, role, group, password) in [("admin", "admin", ADMIN, admin_password), ("mira", "user", REGULAR_USER, mira_password)] {
        let record = UserRecord { username: username.to_owned(), role: role.to_owned(), ..UserRecord::default() };
        let id = insert(conn, &record, true, Some(&hash(password)), None)?;
        conn.execute("INSERT INTO members (user, in_group) VALUES (?1, ?2)", params![id, group])?;
    }
    Ok(())
}

/// The groups and users of an instance that a partner has ordered: an admin who is to be activated, by name and code, and the account
/// that sets it up, by name and token. The key of its channel is valid there.
pub(crate) fn found_instance(
    conn: &Connection,
    admin: Option<(&str, &str)>,
    configurator: Option<(&str, &str)>,
    key: Option<&str>,
) -> rusqlite::Result<()> {
    found_groups(conn)?;
    let record = |username: &str| UserRecord { username: username.to_owned(), role: "admin".to_owned(), ..UserRecord::default() };
    if let Some((username, code)) = admin {
        // The address that an order names becomes the name.
        let email = if username.contains('@') { username } else { "" };
        let id = insert(conn, &UserRecord { email: email.to_owned(), ..record(username) }, false, None, Some(code))?;
        conn.execute("INSERT INTO members (user, in_group) VALUES (?1, ?2)", params![id, ADMIN])?;
    }
    if let Some((username, token)) = configurator {
        let id = insert_configurator(conn, username)?;
        conn.execute("INSERT INTO tokens (token, user) VALUES (?1, ?2)", params![token, id])?;
    }
    if let Some(key) = key {
        conn.execute("INSERT INTO provider_keys (key) VALUES (?1)", [key])?;
    }
    Ok(())
}

/// The service account of the Partner API, active from the beginning.
fn insert_configurator(conn: &Connection, username: &str) -> rusqlite::Result<i64> {
    let record = UserRecord { username: username.to_owned(), role: String::from("admin"), ..UserRecord::default() };
    let id = insert(conn, &record, true, None, None)?;
    conn.execute("UPDATE users SET configurator = 1 WHERE id = ?1", [id])?;
    conn.execute("INSERT INTO members (user, in_group) VALUES (?1, ?2)", params![id, ADMIN])?;
    Ok(id)
}

fn found_groups(conn: &Connection) -> rusqlite::Result<()> {
    for (id, name) in [(REGULAR_USER, "Regular user"), (APP_INTEGRATION, "App integration"), (ADMIN, "Admin")] {
        conn.execute("INSERT INTO groups (id, name, permissions) VALUES (?1, ?2, '{}')", params![id, name])?;
    }
    Ok(())
}

fn insert(conn: &Connection, record: &UserRecord, active: bool, password: Option<&str>, code: Option<&str>) -> rusqlite::Result<i64> {
    conn.execute(
        "INSERT INTO users (username, first_name, last_name, email, role, permissions, active, password, activation_code)
         VALUES (?1, ?2, ?3, ?4, ?5, '{}', ?6, ?7, ?8)",
        params![record.username, record.first_name, record.last_name, record.email, record.role, active, password, code],
    )?;
    Ok(conn.last_insert_rowid())
}

/// What an activation did.
#[derive(Debug)]
pub(crate) enum Activation {
    /// Nobody has this code.
    Unknown,
    /// An app user, whose token this is; the code is used up.
    App(String),
    /// A person, who goes on in the web under this id.
    Person(i64),
}

impl Tx<'_> {
    pub(crate) fn username_taken(&self, username: &str, except: Option<i64>) -> rusqlite::Result<bool> {
        self.conn
            .prepare_cached("SELECT 1 FROM users WHERE username = ?1 AND id IS NOT ?2")?
            .query_row(params![username, except], |_| Ok(()))
            .optional()
            .map(|found| found.is_some())
    }

    /// Makes a user who is not active yet. The second part is the activation code.
    pub(crate) fn create_user(&mut self, record: &UserRecord) -> rusqlite::Result<(i64, String)> {
        let code = random::uuid();
        let id = insert(self.conn, record, false, None, Some(&code))?;
        let group = match record.role.as_str() {
            "admin" => ADMIN,
            "app" => APP_INTEGRATION,
            _ => REGULAR_USER,
        };
        self.conn.execute("INSERT INTO members (user, in_group) VALUES (?1, ?2)", params![id, group])?;
        self.refresh_directory()?;
        Ok((id, code))
    }

    pub(crate) fn update_user(
        &mut self,
        id: i64,
        record: &UserRecord,
        own: &UserPermissions,
        groups: Option<&[i64]>,
    ) -> rusqlite::Result<()> {
        self.conn.execute(
            "UPDATE users SET username = ?2, first_name = ?3, last_name = ?4, email = ?5, role = ?6, permissions = ?7 WHERE id = ?1",
            params![id, record.username, record.first_name, record.last_name, record.email, record.role, json::text(own)],
        )?;
        if let Some(groups) = groups {
            self.conn.execute("DELETE FROM members WHERE user = ?1", [id])?;
            for group in groups {
                self.conn.execute("INSERT OR IGNORE INTO members (user, in_group) VALUES (?1, ?2)", params![id, group])?;
            }
        }
        self.refresh_directory()
    }

    /// Whether a user takes chats. True when that changed.
    pub(crate) fn set_available(&mut self, id: i64, available: bool) -> rusqlite::Result<bool> {
        let changed = self.conn.execute("UPDATE users SET available = ?2 WHERE id = ?1 AND available <> ?2", params![id, available])?;
        self.refresh_directory()?;
        Ok(changed > 0)
    }

    /// The permissions that were set on the user itself.
    pub(crate) fn own_permissions(&self, id: i64) -> rusqlite::Result<UserPermissions> {
        let text: String = self.conn.query_row("SELECT permissions FROM users WHERE id = ?1", [id], |row| row.get(0))?;
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    pub(crate) fn activate(&mut self, code: &str) -> rusqlite::Result<Activation> {
        let found = self
            .conn
            .query_row("SELECT id, role FROM users WHERE activation_code = ?1", [code], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        let Some((id, role)) = found else { return Ok(Activation::Unknown) };
        if role != "app" {
            self.conn.execute("UPDATE users SET active = 1 WHERE id = ?1", [id])?;
            self.refresh_directory()?;
            return Ok(Activation::Person(id));
        }
        self.conn.execute("UPDATE users SET active = 1 WHERE id = ?1", [id])?;
        self.use_up_activation(id)?;
        Ok(Activation::App(self.token_of(id)?))
    }

    /// A user's activation URL works once.
    pub(crate) fn use_up_activation(&mut self, id: i64) -> rusqlite::Result<()> {
        self.conn.execute("UPDATE users SET activation_code = NULL WHERE id = ?1", [id]).map(drop)
    }

    /// Lets a user in again, or no more. Somebody who was shut out has neither session nor refresh token nor activation URL; an
    /// auth token is valid again when they are let in.
    pub(crate) fn set_active(&mut self, id: i64, active: bool) -> rusqlite::Result<()> {
        self.conn.execute("UPDATE users SET active = ?2 WHERE id = ?1", params![id, active])?;
        if !active {
            self.use_up_activation(id)?;
            self.forget_refresh_token(id)?;
            self.end_sessions(id, None)?;
        }
        self.refresh_directory()
    }

    /// The service account of the Partner API, active from the beginning. Answers its id and token.
    pub(crate) fn create_configurator(&mut self, username: &str) -> rusqlite::Result<(i64, String)> {
        let id = insert_configurator(self.conn, username)?;
        Ok((id, self.token_of(id)?))
    }

    /// Replaces the keys of the provider that are valid.
    pub(crate) fn set_provider_keys(&mut self, keys: &[String]) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM provider_keys", [])?;
        for key in keys {
            self.conn.execute("INSERT OR IGNORE INTO provider_keys (key) VALUES (?1)", [key])?;
        }
        self.refresh_directory()
    }

    /// Makes a group, or changes what the one of this name may do. Answers its id.
    pub(crate) fn put_group(&mut self, name: &str, permissions: &UserPermissions) -> rusqlite::Result<i64> {
        let id = self.conn.query_row(
            "INSERT INTO groups (name, permissions) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions RETURNING id",
            params![name, json::text(permissions)],
            |row| row.get(0),
        )?;
        self.refresh_directory()?;
        Ok(id)
    }
}
