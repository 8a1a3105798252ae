//! Message templates: what WhatsApp thinks of them.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use switchboard_wire::{Template, TemplateStatus};

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::api::templates::taken;
use crate::app::App;
use crate::json;
use crate::store::templates::status;

/// Characters of a text here at most.
const MOST: usize = 1_000;

/// `PUT /sandbox/templates/{name}`: a template as if it had been made and looked at. Approved and in English, unless the body says
/// otherwise.
pub(super) async fn put(State(app): State<App>, Path(name): Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    let status = wanted_status(&mut fields).unwrap_or(TemplateStatus::Approved);
    let language = fields.text("language", MOST).unwrap_or_else(|| String::from("en"));
    let reason = fields.text("rejected_reason", MOST);
    let mut template = taken(&mut fields, Some(name), Some(language), status).map_err(ApiError::in_the_sandbox)?;
    template.rejected_reason = reason;
    let (new, template) = app
        .store
        .write(move |tx| {
            let new = tx.template(&template.name, &template.language)?.is_none();
            tx.put_template(&template)?;
            Ok((new, tx.template(&template.name, &template.language)?.unwrap_or(template)))
        })
        .await?;
    Ok(Answer::new(if new { StatusCode::CREATED } else { StatusCode::OK }, json::text(&template)))
}

/// `PATCH /sandbox/templates/{name}`: moves a template on, in one language or in all.
pub(super) async fn move_on(State(app): State<App>, Path(name): Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    let status = wanted_status(&mut fields).ok_or_else(|| ApiError::sandbox("`status` is needed, such as `approved` or `rejected`"))?;
    let language = fields.text("language", MOST);
    let reason = fields.text("rejected_reason", MOST);
    let moved = app
        .store
        .write(move |tx| {
            let mut moved: Vec<Template> = tx.templates()?;
            moved.retain(|template| template.name == name && language.as_ref().is_none_or(|language| template.language == *language));
            for template in &mut moved {
                template.status = status.clone();
                template.rejected_reason = reason.clone();
                tx.put_template(template)?;
            }
            Ok(moved)
        })
        .await?;
    if moved.is_empty() {
        return Err(ApiError::sandbox_not_found("no such template"));
    }
    Ok(Answer::json(&serde_json::json!({"templates": moved})))
}

fn wanted_status(fields: &mut Fields) -> Option<TemplateStatus> {
    fields.text("status", MOST).filter(|name| !name.is_empty()).map(status)
}
