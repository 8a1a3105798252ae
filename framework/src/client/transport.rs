use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use super::InboxUrl;

/// Connections that wait unused for the next call, per inbox. One per chat that is being answered is enough.
const IDLE_CONNECTIONS: usize = 64;

/// How long an unused connection is kept. Shorter than what common proxies keep (60 to 75 s): a connection that the other side
/// closes while a message leaves on it makes an outcome unknown.
const IDLE_FOR: Duration = Duration::from_secs(15);

/// Pings of the operating system on silent connections, so that one that died is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// How long a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From the start of a call until its answer is read whole. Default 30 s.
    pub request: Duration,
    /// Until a connection stands, TLS included. Default 10 s. Below [`Timeouts::request`], a call that ends here surely did not
    /// happen.
    pub connect: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { request: Duration::from_secs(30), connect: Duration::from_secs(10) }
    }
}

/// Why no HTTP client can be made.
#[derive(Debug, thiserror::Error)]
#[error("no connection by https is possible from this machine: install its certificate authorities (the package ca-certificates)")]
pub struct NoClient(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Whom the client trusts to vouch for a server.
#[derive(Debug, Clone, Copy)]
pub(super) enum Roots {
    /// Whom the operating system trusts, a company's own authority among them.
    System,
    /// Nobody: for inboxes on `http://`, where reading the system's list would cost the start and may fail for nothing.
    Nobody,
}

impl Roots {
    pub(super) fn needed_for(base: &InboxUrl) -> Self {
        if base.is_https() { Self::System } else { Self::Nobody }
    }
}

/// Makes a client that follows no redirect, uses no proxy, and never repeats a call by itself.
pub(super) fn http_client(timeouts: Timeouts, roots: Roots) -> Result<reqwest::Client, NoClient> {
    http_client_resolving(timeouts, roots, None)
}

/// The same, where names are looked up by somebody who may refuse.
pub(super) fn http_client_resolving(
    timeouts: Timeouts,
    roots: Roots,
    resolver: Option<Arc<dyn Resolve>>,
) -> Result<reqwest::Client, NoClient> {
    let builder = reqwest::Client::builder();
    match resolver {
        Some(resolver) => builder.dns_resolver(resolver),
        None => builder,
    }
    .tls_backend_preconfigured(tls(roots).map_err(|cause| NoClient(cause.into()))?)
    .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
    .timeout(timeouts.request)
    .connect_timeout(timeouts.connect)
    .pool_max_idle_per_host(IDLE_CONNECTIONS)
    .pool_idle_timeout(IDLE_FOR)
    .tcp_keepalive(KEEP_ALIVE)
    .tcp_nodelay(true)
    .redirect(reqwest::redirect::Policy::none())
    .retry(reqwest::retry::never())
    .referer(false)
    // Only the configuration reads the environment.
    .no_proxy()
    .build()
    .map_err(|cause| NoClient(cause.into()))
}

fn tls(roots: Roots) -> Result<ClientConfig, rustls::Error> {
    // Named here, so that no process-wide default is needed: an application may have its own.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(match roots {
        Roots::System => config.with_platform_verifier()?.with_no_client_auth(),
        Roots::Nobody => config.with_root_certificates(RootCertStore::empty()).with_no_client_auth(),
    })
}
