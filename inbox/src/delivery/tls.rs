//! Encrypted connections to webhooks.

use std::sync::Arc;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::BuilderVerifierExt;

/// Makes connections to `https://`.
pub(super) type Encrypted = HttpsConnector<HttpConnector>;

pub(super) fn connector(config: ClientConfig) -> Encrypted {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.enforce_http(false);
    HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().wrap_connector(connector)
}

/// Named here, so that no process-wide default is needed: an application may have its own.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Trusts whom the system trusts, as everybody expects who calls a tunnel.
///
/// # Errors
/// When the system has no certificates that can be read.
pub(super) fn trusting_the_system() -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    Ok(builder.with_platform_verifier()?.with_no_client_auth())
}
