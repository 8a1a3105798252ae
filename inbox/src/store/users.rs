//! Users, tokens and groups in the data.

use rusqlite::{Connection, OptionalExtension, params};
use switchboard_wire::UserPermissions;

use super::Tx;
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
/// that sets it up, by name and token.
pub(crate) fn found_instance(conn: &Connection, admin: Option<(&str, &str)>, configurator: Option<(&str, &str)>) -> rusqlite::Result<()> {
    found_groups(conn)?;
    let record = |username: &str| UserRecord { username: username.to_owned(), role: "admin".to_owned(), ..UserRecord::default() };
    if let Some((username, code)) = admin {
        let id = insert(conn, &record(username), false, None, Some(code))?;
        conn.execute("INSERT INTO members (user, in_group) VALUES (?1, ?2)", params![id, ADMIN])?;
    }
    if let Some((username, token)) = configurator {
        let id = insert(conn, &record(username), true, None, None)?;
        conn.execute("INSERT INTO members (user, in_group) VALUES (?1, ?2)", params![id, ADMIN])?;
        conn.execute("INSERT INTO tokens (token, user) VALUES (?1, ?2)", params![token, id])?;
    }
    Ok(())
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

/// Passwords are kept salted and hashed: a data file travels.
fn hash(password: &str) -> String {
    salted(&random::token(), password)
}

fn salted(salt: &str, password: &str) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::new().chain_update(salt).chain_update(":").chain_update(password).finalize();
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{salt}:{digest}")
}

fn fits(password: &str, kept: Option<&str>) -> bool {
    kept.and_then(|kept| Some((kept.split_once(':')?.0, kept))).is_some_and(|(salt, kept)| salted(salt, password) == kept)
}

/// What an activation did.
#[derive(Debug)]
pub(crate) enum Activation {
    /// Nobody has this code.
    Unknown,
    /// An app user, whose token this is; the code is used up.
    App(String),
    /// A person, who goes on in the web.
    Person,
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
            return Ok(Activation::Person);
        }
        self.conn.execute("UPDATE users SET active = 1, activation_code = NULL WHERE id = ?1", [id])?;
        Ok(Activation::App(self.token_of(id)?))
    }

    /// The user's token; made when there is none.
    pub(crate) fn token_of(&mut self, user: i64) -> rusqlite::Result<String> {
        let found = self.conn.query_row("SELECT token FROM tokens WHERE user = ?1", [user], |row| row.get(0)).optional()?;
        let token = match found {
            Some(token) => token,
            None => {
                let token = random::token();
                self.conn.execute("INSERT INTO tokens (token, user) VALUES (?1, ?2)", params![token, user])?;
                token
            }
        };
        self.refresh_directory()?;
        Ok(token)
    }

    /// The user with this name and password. An app user who was never activated becomes active by logging in: a bot
    /// that lost its activation URL gets in by a password that an admin sets.
    pub(crate) fn log_in(&mut self, username: &str, password: &str) -> rusqlite::Result<Option<i64>> {
        let found = self
            .conn
            .query_row("SELECT id, role, active, password FROM users WHERE username = ?1", [username], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?, row.get::<_, Option<String>>(3)?))
            })
            .optional()?;
        let Some((id, role, active, kept)) = found else { return Ok(None) };
        if !fits(password, kept.as_deref()) || !(active || role == "app") {
            return Ok(None);
        }
        self.conn.execute("UPDATE users SET active = 1 WHERE id = ?1", [id])?;
        Ok(Some(id))
    }

    pub(crate) fn password_fits(&self, id: i64, password: &str) -> rusqlite::Result<bool> {
        let kept: Option<String> = self.conn.query_row("SELECT password FROM users WHERE id = ?1", [id], |row| row.get(0))?;
        Ok(fits(password, kept.as_deref()))
    }

    pub(crate) fn set_password(&mut self, id: i64, password: &str) -> rusqlite::Result<()> {
        self.conn.execute("UPDATE users SET password = ?2 WHERE id = ?1", params![id, hash(password)]).map(drop)
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
