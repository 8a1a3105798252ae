//! What customers see of the business, and when it was last asked for, in the data.

use rusqlite::{OptionalExtension, params};
use switchboard_wire::Members;

use super::{Tx, meta};
use crate::json;

/// What can be read anew from WhatsApp.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refresh {
    /// The message templates.
    Templates,
    /// The profile of the business, its about text and its photo.
    Settings,
}

impl Refresh {
    fn key(self) -> &'static str {
        match self {
            Self::Templates => "templates_refreshed_at",
            Self::Settings => "settings_refreshed_at",
        }
    }
}

const PROFILE: &str = "business_profile";
const ABOUT: &str = "profile_about";

impl Tx<'_> {
    /// The members of the business profile that were set, but for the about text.
    pub(crate) fn business_profile(&self) -> rusqlite::Result<Members> {
        Ok(meta::get(self.conn, PROFILE)?.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    pub(crate) fn set_business_profile(&mut self, profile: &Members) -> rusqlite::Result<()> {
        meta::put(self.conn, PROFILE, &json::text(profile))
    }

    pub(crate) fn about(&self) -> rusqlite::Result<Option<String>> {
        Ok(meta::get(self.conn, ABOUT)?.filter(|about| !about.is_empty()))
    }

    pub(crate) fn set_about(&mut self, about: Option<&str>) -> rusqlite::Result<()> {
        meta::put(self.conn, ABOUT, about.unwrap_or_default())
    }

    /// The photo with its type.
    pub(crate) fn photo(&self) -> rusqlite::Result<Option<(String, Vec<u8>)>> {
        self.conn.query_row("SELECT mime_type, data FROM profile_photo", [], |row| Ok((row.get(0)?, row.get(1)?))).optional()
    }

    pub(crate) fn set_photo(&mut self, mime_type: &str, data: &[u8]) -> rusqlite::Result<()> {
        self.conn
            .execute("INSERT OR REPLACE INTO profile_photo (id, mime_type, data) VALUES (1, ?1, ?2)", params![mime_type, data])
            .map(drop)
    }

    pub(crate) fn delete_photo(&mut self) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM profile_photo", []).map(drop)
    }

    /// The second in which a refresh was begun last.
    pub(crate) fn refreshed_at(&self, what: Refresh) -> rusqlite::Result<Option<i64>> {
        Ok(meta::get(self.conn, what.key())?.and_then(|at| at.parse().ok()))
    }

    pub(crate) fn begin_refresh(&mut self, what: Refresh) -> rusqlite::Result<()> {
        meta::put(self.conn, what.key(), &self.core.clock.now_seconds().to_string())
    }
}
