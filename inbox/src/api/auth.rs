//! Tokens and activation.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use switchboard_wire::{AuthToken, Secret};

use super::answer::Answer;
use super::error::ApiError;
use super::fields::Fields;
use super::query::Query;
use crate::app::App;
use crate::store::users::Activation;

/// Long enough for every name and password.
const LONGEST: usize = 1_000;

/// createAuthToken.
pub(super) async fn create_token(State(app): State<App>, mut fields: Fields) -> Result<Answer, ApiError> {
    let username = fields.required_text("username", LONGEST);
    let password = fields.required_text("password", LONGEST);
    let (username, password) = fields.checked(username.zip(password))?;
    let token = app
        .store
        .write(move |tx| match tx.log_in(&username, &password)? {
            Some(user) => Ok(tx.token_of(user)?),
            None => Err(ApiError::field("non_field_errors", "Unable to log in with provided credentials.")),
        })
        .await?;
    Ok(Answer::json(&AuthToken { token: Secret::new(token) }))
}

/// activateUser.
pub(super) async fn activate(State(app): State<App>, query: Query) -> Result<Response, ApiError> {
    let code = query.text("c").ok_or_else(ApiError::not_found)?.to_owned();
    match app.store.write(move |tx| Ok(tx.activate(&code)?)).await? {
        Activation::Unknown => Err(ApiError::not_found()),
        Activation::App(token) => Ok(Answer::json(&AuthToken { token: Secret::new(token) }).into_response()),
        Activation::Person => Ok((StatusCode::FOUND, [(LOCATION, "/app/")]).into_response()),
    }
}
