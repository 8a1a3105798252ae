//! Passwords.

use axum::extract::{Path, State};

use super::answer::Answer;
use super::caller::{Me, Way};
use super::error::ApiError;
use super::fields::Fields;
use crate::app::App;

const LONGEST: usize = 1_000;

/// changeMyPassword. Other sessions of mine end; this one and my token stay.
pub(super) async fn change_mine(State(app): State<App>, me: Me, way: Way, mut fields: Fields) -> Result<Answer, ApiError> {
    let current = fields.required_text("current_password", LONGEST);
    let new = fields.required_text("new_password", LONGEST);
    let (current, new) = fields.checked(current.zip(new))?;
    app.store
        .write(move |tx| {
            if !tx.password_fits(me.id(), &current)? {
                return Err(ApiError::field("current_password", "Wrong password."));
            }
            Ok(tx.set_password(me.id(), &new, way.session())?)
        })
        .await?;
    Ok(Answer::empty())
}

/// changeUserPassword. The user's sessions end; the token stays, as a bot's has to.
pub(super) async fn change(
    State(app): State<App>,
    me: Me,
    way: Way,
    Path(id): Path<String>,
    mut fields: Fields,
) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    let id = super::users::known(&app, &id)?.id;
    let password = fields.required_text("password", LONGEST);
    let password = fields.checked(password)?;
    app.store.write(move |tx| Ok(tx.set_password(id, &password, way.session())?)).await?;
    Ok(Answer::empty())
}
