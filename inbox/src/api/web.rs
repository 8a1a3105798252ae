//! The pages that a browser needs for a session: the form to log in, and the way in without a password.

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use switchboard_wire::Secret;

use super::auth::{LONGEST, must_have_seat};
use super::cookies::{self, Cookies};
use super::error::ApiError;
use super::fields::Fields;
use super::query::Query;
use super::refresh_tokens;
use crate::api::caller::Caller;
use crate::app::App;
use crate::store::Tx;

/// Where people work.
const APP: &str = "/app/";

const LOGIN: &str = "/login/";

/// The form to log in.
pub(super) async fn login_form(State(app): State<App>, query: Query, headers: HeaderMap) -> Response {
    form(&app, &headers, query.text("next").filter(|next| is_local(&app, next)), "")
}

/// What the form sends: opens a session and answers 302. Whoever cannot log in sees the form again, with the reason.
pub(super) async fn log_in(State(app): State<App>, query: Query, headers: HeaderMap, mut fields: Fields) -> Result<Response, ApiError> {
    let repeated = fields.text("csrfmiddlewaretoken", LONGEST);
    cookies::check_csrf(&headers, repeated.as_deref()).map_err(|failure| ApiError::detail(StatusCode::FORBIDDEN, failure))?;
    let next = fields.text("next", LONGEST).or_else(|| query.text("next").map(str::to_owned));
    let next = next.filter(|next| is_local(&app, next));
    let username = fields.text("username", LONGEST).unwrap_or_default();
    let password = fields.text("password", LONGEST).unwrap_or_default();
    match app.store.write(move |tx| session(tx, &username, &password)).await {
        Ok(session) => Ok(opened(&app, &session, next.as_deref())),
        Err(refused) => match refused.reason_in_words() {
            Some(reason) => Ok(form(&app, &headers, next.as_deref(), reason)),
            None => Err(refused),
        },
    }
}

fn session(tx: &mut Tx<'_>, username: &str, password: &str) -> Result<Secret, ApiError> {
    let user = tx.authenticate(username, password)?;
    let directory = tx.core.directory();
    // The service account of the Partner API does not use the web.
    let user = user.filter(|user| directory.user(*user).is_some_and(|account| !account.configurator));
    let user = user.ok_or_else(|| ApiError::reason("Please enter a correct username and password."))?;
    must_have_seat(tx, user)?;
    Ok(tx.open_session(user)?)
}

/// Where people work. With `?idt=<refresh token>`, or `?refresh_token=..` and `keep_refresh_token=1` as the web inbox of today has it,
/// they are logged in without a password; the token is taken out of the address.
pub(super) async fn app(State(app): State<App>, query: Query, headers: HeaderMap) -> Result<Response, ApiError> {
    let Some(token) = query.text("idt").or_else(|| query.text("refresh_token")).map(str::to_owned) else {
        return Ok(page_of_app(&app, &headers));
    };
    let keep = query.boolean("keep_refresh_token")?.unwrap_or(false);
    let session = app
        .store
        .write(move |tx| {
            let user = refresh_tokens::used(tx, "refresh_token", &token, keep)?;
            must_have_seat(tx, user)?;
            Ok(tx.open_session(user)?)
        })
        .await?;
    Ok(opened(&app, &session, None))
}

fn page_of_app(app: &App, headers: &HeaderMap) -> Response {
    let Some((account, _)) = Caller::of_session(app, headers) else { return to_login(app, headers) };
    let body = format!("<p>Logged in as {}. This inbox has its API at <code>/api/v1/</code>.</p>", escaped(&account.user.username));
    page(app, headers, &body)
}

/// An answer that opens a session and leads on, to where people work unless another place is named.
pub(super) fn opened(app: &App, session: &Secret, next: Option<&str>) -> Response {
    let mut response = to(next.map_or_else(|| format!("{}{APP}", app.core.path()), str::to_owned));
    Cookies::default().with_session(&app.core, session).put(response.headers_mut());
    response
}

/// An answer that leads to the form.
pub(super) fn to_login(app: &App, headers: &HeaderMap) -> Response {
    let mut response = to(format!("{}{LOGIN}", app.core.path()));
    Cookies::default().with_csrf(&app.core, &cookies::csrf_token(headers)).put(response.headers_mut());
    response
}

fn to(place: String) -> Response {
    // It is written in visible ASCII: ours is, and another was looked at.
    let place = HeaderValue::try_from(place).unwrap_or(HeaderValue::from_static(APP));
    (StatusCode::FOUND, [(LOCATION, place)]).into_response()
}

/// Whether an address stays in this inbox.
fn is_local(app: &App, place: &str) -> bool {
    let below = place.strip_prefix(app.core.path()).is_some_and(|rest| rest.starts_with('/') && !rest.starts_with("//"));
    below && !place.contains('\\') && !place.contains("/..") && place.bytes().all(|byte| byte.is_ascii_graphic())
}

fn form(app: &App, headers: &HeaderMap, next: Option<&str>, complaint: &str) -> Response {
    let token = cookies::csrf_token(headers);
    let body = format!(
        "<p>{}</p><form method=\"post\" action=\"{}{LOGIN}\"><input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"{token}\">\
         <input type=\"hidden\" name=\"next\" value=\"{}\"><label>Username <input name=\"username\" autofocus></label> \
         <label>Password <input type=\"password\" name=\"password\"></label> <button>Log in</button></form>",
        escaped(complaint),
        app.core.path(),
        escaped(next.unwrap_or_default()),
    );
    with_token(app, &token, &body)
}

fn page(app: &App, headers: &HeaderMap, body: &str) -> Response {
    with_token(app, &cookies::csrf_token(headers), body)
}

fn with_token(app: &App, token: &str, body: &str) -> Response {
    let html = format!("<!doctype html><meta charset=\"utf-8\"><title>Inbox</title>{body}\n");
    let mut response = ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html).into_response();
    Cookies::default().with_csrf(&app.core, token).put(response.headers_mut());
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#x27;")
}
