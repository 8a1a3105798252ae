//! Seats: how many people are logged in.

use rusqlite::params;

use super::Tx;

impl Tx<'_> {
    /// Whether a user may log in: an app or the service account of the Partner API always, a person who is logged in already or for
    /// whom there is a seat.
    pub(crate) fn has_seat_for(&self, user: i64) -> rusqlite::Result<bool> {
        let Some(seats) = self.core.settings.seats else { return Ok(true) };
        // An app that a person becomes, or the other way round, counts as what it is now.
        let person = "role <> 'app' AND NOT configurator";
        let needs: bool = self.conn.query_row(&format!("SELECT {person} FROM users WHERE id = ?1"), [user], |row| row.get(0))?;
        let taken: i64 = self.conn.query_row(
            &format!(
                "SELECT COUNT(*) FROM users WHERE {person} AND active AND id <> ?1 AND (
                     EXISTS (SELECT 1 FROM tokens WHERE user = users.id AND logged_in)
                     OR EXISTS (SELECT 1 FROM sessions WHERE user = users.id AND until > ?2))"
            ),
            params![user, self.core.clock.now_seconds()],
            |row| row.get(0),
        )?;
        Ok(!needs || taken < i64::from(seats))
    }
}
