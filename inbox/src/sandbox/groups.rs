//! Groups, which are made and given permissions in the admin panel of the real service.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use switchboard_wire::{Members, UserPermissions};

use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::api::users::merged;
use crate::app::App;

/// Characters of a group's name at most; not documented, the framework of the service has this one.
const NAME: usize = 150;

/// `POST /sandbox/groups`: 201 for a new one, 200 for one of this name, whose permissions are changed as they are written here.
/// Members are put in by `group_ids` of partialUpdateUser.
pub(super) async fn create(State(app): State<App>, fields: Fields) -> Result<Answer, ApiError> {
    let mut members = fields.into_members();
    let changes = permissions(&mut members)?.unwrap_or_default();
    let name = members.get("name").and_then(Value::as_str).map(str::to_owned);
    let name = name.filter(|name| !name.trim().is_empty() && name.chars().count() <= NAME);
    let name = name.ok_or_else(|| ApiError::sandbox(format!("`name` is needed, as a string of {NAME} characters at most")))?;
    let (id, name, permissions, is_new) = app
        .store
        .write(move |tx| {
            let directory = tx.core.directory();
            let known = directory.groups.values().find(|record| record.group.name == name).map(|record| &record.permissions);
            let permissions = merged(&known.cloned().unwrap_or_default(), changes).map_err(ApiError::sandbox)?;
            Ok((tx.put_group(&name, &permissions)?, name, permissions, known.is_none()))
        })
        .await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer::new(status, shown(id, &name, &permissions).to_string()))
}

/// `PATCH /sandbox/groups/{id}`.
pub(super) async fn set_permissions(State(app): State<App>, Path(id): Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    let id: i64 = id.parse().map_err(|_| ApiError::sandbox_not_found("no such group"))?;
    let changes = permissions(&mut fields.into_members()).and_then(|changes| changes.ok_or_else(not_permissions));
    let shown = app
        .store
        .write(move |tx| {
            let directory = tx.core.directory();
            let record = directory.groups.get(&id).ok_or_else(|| ApiError::sandbox_not_found("no such group"))?;
            let permissions = merged(&record.permissions, changes?).map_err(ApiError::sandbox)?;
            tx.put_group(&record.group.name, &permissions)?;
            Ok(shown(id, &record.group.name, &permissions))
        })
        .await?;
    Ok(Answer::json(&shown))
}

fn permissions(members: &mut Members) -> Result<Option<Members>, ApiError> {
    match members.remove("permissions") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(changes)) => Ok(Some(changes)),
        Some(_) => Err(not_permissions()),
    }
}

fn not_permissions() -> ApiError {
    ApiError::sandbox("`permissions` is an object, such as {\"can_read_chats\": \"group\"}")
}

fn shown(id: i64, name: &str, permissions: &UserPermissions) -> Value {
    json!({"id": id, "name": name, "permissions": permissions})
}
