use reqwest::Url;

use crate::client::{Api, ApiError, is_loopback};
use crate::config::{PublicUrl, WebhookPath};
use crate::ingress::secret::{HEADER, QUERY};
use crate::wire::{Secret, User, WabaWebhook, WabaWebhookRequest, WebhookId};

use super::random::fresh_secret;
use super::{Credentials, StartError};

/// The webhook that a bot wants to have.
#[derive(Debug, Clone)]
pub(crate) struct WantedWebhook {
    /// Where the inbox reaches the bot's server.
    pub public_url: PublicUrl,
    /// The path of the webhook there.
    pub path: WebhookPath,
    /// What calls prove themselves by: sent as `?auth=..` and as header `X-Switchboard-Secret`.
    pub secret: Secret,
    /// What the webhook is called for.
    pub switches: Switches,
}

/// What a webhook is called for, besides assignments and tags, which every webhook gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Switches {
    /// Every message of a customer.
    pub incoming: bool,
    /// Every message from the inbox: how a person who writes without assigning is noticed.
    pub outgoing: bool,
    /// Messages of the bot's chats.
    pub assigned: bool,
}

impl WantedWebhook {
    /// The URL without the secret: what may be printed, and what tells whether a webhook is this one.
    fn bare_url(&self) -> Url {
        self.public_url.with(&self.path)
    }

    /// What is registered. Headers and members that somebody else set stay.
    fn request(&self, before: Option<&WabaWebhookRequest>) -> WabaWebhookRequest {
        let mut request = before.cloned().unwrap_or_default();
        let mut url = self.bare_url();
        url.query_pairs_mut().append_pair(QUERY, self.secret.expose());
        request.url = url.into();
        request.on_incoming_message = self.switches.incoming;
        request.on_outgoing_message = self.switches.outgoing;
        request.on_assigned = self.switches.assigned;
        request.headers.retain(|name, _| !name.eq_ignore_ascii_case(HEADER));
        request.headers.insert(HEADER.to_owned(), self.secret.expose().to_owned());
        request
    }
}

/// The webhook's secret: the configured one, else the kept one, which is made at the first start.
///
/// # Errors
/// When it cannot be made or kept.
pub(crate) fn webhook_secret(configured: Option<&Secret>, credentials: &mut Credentials) -> Result<Secret, StartError> {
    if let Some(secret) = configured.or_else(|| credentials.webhook_secret()) {
        return Ok(secret.clone());
    }
    let secret = fresh_secret()?;
    credentials.change(|kept| kept.webhook_secret = Some(secret.clone()))?;
    Ok(secret)
}

/// Registers the bot's webhook, or corrects the one that is there: it is never there twice.
///
/// The bot's own is the one whose id is kept, else one of the same user with the same URL but for its query, and but for its port on
/// this machine.
///
/// # Errors
/// One sentence that says what to do.
pub(crate) async fn ensure_webhook(
    api: &Api,
    me: &User,
    wanted: &WantedWebhook,
    credentials: &mut Credentials,
) -> Result<WebhookId, StartError> {
    let failed = |cause: ApiError| StartError::of_call("the registration of the webhook", api.base(), cause);
    let mut own = api.all_waba_webhooks().await.map_err(failed)?;
    let (bare_url, kept) = (wanted.bare_url(), credentials.webhook());
    own.retain(|webhook| webhook.user.id == me.id && (Some(webhook.id) == kept || is_at(webhook, &bare_url)));
    // The kept one first; others are what a start left behind that was broken off before it could keep an id.
    own.sort_by_key(|webhook| (Some(webhook.id) != kept, webhook.id.get()));
    let mut own = own.into_iter();

    let id = match own.next() {
        Some(webhook) => {
            let request = wanted.request(Some(&webhook.request));
            if request != webhook.request {
                api.update_waba_webhook(webhook.id, &request).await.map_err(failed)?;
            }
            webhook.id
        }
        None => {
            if kept.is_some() {
                tracing::warn!("the bot's webhook was gone and is registered anew");
            }
            api.create_waba_webhook(&wanted.request(None)).await.map_err(failed)?.id
        }
    };
    for double in own {
        tracing::warn!(webhook = %double.id, "the bot's webhook was registered twice; this one is taken away");
        match api.delete_waba_webhook(double.id).await {
            Err(cause) if cause.status() != Some(404) => return Err(failed(cause)),
            _ => {}
        }
    }
    if kept != Some(id) {
        credentials.change(|kept| kept.webhook = Some(id))?;
    }
    Ok(id)
}

/// Takes the bot's webhook away, when it registered one and is not called any more. Only the one whose id is kept is the bot's own beyond
/// doubt: others of the same user may be somebody's.
///
/// # Errors
/// One sentence that says what to do; then it is still there, and known.
pub(crate) async fn remove_webhook(api: &Api, me: &User, credentials: &mut Credentials) -> Result<(), StartError> {
    let Some(kept) = credentials.webhook() else { return Ok(()) };
    let failed = |cause: ApiError| StartError::of_call("taking the bot's webhook away", api.base(), cause);
    let webhooks = api.all_waba_webhooks().await.map_err(failed)?;
    // The id may be another's by now, after the inbox lost its data.
    if webhooks.iter().any(|webhook| webhook.id == kept && webhook.user.id == me.id) {
        match api.delete_waba_webhook(kept).await {
            Err(cause) if cause.status() != Some(404) => return Err(failed(cause)),
            _ => tracing::info!("events come by websocket: the bot's webhook is taken away"),
        }
    }
    Ok(credentials.change(|kept| kept.webhook = None)?)
}

/// Whether a webhook is at this URL, whatever its query. On this machine any port is the same: the bot may have got another one.
fn is_at(webhook: &WabaWebhook, bare_url: &Url) -> bool {
    Url::parse(&webhook.request.url).is_ok_and(|mut url| {
        url.set_query(None);
        url.set_fragment(None);
        if is_loopback(&url) && is_loopback(bare_url) { url.path() == bare_url.path() } else { url == *bare_url }
    })
}

/// Makes the inbox call the webhook. The bot's server must listen by now.
///
/// # Errors
/// When the inbox could not call it, or cannot be asked.
pub(crate) async fn test_webhook(api: &Api, id: WebhookId, wanted: &WantedWebhook) -> Result<(), StartError> {
    api.test_waba_webhook(id).await.map_err(|cause| match cause.status() {
        Some(400) => StartError::WebhookUnreachable { url: wanted.bare_url().into(), cause },
        _ => StartError::of_call("the test of the webhook", api.base(), cause),
    })
}

#[cfg(test)]
mod tests;
