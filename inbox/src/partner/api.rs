//! The Partner API's operations.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use switchboard_wire::Secret;
use switchboard_wire::partner::{Instance, PartnerHealth, PartnerId, ValidationError};

use super::Partner;
use super::order::{self, Order};
use super::register::{Entry, State as Became};
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::house::House;
use crate::random;

/// Its routes, with and without a final slash.
pub(super) fn router(partner: Partner) -> Router {
    Router::new()
        .route("/", get(health))
        .route("/v1", get(health))
        .route("/v1/", get(health))
        .route("/v1/partner_id", get(partner_id))
        .route("/v1/partner_id/", get(partner_id))
        .route("/v1/instances", post(create))
        .route("/v1/instances/", post(create))
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(|method: Method| async move { ApiError::method_not_allowed(&method) })
        .with_state(partner)
}

/// apiRoot, apiVersion1Root.
async fn health() -> Answer {
    Answer::json(&PartnerHealth { status: "healthy".to_owned() })
}

/// getPartnerId.
async fn partner_id(State(partner): State<Partner>, headers: HeaderMap) -> Result<Answer, ApiError> {
    let partner_id = partner.caller(&headers)?.to_owned();
    Ok(Answer::json(&PartnerId { partner_id }))
}

/// createInstance.
async fn create(State(partner): State<Partner>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let partner_id = partner.caller(&headers)?.to_owned();
    let order = order::read(&body).map_err(Refusal::Invalid)?;
    let generates = order.request.generate_activation;
    let entry = partner.register_order(order)?;
    let url = House::url_of(&partner.0.url, &entry.subdomain);
    let activation_url = entry.admin.as_ref().map(|(_, code)| Secret::new(format!("{url}/confirm_account?c={}", code.expose())));
    let instance = Instance {
        id: entry.id.clone(),
        base_domain: url.trim_start_matches("http://").to_owned(),
        health_check: format!("{url}/api/v1/status/health"),
        channel_id: entry.channel.clone(),
        partner_id,
        activation_url: activation_url.filter(|_| generates),
        extra: switchboard_wire::Members::new(),
    };
    partner.deploy(entry.id);
    Ok(Answer::json(&instance).into_response())
}

/// Why an order is not taken.
enum Refusal {
    Api(ApiError),
    Invalid(Vec<ValidationError>),
    SubdomainTaken(String),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "an order of an instance could not be written");
        Self::Api(ApiError::broken("the order could not be written; the inbox's log says why"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Api(error) => error.into_response(),
            Self::Invalid(complaints) => {
                Answer::new(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": complaints }).to_string()).into_response()
            }
            // The one 422 whose body the document shows: the entry itself, and no `body` on the way to the member.
            Self::SubdomainTaken(subdomain) => {
                let body = json!({ "loc": ["subdomain"], "msg": format!("subdomain already in use: {subdomain}"), "type": "string" });
                Answer::new(StatusCode::UNPROCESSABLE_ENTITY, body.to_string()).into_response()
            }
        }
    }
}

impl Partner {
    /// The partner whose key comes with a call.
    fn caller(&self, headers: &HeaderMap) -> Result<&str, ApiError> {
        let Some(header) = headers.get(AUTHORIZATION) else {
            return Err(ApiError::detail(StatusCode::UNAUTHORIZED, "Not authenticated: send `Authorization: Bearer <key>`."));
        };
        let key = header.to_str().ok().and_then(|header| header.trim().split_once(' '));
        let key = key.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, key)| key.trim());
        let known = self.0.keys.iter().find(|(known, _)| Some(known.expose()) == key);
        known.map(|(_, partner)| partner.as_str()).ok_or_else(|| ApiError::detail(StatusCode::UNAUTHORIZED, "The key is not known."))
    }

    /// Writes an order down.
    fn register_order(&self, order: Order) -> Result<Entry, Refusal> {
        let Order { request, seats } = order;
        let id = random::uuid().replace('-', "");
        let admin = order::admin_of(&request).map(|name| (name.to_owned(), Secret::new(random::uuid())));
        let mut entry = Entry {
            admin,
            subdomain: request.subdomain.unwrap_or_else(|| id.clone()),
            id,
            channel: request.channel_id,
            key: request.d360_api_key,
            seats,
            mails: request.admin_email.is_some(),
            configurator: request.configurator.map(|configurator| (configurator, Secret::new(random::token()))),
            ordered_at: self.0.ground.clock.now_millis(),
            state: Became::Deploying,
            told: false,
        };
        self.0.register.change(|entries| {
            // The number of a key has a channel as well, always the same one.
            if entry.channel.is_none() {
                let known = entries.iter().find(|other| other.has_number_of(&entry)).and_then(|other| other.channel.clone());
                entry.channel = Some(known.unwrap_or_else(random::channel));
            }
            if entries.iter().any(|other| other.subdomain == entry.subdomain) {
                return Err(Refusal::SubdomainTaken(entry.subdomain));
            }
            entries.push(entry.clone());
            Ok(entry)
        })
    }
}
