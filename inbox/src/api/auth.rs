//! Tokens and activation.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use switchboard_wire::{AuthToken, Secret};

use super::answer::Answer;
use super::caller::{Me, Way};
use super::cookies::Cookies;
use super::error::ApiError;
use super::fields::Fields;
use super::query::Query;
use super::web;
use crate::app::App;
use crate::store::Tx;
use crate::store::users::Activation;

/// Long enough for every name, password and token.
pub(super) const LONGEST: usize = 1_000;

/// createAuthToken.
pub(super) async fn create_token(State(app): State<App>, mut fields: Fields) -> Result<Answer, ApiError> {
    let username = fields.required_text("username", LONGEST);
    let password = fields.required_text("password", LONGEST);
    let (username, password) = fields.checked(username.zip(password))?;
    let token = app
        .store
        .write(move |tx| match tx.authenticate(&username, &password)? {
            Some(user) => logged_in(tx, user),
            None => Err(ApiError::field("non_field_errors", "Unable to log in with provided credentials.")),
        })
        .await?;
    Ok(Answer::json(&token))
}

/// The token of a user who logs in now: the one that exists, else a new one.
///
/// # Errors
/// 400 when there is no seat.
pub(super) fn logged_in(tx: &mut Tx<'_>, user: i64) -> Result<AuthToken, ApiError> {
    must_have_seat(tx, user)?;
    Ok(AuthToken { token: Secret::new(tx.log_in_by_token(user)?) })
}

/// # Errors
/// 400 when everybody who may be logged in at the same time is.
pub(super) fn must_have_seat(tx: &Tx<'_>, user: i64) -> Result<(), ApiError> {
    if tx.has_seat_for(user)? { Ok(()) } else { Err(ApiError::reason("All seats are taken: somebody else has to log out first.")) }
}

/// logout: ends what the caller came with, token or session. The token that the first admin was given at the start, and the
/// provider's keys, stay.
pub(super) async fn logout(State(app): State<App>, _: Me, way: Way) -> Result<Response, ApiError> {
    let cookies = match &way {
        Way::Session(_) => Cookies::default().without_session(&app.core),
        Way::Token(_) | Way::ProviderKey => Cookies::default(),
    };
    app.store
        .write(move |tx| match way {
            Way::Token(token) => Ok(tx.end_token(token.expose())?),
            Way::Session(key) => Ok(tx.end_session(&key)?),
            Way::ProviderKey => Ok(()),
        })
        .await?;
    let mut response = Answer::empty().into_response();
    cookies.put(response.headers_mut());
    Ok(response)
}

/// activateUser. The code works once. A person is logged in, and where there is no seat, is active and asked to log in later: then the
/// code stays.
pub(super) async fn activate(State(app): State<App>, query: Query, headers: HeaderMap) -> Result<Response, ApiError> {
    let code = query.text("c").ok_or_else(ApiError::not_found)?.to_owned();
    let activated = app
        .store
        .write(move |tx| {
            let activation = tx.activate(&code)?;
            let Activation::Person(user) = activation else { return Ok((activation, None)) };
            if !tx.has_seat_for(user)? {
                return Ok((activation, None));
            }
            tx.use_up_activation(user)?;
            Ok((activation, Some(tx.open_session(user)?)))
        })
        .await?;
    match activated {
        (Activation::Unknown, _) => Err(ApiError::not_found()),
        (Activation::App(token), _) => Ok(Answer::json(&AuthToken { token: Secret::new(token) }).into_response()),
        (Activation::Person(_), Some(session)) => Ok(web::opened(&app, &session, None)),
        (Activation::Person(_), None) => Ok(web::to_login(&app, &headers)),
    }
}
