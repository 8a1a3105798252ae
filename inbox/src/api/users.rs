//! Users.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::Value;
use switchboard_wire::limits::USER_NAME_PART;
use switchboard_wire::{ChatAccess, Members, NewUser, Secret, User, UserPermissions};

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::{Fields, is_email};
use super::page::Paging;
use crate::app::App;
use crate::store::directory::{Account, Directory};
use crate::store::users::UserRecord;

/// Characters of a user name at most; not documented, the framework of the service has this one.
pub(crate) const USERNAME: usize = 150;

/// listUsers.
pub(super) async fn list(State(app): State<App>, _: Me, paging: Paging) -> Answer {
    let directory = app.core.directory();
    paging.of(&directory.users.values().map(|account| &account.user).collect::<Vec<_>>())
}

/// retrieveCurrentUser.
pub(super) async fn current(me: Me) -> Answer {
    Answer::ok(me.0.json.clone())
}

/// The user of this id, as it stands in a path.
pub(super) fn known(app: &App, id: &str) -> Result<Arc<Account>, ApiError> {
    id.parse().ok().and_then(|id| app.core.directory().user(id).map(Arc::clone)).ok_or_else(ApiError::not_found)
}

/// retrieveUser.
pub(super) async fn retrieve(State(app): State<App>, _: Me, Path(id): Path<String>) -> Result<Answer, ApiError> {
    Ok(Answer::ok(known(&app, &id)?.json.clone()))
}

/// createNewUser.
pub(super) async fn create(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    let username = fields.required_text("username", USERNAME);
    let username = username.and_then(|name| checked_username(&mut fields, name));
    let mut record = UserRecord { role: String::from("user"), ..UserRecord::default() };
    take_names(&mut fields, &mut record);
    take_role(&mut fields, &mut record);
    record.username = fields.checked(username)?;
    let (id, code) = app
        .store
        .write(move |tx| {
            if tx.username_taken(&record.username, None)? {
                return Err(ApiError::field("username", "A user with that username already exists."));
            }
            Ok(tx.create_user(&record)?)
        })
        .await?;
    let account = known(&app, &id.to_string())?;
    let activation_url = Secret::new(format!("{}/confirm_account?c={code}", app.core.url));
    // Groups and permissions stand in the user's own answers; the document's has neither here.
    let user = User { groups: None, permissions: None, ..account.user.clone() };
    Ok(Answer::created(&NewUser { activation_url, user }))
}

/// updateUser.
pub(super) async fn update(app: State<App>, me: Me, id: Path<String>, mut fields: Fields) -> Result<Answer, ApiError> {
    // The permissions, too, from whoever may change them.
    let needed = if me.is_admin() { &["username", "email", "permissions"][..] } else { &["username", "email"] };
    for name in needed {
        if !fields.has(name) {
            fields.wrong(name, "This field is required.");
        }
    }
    change(app, me, id, fields, false).await
}

/// partialUpdateUser: what is left out stays, inside the permissions too.
pub(super) async fn partial_update(app: State<App>, me: Me, id: Path<String>, fields: Fields) -> Result<Answer, ApiError> {
    change(app, me, id, fields, true).await
}

async fn change(State(app): State<App>, me: Me, Path(id): Path<String>, mut fields: Fields, partial: bool) -> Result<Answer, ApiError> {
    let id = known(&app, &id)?.id;
    let own = id == me.id() && !["profile", "group_ids", "permissions"].iter().any(|name| fields.has(name));
    if !me.is_admin() && !own {
        return Err(ApiError::forbidden());
    }
    app.store
        .write(move |tx| {
            // Inside the job, so that of two changes at the same time none undoes the other, and two admins who step down cannot both be
            // let go.
            let directory = tx.core.directory();
            let mut record = record_of(directory.user(id).ok_or_else(ApiError::not_found)?);
            let groups = take_changes(&mut fields, &directory, &mut record);
            let permissions = fields.object("permissions");
            fields.check()?;
            if tx.username_taken(&record.username, Some(id))? {
                return Err(ApiError::field("username", "A user with that username already exists."));
            }
            if record.role != "admin" && directory.is_only_admin(id) {
                return Err(ApiError::field("profile", "This is the only active admin: make somebody else an admin first."));
            }
            let own = match permissions {
                Some(changes) if partial => merged(&tx.own_permissions(id)?, changes),
                Some(permissions) => checked_permissions(Value::Object(permissions)),
                None => Ok(tx.own_permissions(id)?),
            };
            let own = own.map_err(|complaint| ApiError::field("permissions", complaint))?;
            Ok(tx.update_user(id, &record, &own, groups.as_deref())?)
        })
        .await?;
    Ok(Answer::ok(known(&app, &id.to_string())?.json.clone()))
}

/// A user as it is.
fn record_of(account: &Account) -> UserRecord {
    let User { username, first_name, last_name, email, .. } = account.user.clone();
    UserRecord { username, first_name, last_name, email, role: crate::json::text(&account.role).trim_matches('"').to_owned() }
}

/// Changes a user as the fields ask for it. Answers the groups that it is to be in, if they name them.
fn take_changes(fields: &mut Fields, directory: &Directory, record: &mut UserRecord) -> Option<Vec<i64>> {
    if fields.has("username")
        && let Some(username) = fields.required_text("username", USERNAME)
        && let Some(username) = checked_username(fields, username)
    {
        record.username = username;
    }
    take_names(fields, record);
    take_role(fields, record);
    let groups = if fields.has("group_ids") { fields.integers("group_ids") } else { None };
    for group in groups.iter().flatten() {
        if directory.group(*group).is_none() {
            fields.wrong("group_ids", format!("Invalid pk \"{group}\" - object does not exist."));
        }
    }
    groups
}

fn checked_username(fields: &mut Fields, name: String) -> Option<String> {
    // The documents say letters and digits, and have names with spaces and e-mail addresses in their examples.
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "@._+ -".contains(c)) {
        return Some(name);
    }
    fields.wrong("username", "Enter a valid username: letters, digits, spaces and @ . _ + - only.");
    None
}

fn take_names(fields: &mut Fields, record: &mut UserRecord) {
    for (name, place, most) in [
        ("first_name", &mut record.first_name, USER_NAME_PART),
        ("last_name", &mut record.last_name, USER_NAME_PART),
        ("email", &mut record.email, 254),
    ] {
        if let Some(text) = fields.text(name, most) {
            *place = text;
        }
    }
    if fields.has("email") && !record.email.is_empty() && !is_email(&record.email) {
        fields.wrong("email", "Enter a valid email address.");
    }
}

fn take_role(fields: &mut Fields, record: &mut UserRecord) {
    let Some(profile) = fields.object("profile") else { return };
    match profile.get("role").map(|role| role.as_str().unwrap_or_default()) {
        None => {}
        Some(role @ ("admin" | "user" | "app")) => record.role = role.to_owned(),
        Some(role) => fields.wrong("profile", format!("\"{role}\" is not a valid choice.")),
    }
}

/// Permissions with some of them changed; null takes one away, so that the groups decide again.
pub(crate) fn merged(permissions: &UserPermissions, changes: Members) -> Result<UserPermissions, String> {
    let mut members = Members::new();
    if let Ok(Value::Object(kept)) = serde_json::to_value(permissions) {
        members.extend(kept);
    }
    members.extend(changes);
    checked_permissions(Value::Object(members))
}

/// Permissions as a user or a group may have them.
fn checked_permissions(value: Value) -> Result<UserPermissions, String> {
    let permissions: UserPermissions = serde_json::from_value(value).map_err(|error| error.to_string())?;
    for access in [&permissions.can_read_chats, &permissions.can_write_to_chats].into_iter().flatten() {
        if let ChatAccess::Other(access) = access {
            return Err(format!("\"{access}\" is not a valid choice."));
        }
    }
    Ok(permissions)
}
