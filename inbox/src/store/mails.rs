//! E-mails that would have been sent. With data in a file, each is a file in its outbox, too.

use rusqlite::params;
use serde::Serialize;
use switchboard_wire::Secret;

use super::{Effect, Tx};

/// The subject of the mail with an activation URL (Partner API 1.1.2, E-mail confirmation).
const ACTIVATION: &str = "WhatsApp Inbox Activation";

/// A mail.
#[derive(Debug, Serialize)]
pub(crate) struct Mail {
    pub(crate) seq: i64,
    /// The user whom it is about.
    pub(crate) user: i64,
    pub(crate) to: String,
    pub(crate) subject: String,
    /// The link in it.
    pub(crate) activation_url: Secret,
    /// In seconds on the inbox's clock.
    pub(crate) timestamp: i64,
}

impl Tx<'_> {
    /// Mails everybody who has an address and was not activated yet their activation URL.
    pub(crate) fn mail_activation_urls(&mut self) -> rusqlite::Result<()> {
        let link = format!("{}/confirm_account?c=", self.core.url);
        let before: i64 = self.conn.query_row("SELECT COALESCE(MAX(seq), 0) FROM mails", [], |row| row.get(0))?;
        self.conn.execute(
            "INSERT INTO mails (user, recipient, subject, link, time)
             SELECT id, email, ?1, ?2 || activation_code, ?3 FROM users
             WHERE activation_code IS NOT NULL AND NOT active AND email <> '' ORDER BY id",
            params![ACTIVATION, link, self.core.clock.now_seconds()],
        )?;
        self.mails(before)?.into_iter().for_each(|mail| self.effect(Effect::Mail(mail)));
        Ok(())
    }

    /// The mails after a sequence number, oldest first.
    pub(crate) fn mails(&self, after: i64) -> rusqlite::Result<Vec<Mail>> {
        self.conn
            .prepare_cached("SELECT seq, user, recipient, subject, link, time FROM mails WHERE seq > ?1 ORDER BY seq")?
            .query_map([after], |row| {
                Ok(Mail {
                    seq: row.get(0)?,
                    user: row.get(1)?,
                    to: row.get(2)?,
                    subject: row.get(3)?,
                    activation_url: Secret::new(row.get::<_, String>(4)?),
                    timestamp: row.get(5)?,
                })
            })?
            .collect()
    }
}
