//! Message templates in the data.

use rusqlite::{OptionalExtension, Row, params};
use switchboard_wire::{Members, Template, TemplateStatus};

use super::Tx;
use crate::json;

/// The namespace of every template; the Cloud API has none.
const NAMESPACE: &str = "c0ffee00_c0ff_ee00_c0ff_ee00c0ffee00";

const COLUMNS: &str = "name, language, category, status, rejected_reason, components";

fn read(row: &Row<'_>) -> rusqlite::Result<Template> {
    Ok(Template {
        name: row.get(0)?,
        language: row.get(1)?,
        category: row.get(2)?,
        status: status(row.get(3)?),
        rejected_reason: row.get(4)?,
        components: serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default(),
        namespace: Some(NAMESPACE.to_owned()),
        extra: Members::new(),
    })
}

/// A status by its name.
pub(crate) fn status(name: String) -> TemplateStatus {
    serde_json::from_value(name.as_str().into()).unwrap_or(TemplateStatus::Other(name))
}

fn name_of(status: &TemplateStatus) -> String {
    json::text(status).trim_matches('"').to_owned()
}

impl Tx<'_> {
    /// All of them, by name and language.
    pub(crate) fn templates(&self) -> rusqlite::Result<Vec<Template>> {
        self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM templates ORDER BY name, language"))?.query_map([], read)?.collect()
    }

    pub(crate) fn template(&self, name: &str, language: &str) -> rusqlite::Result<Option<Template>> {
        self.conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM templates WHERE name = ?1 AND language = ?2"))?
            .query_row([name, language], read)
            .optional()
    }

    /// Puts a template in the place of the one of this name and language.
    pub(crate) fn put_template(&mut self, template: &Template) -> rusqlite::Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO templates (name, language, category, status, rejected_reason, components) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                template.name,
                template.language,
                template.category,
                name_of(&template.status),
                template.rejected_reason,
                json::text(&template.components)
            ])
            .map(drop)
    }

    /// Removes a template in every language. Whether there was one.
    pub(crate) fn delete_template(&mut self, name: &str) -> rusqlite::Result<bool> {
        Ok(self.conn.prepare_cached("DELETE FROM templates WHERE name = ?1")?.execute([name])? > 0)
    }
}
