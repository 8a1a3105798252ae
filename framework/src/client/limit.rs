//! What is checked before a request leaves, since the API states it. Messages are checked as those that handlers say.

use crate::builder::{BrokenLimit, at_most, check_tag, filled};
use crate::wire::{ChatImportRequest, NewTag, NewTemplate, NewUserRequest, UserUpdateRequest, limits};

/// A tag that is about to be made.
pub(super) fn new_tag(tag: &NewTag) -> Result<(), BrokenLimit> {
    check_tag(&tag.name)?;
    at_most("the tag's colour", tag.web_inbox_color.as_deref(), limits::TAG_COLOR)
}

/// The reason for blocking or reporting somebody.
pub(super) fn reason(text: &str) -> Result<(), BrokenLimit> {
    at_most("the reason", Some(text), limits::BLOCK_REASON)
}

/// A template that is about to be handed in.
pub(super) fn new_template(template: &NewTemplate) -> Result<(), BrokenLimit> {
    filled("the template's name", &template.name, limits::TEMPLATE_NAME)
}

/// A user that is about to be made.
pub(super) fn new_user(user: &NewUserRequest) -> Result<(), BrokenLimit> {
    filled("the user's name", &user.username, usize::MAX)?;
    names(user.first_name.as_deref(), user.last_name.as_deref())
}

/// What a user is about to become.
pub(super) fn user_update(user: &UserUpdateRequest) -> Result<(), BrokenLimit> {
    names(user.first_name.as_deref(), user.last_name.as_deref())
}

fn names(first: Option<&str>, last: Option<&str>) -> Result<(), BrokenLimit> {
    at_most("the first name", first, limits::USER_NAME_PART)?;
    at_most("the last name", last, limits::USER_NAME_PART)
}

/// A chat that is about to be brought in.
pub(super) fn import(import: &ChatImportRequest) -> Result<(), BrokenLimit> {
    let count = import.chat_participants.len();
    if count > limits::IMPORT_PARTICIPANTS {
        return Err(BrokenLimit::TooMany { field: "participants", limit: limits::IMPORT_PARTICIPANTS, count });
    }
    Ok(())
}
