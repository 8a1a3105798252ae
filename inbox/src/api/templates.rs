//! Message templates.

use axum::extract::{Path, State};
use switchboard_wire::limits::TEMPLATE_NAME;
use switchboard_wire::{Template, TemplateComponent, TemplateStatus};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use super::page::Paging;
use crate::app::App;
use crate::form::template::COMPONENTS;

/// Characters of a language's code, such as `en_US`.
const LANGUAGE: usize = 15;

/// Characters of a category's name at most; ours.
const CATEGORY: usize = 100;

/// listTemplates.
pub(super) async fn list(State(app): State<App>, _: Me, paging: Paging) -> Result<Answer, ApiError> {
    Ok(paging.of(&app.store.read(|tx| Ok(tx.templates()?)).await?))
}

/// createTemplate: WhatsApp looks at it before it may be sent, so it is pending.
pub(super) async fn create(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    let name = fields.required_text("name", TEMPLATE_NAME);
    for needed in ["category", "components"] {
        if !fields.has(needed) {
            fields.wrong(needed, "This field is required.");
        }
    }
    let language = fields.required_text("language", LANGUAGE);
    let template = taken(&mut fields, name, language, TemplateStatus::Pending)?;
    let made = app
        .store
        .write(move |tx| {
            if tx.template(&template.name, &template.language)?.is_some() {
                return Err(ApiError::field("name", "There is a template of this name in this language already."));
            }
            tx.put_template(&template)?;
            tx.template(&template.name, &template.language)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok(Answer::created(&made))
}

/// destroyTemplate, in every language.
pub(super) async fn destroy(State(app): State<App>, me: Me, Path(name): Path<String>) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    let known = app.store.write(move |tx| Ok(tx.delete_template(&name)?)).await?;
    if known { Ok(Answer::no_content()) } else { Err(ApiError::not_found()) }
}

/// A template out of a body, once everything about it is right.
pub(crate) fn taken(
    fields: &mut Fields,
    name: Option<String>,
    language: Option<String>,
    status: TemplateStatus,
) -> Result<Template, ApiError> {
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if name.as_deref().is_some_and(|name| !plain(name)) {
        fields.wrong("name", "It has small letters, digits and underscores only.");
    }
    let category = fields.text("category", CATEGORY);
    let components = components(fields);
    let (name, language) = fields.checked(name.zip(language))?;
    let extra = switchboard_wire::Members::new();
    Ok(Template { name, language, status, category, components, namespace: None, rejected_reason: None, extra })
}

fn components(fields: &mut Fields) -> Vec<TemplateComponent> {
    let Some(mut components) = fields.value("components").cloned() else { return Vec::new() };
    let settled = COMPONENTS.settle(&mut components).and_then(|()| {
        serde_json::from_value(components)
            .map_err(|_| String::from("Expected a list of items, such as {\"type\": \"BODY\", \"text\": \"..\"}."))
    });
    settled.map_err(|complaint| fields.wrong("components", complaint)).unwrap_or_default()
}
