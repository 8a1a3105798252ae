//! Auth tokens: a user has one at most.

use rusqlite::{OptionalExtension, params};

use super::Tx;
use super::meta::{self, ADMIN_TOKEN};
use crate::random;

impl Tx<'_> {
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

    /// The user's token, for somebody who logs in by it: they have a seat until they log out.
    pub(crate) fn log_in_by_token(&mut self, user: i64) -> rusqlite::Result<String> {
        let token = self.token_of(user)?;
        self.conn.execute("UPDATE tokens SET logged_in = 1 WHERE token = ?1", [&token])?;
        Ok(token)
    }

    /// Ends a token. That of the first admin, which was given at the start, is only logged out: without it nobody could let anybody
    /// in again.
    pub(crate) fn end_token(&mut self, token: &str) -> rusqlite::Result<()> {
        match meta::get(self.conn, ADMIN_TOKEN)?.filter(|kept| kept == token) {
            Some(_) => self.conn.execute("UPDATE tokens SET logged_in = 0 WHERE token = ?1", [token])?,
            None => self.conn.execute("DELETE FROM tokens WHERE token = ?1", [token])?,
        };
        self.refresh_directory()
    }
}
