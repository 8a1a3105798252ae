//! Webhooks in the data.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, params};
use switchboard_wire::{Members, WabaWebhookRequest};

use super::{Effect, Tx};
use crate::json;
use crate::settings::WebhookForm;

/// A registered webhook.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) request: WabaWebhookRequest,
    /// The form it asked for; the inbox's own otherwise.
    pub(crate) form: Option<WebhookForm>,
}

/// Reads all of them, oldest first.
pub(crate) fn load(conn: &Connection) -> rusqlite::Result<Vec<Arc<Webhook>>> {
    conn.prepare_cached("SELECT id, user, url, on_incoming, on_outgoing, on_assigned, headers, extra FROM webhooks ORDER BY id")?
        .query_map([], |row| {
            let headers: BTreeMap<String, String> = serde_json::from_str(&row.get::<_, String>(6)?).unwrap_or_default();
            let extra: Members = serde_json::from_str(&row.get::<_, String>(7)?).unwrap_or_default();
            let form = match extra.get("event_format").and_then(|format| format.as_str()) {
                Some("on_prem") => Some(WebhookForm::Flat),
                Some("cloud_api") => Some(WebhookForm::Cloud),
                _ => None,
            };
            Ok(Arc::new(Webhook {
                id: row.get(0)?,
                user: row.get(1)?,
                request: WabaWebhookRequest {
                    url: row.get(2)?,
                    on_incoming_message: row.get(3)?,
                    on_outgoing_message: row.get(4)?,
                    on_assigned: row.get(5)?,
                    headers,
                    extra,
                },
                form,
            }))
        })?
        .collect()
}

impl Tx<'_> {
    pub(crate) fn create_webhook(&mut self, user: i64, request: &WabaWebhookRequest) -> rusqlite::Result<i64> {
        self.conn.execute(
            "INSERT INTO webhooks (user, url, on_incoming, on_outgoing, on_assigned, headers, extra) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                user,
                request.url,
                request.on_incoming_message,
                request.on_outgoing_message,
                request.on_assigned,
                json::text(&request.headers),
                json::text(&request.extra)
            ],
        )?;
        let id = self.conn.last_insert_rowid();
        self.refresh_directory()?;
        Ok(id)
    }

    pub(crate) fn update_webhook(&mut self, id: i64, request: &WabaWebhookRequest) -> rusqlite::Result<()> {
        self.conn.execute(
            "UPDATE webhooks SET url = ?2, on_incoming = ?3, on_outgoing = ?4, on_assigned = ?5, headers = ?6, extra = ?7 WHERE id = ?1",
            params![
                id,
                request.url,
                request.on_incoming_message,
                request.on_outgoing_message,
                request.on_assigned,
                json::text(&request.headers),
                json::text(&request.extra)
            ],
        )?;
        self.refresh_directory()?;
        self.effect(Effect::WebhookChanged(id));
        Ok(())
    }

    pub(crate) fn delete_webhook(&mut self, id: i64) -> rusqlite::Result<()> {
        self.conn.execute("DELETE FROM webhooks WHERE id = ?1", [id])?;
        self.conn.execute("UPDATE deliveries SET state = 'cancelled', next = NULL WHERE webhook = ?1 AND state = 'pending'", [id])?;
        self.refresh_directory()?;
        self.effect(Effect::WebhookGone(id));
        Ok(())
    }
}
