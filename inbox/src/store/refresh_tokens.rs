//! Refresh tokens: how people log in without a password.

use rusqlite::{OptionalExtension, params};

use super::Tx;
use crate::random;

impl Tx<'_> {
    /// The token that is valid now; made when there is none.
    pub(crate) fn refresh_token_of(&mut self, user: i64) -> rusqlite::Result<String> {
        let found = self.conn.query_row("SELECT token FROM refresh_tokens WHERE user = ?1", [user], |row| row.get(0)).optional()?;
        match found {
            Some(token) => Ok(token),
            None => self.renew_refresh_token(user),
        }
    }

    /// Whose token this is.
    pub(crate) fn user_of_refresh_token(&self, token: &str) -> rusqlite::Result<Option<i64>> {
        self.conn.query_row("SELECT user FROM refresh_tokens WHERE token = ?1", [token], |row| row.get(0)).optional()
    }

    /// Replaces a user's token.
    pub(crate) fn renew_refresh_token(&mut self, user: i64) -> rusqlite::Result<String> {
        let token = random::token();
        self.conn.execute("INSERT OR REPLACE INTO refresh_tokens (user, token) VALUES (?1, ?2)", params![user, token])?;
        Ok(token)
    }

    pub(super) fn forget_refresh_token(&mut self, user: i64) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM refresh_tokens WHERE user = ?1", [user]).map(drop)
    }
}
