//! Passwords.

use rusqlite::{OptionalExtension, params};
use switchboard_wire::Secret;

use super::Tx;
use crate::random;

/// Passwords are kept salted and hashed: a data file travels.
pub(super) fn hash(password: &str) -> String {
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

impl Tx<'_> {
    /// The user with this name and password. An app user who was never activated becomes active by logging in: a bot
    /// that lost its activation URL gets in by a password that an admin sets.
    pub(crate) fn authenticate(&mut self, username: &str, password: &str) -> rusqlite::Result<Option<i64>> {
        let found = self
            .conn
            .query_row(
                "SELECT id, active, role = 'app' AND activation_code IS NOT NULL, password FROM users WHERE username = ?1",
                [username],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?, row.get::<_, Option<String>>(3)?)),
            )
            .optional()?;
        let Some((id, active, new_app, kept)) = found else { return Ok(None) };
        if !fits(password, kept.as_deref()) || !(active || new_app) {
            return Ok(None);
        }
        if !active {
            self.conn.execute("UPDATE users SET active = 1 WHERE id = ?1", [id])?;
            self.refresh_directory()?;
        }
        Ok(Some(id))
    }

    pub(crate) fn password_fits(&self, id: i64, password: &str) -> rusqlite::Result<bool> {
        let kept: Option<String> = self.conn.query_row("SELECT password FROM users WHERE id = ?1", [id], |row| row.get(0))?;
        Ok(fits(password, kept.as_deref()))
    }

    /// Changes a password. The user's sessions end, but for one; the auth token stays, as a bot's has to.
    pub(crate) fn set_password(&mut self, id: i64, password: &str, keep: Option<&Secret>) -> rusqlite::Result<()> {
        self.conn.execute("UPDATE users SET password = ?2 WHERE id = ?1", params![id, hash(password)])?;
        self.end_sessions(id, keep)?;
        self.refresh_directory()
    }
}
