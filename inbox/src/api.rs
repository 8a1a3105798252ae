//! `/api/v1/`: the Integration API, one file for each resource.

pub(crate) mod answer;
mod assignment;
mod auth;
mod availability;
pub(crate) mod caller;
mod chats;
mod cookies;
pub(crate) mod error;
pub(crate) mod fields;
mod groups;
mod history;
mod media;
mod messages;
mod multipart;
mod notifications;
pub(crate) mod outgoing;
mod page;
mod passwords;
mod persons;
pub(crate) mod query;
mod received;
mod refresh_tokens;
mod resolve;
mod root;
mod tagging;
mod tags;
pub(crate) mod templates;
pub(crate) mod users;
mod web;
mod webhooks;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post, put};

use crate::app::App;
use error::ApiError;

/// Every route of the inbox, written without final slashes: the server takes them off.
pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/confirm_account", get(auth::activate))
        .route("/login", get(web::login_form).post(web::log_in))
        .route("/app", get(web::app))
        .route("/api/v1/auth/logout", get(auth::logout))
        .route("/api/v1/auth/refresh_token/{user}", get(refresh_tokens::retrieve))
        .route("/api/v1/auth/convert_refresh_token", post(refresh_tokens::convert))
        .route("/api/v1/auth/convert_id_token", post(refresh_tokens::convert_old))
        .route("/api/v1/notifications/email/activation/resend", post(notifications::resend_activation))
        .route("/api/v1", get(root::root))
        .route("/api/v1/auth/token", post(auth::create_token))
        .route("/api/v1/status/health", get(root::health))
        .route("/api/v1/users", get(users::list).post(users::create))
        .route("/api/v1/users/current", get(users::current))
        .route("/api/v1/users/password/change", put(passwords::change_mine))
        .route("/api/v1/users/{id}", get(users::retrieve).put(users::update).patch(users::partial_update))
        .route("/api/v1/users/{id}/password/change", put(passwords::change))
        .route("/api/v1/users/{id}/availability", patch(availability::update))
        .route("/api/v1/groups", get(groups::list))
        .route("/api/v1/groups/{id}", get(groups::retrieve))
        .route("/api/v1/webhooks/waba", get(webhooks::list).post(webhooks::create))
        .route("/api/v1/webhooks/waba/{id}", get(webhooks::retrieve).put(webhooks::update).delete(webhooks::delete))
        .route("/api/v1/webhooks/waba/{id}/test", post(webhooks::test))
        .route("/api/v1/messages", get(messages::list).post(outgoing::create))
        .route("/api/v1/messages/{id}", get(messages::retrieve))
        .route("/api/v1/mark_as_received", post(received::create))
        .route("/api/v1/persons", get(persons::list))
        .route("/api/v1/persons/{wa_id}", get(persons::retrieve))
        .route("/api/v1/chats", get(chats::list))
        .route("/api/v1/chats/{wa_id}", get(chats::retrieve))
        .route("/api/v1/chats/{wa_id}/resolve", patch(resolve::resolve))
        .route("/api/v1/chat_assignment/{wa_id}", get(assignment::retrieve).put(assignment::update).patch(assignment::partial_update))
        .route("/api/v1/chat_assignment_events", get(history::assignments))
        .route("/api/v1/tags", get(tags::list).post(tags::create))
        .route("/api/v1/tags/{id}", delete(tags::destroy))
        .route("/api/v1/chat_tagging", post(tagging::tag_chat))
        .route("/api/v1/chat_tagging/{id}", get(tagging::of_chat).delete(tagging::untag_chat))
        .route("/api/v1/chat_tagging_events", get(history::chat_taggings))
        .route("/api/v1/message_tagging", post(tagging::tag_message))
        .route("/api/v1/message_tagging/{id}", get(tagging::of_message).delete(tagging::untag_message))
        .route("/api/v1/message_tagging_events", get(history::message_taggings))
        .route("/api/v1/templates", get(templates::list).post(templates::create))
        .route("/api/v1/templates/{name}", delete(templates::destroy))
        .route("/api/v1/media", post(media::create))
        .route("/api/v1/media/{id}", get(media::retrieve))
        .merge(crate::sandbox::router(app))
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(|method: axum::http::Method| async move { ApiError::method_not_allowed(&method) })
        // The server has collected the body already, within its own bound.
        .layer(DefaultBodyLimit::disable())
}
