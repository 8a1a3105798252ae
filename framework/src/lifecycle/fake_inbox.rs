//! As much of an inbox as the start of a bot needs, over real HTTP, for the tests of this module.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use hyper::body::Frame;
use serde_json::{Value, json};

use crate::client::Api;
use crate::client::fake::Server;

/// The admin's token and password.
pub(super) const ADMIN: &str = "admin-s3cret";

pub(super) struct FakeInbox {
    server: Server,
    house: Shared,
}

type Shared = Arc<Mutex<House>>;

#[derive(Default)]
pub(super) struct House {
    pub(super) users: Vec<Inhabitant>,
    pub(super) webhooks: Vec<Value>,
    /// Method and path of every call, in order.
    pub(super) calls: Vec<String>,
    /// How many answers of an activation get lost after it was done.
    pub(super) lose_activations: usize,
    /// Whether users who were never activated get a token for their password.
    pub(super) inactive_may_log_in: bool,
    /// What testWabaWebhook answers.
    pub(super) test_answer: Option<(StatusCode, Value)>,
}

#[derive(Clone)]
pub(super) struct Inhabitant {
    pub(super) id: i64,
    pub(super) username: String,
    pub(super) role: &'static str,
    pub(super) token: String,
    pub(super) password: Option<String>,
    pub(super) is_active: bool,
}

impl Inhabitant {
    pub(super) fn new(id: i64, username: &str, role: &'static str) -> Self {
        Self { id, username: username.to_owned(), role, token: format!("token-{id}-s3cret"), password: None, is_active: true }
    }

    fn json(&self) -> Value {
        json!({"id": self.id, "username": self.username, "profile": {"role": self.role}})
    }
}

/// A JSON body, in and out.
struct Json(Value);

impl<S: Send + Sync> FromRequest<S> for Json {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let text = String::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self(serde_json::from_str(&text).unwrap()))
    }
}

impl IntoResponse for Json {
    fn into_response(self) -> Response {
        self.0.to_string().into_response()
    }
}

/// A body that breaks off before its first byte.
struct Broken;

impl hyper::body::Body for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("lost"))))
    }
}

impl FakeInbox {
    pub(super) async fn start() -> Self {
        let mut admin = Inhabitant::new(1, "admin", "admin");
        admin.token = ADMIN.to_owned();
        admin.password = Some(ADMIN.to_owned());
        let house: Shared = Arc::new(Mutex::new(House { users: vec![admin], inactive_may_log_in: true, ..House::default() }));
        let router = Router::new()
            .route("/api/v1/auth/token/", post(log_in))
            .route("/api/v1/users/", get(list_users).post(create_user))
            .route("/api/v1/users/current/", get(current_user))
            .route("/api/v1/users/{id}/password/change/", put(change_password))
            .route("/confirm_account", get(activate))
            .route("/api/v1/webhooks/waba/", get(list_webhooks).post(create_webhook))
            .route("/api/v1/webhooks/waba/{id}/", put(update_webhook).delete(delete_webhook))
            .route("/api/v1/webhooks/waba/{id}/test/", post(test_webhook))
            .layer(middleware::from_fn_with_state(Arc::clone(&house), record))
            .with_state(Arc::clone(&house));
        Self { server: Server::start(router).await, house }
    }

    /// A client in nobody's name.
    pub(super) fn api(&self) -> Api {
        self.server.api().without_token()
    }

    pub(super) fn house(&self) -> MutexGuard<'_, House> {
        self.house.lock().unwrap()
    }

    /// The calls so far, which are forgotten.
    pub(super) fn take_calls(&self) -> Vec<String> {
        std::mem::take(&mut self.house().calls)
    }

    /// An activation URL as createNewUser answers it.
    pub(super) fn activation_url(&self, id: i64) -> String {
        format!("{}confirm_account?c={id}-s3cret", self.server.api().base())
    }
}

async fn record(State(house): State<Shared>, request: Request, next: Next) -> Result<Response, Infallible> {
    house.lock().unwrap().calls.push(format!("{} {}", request.method(), request.uri().path()));
    Ok(next.run(request).await)
}

type Refusal = (StatusCode, String);

fn refusal(status: StatusCode, words: &str) -> Refusal {
    (status, json!({"detail": words}).to_string())
}

/// Whose token came with a call.
fn caller(house: &House, headers: &HeaderMap) -> Result<Inhabitant, Refusal> {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Token "));
    let user = house.users.iter().find(|user| user.is_active && Some(user.token.as_str()) == token).cloned();
    user.ok_or_else(|| refusal(StatusCode::FORBIDDEN, "Authentication credentials were not provided."))
}

fn admin(house: &House, headers: &HeaderMap) -> Result<(), Refusal> {
    if caller(house, headers)?.role == "admin" { Ok(()) } else { Err(refusal(StatusCode::FORBIDDEN, "You do not have permission.")) }
}

async fn log_in(State(house): State<Shared>, Json(body): Json) -> Response {
    let house = house.lock().unwrap();
    let user = house.users.iter().find(|user| {
        body["username"] == user.username.as_str()
            && user.password.as_deref() == body["password"].as_str()
            && (user.is_active || house.inactive_may_log_in)
    });
    user.map_or_else(
        || refusal(StatusCode::BAD_REQUEST, "Unable to log in with provided credentials.").into_response(),
        |user| Json(json!({"token": user.token})).into_response(),
    )
}

async fn list_users(State(house): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    let house = house.lock().unwrap();
    admin(&house, &headers)?;
    let users: Vec<_> = house.users.iter().map(Inhabitant::json).collect();
    Ok(Json(json!({"count": users.len(), "results": users})).into_response())
}

async fn create_user(State(house): State<Shared>, headers: HeaderMap, Json(body): Json) -> Result<Response, Refusal> {
    let mut house = house.lock().unwrap();
    admin(&house, &headers)?;
    assert_eq!(body["profile"]["role"], "app");
    let host = headers["host"].to_str().unwrap();
    let mut user = Inhabitant::new(house.users.len() as i64 + 1, body["username"].as_str().unwrap(), "app");
    user.is_active = false;
    let mut answer = user.json();
    answer["activation_url"] = format!("http://{host}/confirm_account?c={}-s3cret", user.id).into();
    house.users.push(user);
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn current_user(State(house): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    Ok(Json(caller(&house.lock().unwrap(), &headers)?.json()).into_response())
}

async fn change_password(
    State(house): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Json(body): Json,
) -> Result<Response, Refusal> {
    let mut house = house.lock().unwrap();
    admin(&house, &headers)?;
    let may_log_in = house.inactive_may_log_in;
    let user = house.users.iter_mut().find(|user| user.id == id).ok_or_else(|| refusal(StatusCode::NOT_FOUND, "Not found."))?;
    user.password = body["password"].as_str().map(str::to_owned);
    user.is_active |= may_log_in;
    Ok(Json(json!({})).into_response())
}

async fn activate(State(house): State<Shared>, Query(query): Query<Vec<(String, String)>>) -> Response {
    let mut house = house.lock().unwrap();
    let code = query.first().map(|(_, code)| code.clone()).unwrap_or_default();
    let Some(user) = house.users.iter_mut().find(|user| !user.is_active && code == format!("{}-s3cret", user.id)) else {
        return refusal(StatusCode::NOT_FOUND, "Not found.").into_response();
    };
    user.is_active = true;
    let token = user.token.clone();
    if house.lose_activations > 0 {
        house.lose_activations -= 1;
        return Body::new(Broken).into_response();
    }
    Json(json!({"token": token})).into_response()
}

async fn list_webhooks(State(house): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    let house = house.lock().unwrap();
    caller(&house, &headers)?;
    Ok(Json(json!({"count": house.webhooks.len(), "results": house.webhooks})).into_response())
}

async fn create_webhook(State(house): State<Shared>, headers: HeaderMap, Json(mut body): Json) -> Result<Response, Refusal> {
    let mut house = house.lock().unwrap();
    let user = caller(&house, &headers)?;
    body["id"] = (house.webhooks.len() as i64 + 7).into();
    body["user"] = json!({"id": user.id, "username": user.username});
    house.webhooks.push(body.clone());
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

async fn update_webhook(State(house): State<Shared>, Path(id): Path<i64>, Json(body): Json) -> Response {
    let mut house = house.lock().unwrap();
    let Some(webhook) = house.webhooks.iter_mut().find(|webhook| webhook["id"] == id) else {
        return refusal(StatusCode::NOT_FOUND, "Not found.").into_response();
    };
    for (name, value) in body.as_object().unwrap() {
        webhook[name] = value.clone();
    }
    Json(webhook.clone()).into_response()
}

async fn delete_webhook(State(house): State<Shared>, Path(id): Path<i64>) -> StatusCode {
    house.lock().unwrap().webhooks.retain(|webhook| webhook["id"] != id);
    StatusCode::NO_CONTENT
}

async fn test_webhook(State(house): State<Shared>) -> Response {
    let answer = house.lock().unwrap().test_answer.clone();
    let (status, body) = answer.unwrap_or((StatusCode::OK, json!({})));
    (status, Json(body)).into_response()
}
