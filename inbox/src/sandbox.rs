//! `/sandbox/`: what the real service gets from WhatsApp, from telephones and from time.

mod accounts;
mod clock;
mod contact_provider;
mod customers;
mod deliveries;
mod faults;
mod groups;
mod guard;
mod incoming;
pub(crate) mod phones;
mod press;
mod requests;
mod templates;
mod waits;
mod websockets;
mod whole;

use axum::Router;
use axum::routing::{get, patch, post, put};

use crate::app::App;

/// The routes under `/sandbox`, behind the guard.
pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/sandbox/customers", get(customers::list).post(customers::create))
        .route("/sandbox/customers/{wa_id}/messages", get(phones::messages).post(incoming::receive))
        .route("/sandbox/customers/{wa_id}/press", post(press::press))
        .route("/sandbox/customers/{wa_id}/read", post(phones::read))
        .route("/sandbox/customers/{wa_id}/offline", post(phones::offline))
        .route("/sandbox/customers/{wa_id}/online", post(phones::online))
        .route("/sandbox/clock", get(clock::show))
        .route("/sandbox/clock/advance", post(clock::advance))
        .route("/sandbox/faults", get(faults::show).put(faults::replace).delete(faults::clear))
        .route("/sandbox/deliveries", get(deliveries::list))
        .route("/sandbox/deliveries/{seq}/repeat", post(deliveries::repeat))
        .route("/sandbox/webhooks/pause", post(deliveries::pause))
        .route("/sandbox/webhooks/resume", post(deliveries::resume))
        .route("/sandbox/webhooks/release", post(deliveries::release))
        .route("/sandbox/websockets/disconnect", post(websockets::disconnect))
        .route("/sandbox/reset", post(whole::reset))
        .route("/sandbox/groups", post(groups::create))
        .route("/sandbox/groups/{id}", patch(groups::set_permissions))
        .route("/sandbox/templates/{name}", put(templates::put).patch(templates::move_on))
        .route("/sandbox/contact-provider", put(contact_provider::fill))
        .route("/sandbox/provider-keys", put(accounts::put_provider_keys))
        .route("/sandbox/mails", get(accounts::mails))
        .route("/sandbox/users/{id}", patch(accounts::set_active))
        .route("/sandbox/configurator", post(accounts::create_configurator))
        .route("/sandbox/state", get(whole::state))
        .route("/sandbox/health", get(whole::health))
        .route("/sandbox/requests", get(requests::list))
        .route_layer(axum::middleware::from_fn_with_state(app.clone(), guard::check))
}
