//! Reading templates and settings anew from WhatsApp. It takes a while, on the inbox's clock.

use axum::extract::State;
use serde_json::json;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use crate::app::App;
use crate::store::Tx;
use crate::store::profile::Refresh;

/// Seconds that a refresh takes; the documents say minutes.
const TAKES: i64 = 120;

fn is_running(tx: &Tx<'_>, what: Refresh) -> rusqlite::Result<bool> {
    let begun = tx.refreshed_at(what)?;
    Ok(begun.is_some_and(|begun| tx.core.clock.now_seconds() < begun.saturating_add(TAKES)))
}

async fn status(app: App, what: Refresh) -> Result<Answer, ApiError> {
    let running = app.store.read(move |tx| Ok(is_running(tx, what)?)).await?;
    Ok(Answer::json(&json!({"currently_refreshing": running})))
}

/// Begins a refresh, unless one is running. What is kept here is what WhatsApp has, so nothing comes in by it.
async fn issue(app: App, what: Refresh) -> Result<Answer, ApiError> {
    app.store.write(move |tx| if is_running(tx, what)? { Ok(()) } else { Ok(tx.begin_refresh(what)?) }).await?;
    Ok(Answer::empty())
}

/// checkTemplateRefreshStatus.
pub(super) async fn templates_status(State(app): State<App>, _: Me) -> Result<Answer, ApiError> {
    status(app, Refresh::Templates).await
}

/// issueTemplateRefreshRequest.
pub(super) async fn issue_templates(State(app): State<App>, _: Me, _: Fields) -> Result<Answer, ApiError> {
    issue(app, Refresh::Templates).await
}

/// checkSettingsRefreshStatus.
pub(super) async fn settings_status(State(app): State<App>, _: Me) -> Result<Answer, ApiError> {
    status(app, Refresh::Settings).await
}

/// issueSettingsRefreshRequest.
pub(super) async fn issue_settings(State(app): State<App>, _: Me, _: Fields) -> Result<Answer, ApiError> {
    issue(app, Refresh::Settings).await
}
