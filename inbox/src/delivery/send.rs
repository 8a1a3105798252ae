//! The HTTP client that calls webhooks.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::tls::{self, Encrypted};

/// How long a receiver may take to answer. Real time, whatever the inbox's clock says: it bounds a real connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of an answer is read so that its connection can be used again.
const ANSWER: usize = 64 * 1024;

/// Connections to a receiver that wait for the next call.
const IDLE: usize = 64;

type EncryptedClient = Client<Encrypted, Full<Bytes>>;

/// A client with a pool of connections, and one for `https://`, made when it is first needed: it reads the system's certificates, and
/// most inboxes call this machine only.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    plain: Client<HttpConnector, Full<Bytes>>,
    encrypted: Arc<OnceLock<Result<EncryptedClient, String>>>,
}

impl Sender {
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let plain = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(IDLE).build(connector);
        Self { plain, encrypted: Arc::default() }
    }

    fn encrypted(&self) -> Result<&EncryptedClient, String> {
        let made = self.encrypted.get_or_init(|| match tls::trusting_the_system() {
            Ok(config) => Ok(through(config)),
            Err(error) => Err(format!("the system's certificates cannot be read: {error}")),
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// POSTs a body to a URL, with these headers. The answer's status, or why there was none.
    pub(crate) async fn post(&self, url: &str, headers: &BTreeMap<String, String>, body: Bytes) -> Result<u16, String> {
        let request = request(url, headers, body)?;
        let call = async {
            let is_encrypted = request.uri().scheme_str() == Some("https");
            let called = if is_encrypted { self.encrypted()?.request(request) } else { self.plain.request(request) };
            let response = called.await.map_err(|error| explain(&error))?;
            let status = response.status().as_u16();
            // Read to the end, within bounds; what it says is of no interest.
            let _ = Limited::new(response.into_body(), ANSWER).collect().await;
            Ok(status)
        };
        tokio::time::timeout(PATIENCE, call).await.unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
    }
}

fn through(config: rustls::ClientConfig) -> EncryptedClient {
    Client::builder(TokioExecutor::new()).pool_max_idle_per_host(IDLE).build(tls::connector(config))
}

fn request(url: &str, named: &BTreeMap<String, String>, body: Bytes) -> Result<Request<Full<Bytes>>, String> {
    let uri: Uri = url.parse().map_err(|_| String::from("the webhook's URL is none"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(String::from("the embedded inbox calls http:// and https:// webhooks only"));
    }
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static("switchboard-inbox"));
    for (name, value) in named {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            return Err(format!("the webhook's header `{name}` cannot be sent"));
        };
        headers.insert(name, value);
    }
    Ok(request)
}

/// The innermost cause: "connection refused" says more than "client error".
fn explain(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use hyper::body::Incoming;
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;
    use rustls::RootCertStore;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tower::ServiceExt;

    use super::*;

    /// Certificates that were made for this test, valid until 2126.
    const AUTHORITY: &[u8] = include_bytes!("../../tests/tls/authority.pem");
    const SERVER: &[u8] = include_bytes!("../../tests/tls/server.pem");
    const KEY: &[u8] = include_bytes!("../../tests/tls/server.key");

    /// A receiver on `https://`, which answers 201 to what it expects.
    async fn receiver() -> String {
        let config = rustls::ServerConfig::builder_with_provider(tls::provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from_pem_slice(SERVER).unwrap()], PrivateKeyDer::from_pem_slice(KEY).unwrap())
            .unwrap();
        let (acceptor, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let url = format!("https://localhost:{}/hook", listener.local_addr().unwrap().port());
        let answer = |body: String| async move { if body == "{}" { StatusCode::CREATED } else { StatusCode::BAD_REQUEST } };
        let router = Router::new().route("/hook", post(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(stream) = acceptor.accept(stream).await else { continue };
                let service = service_fn(|request: Request<Incoming>| router.clone().oneshot(request));
                let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            }
        });
        url
    }

    fn trusting_the_authority() -> Sender {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(AUTHORITY).unwrap()).unwrap();
        let builder = rustls::ClientConfig::builder_with_provider(tls::provider()).with_safe_default_protocol_versions().unwrap();
        let sender = Sender::new();
        let client = through(builder.with_root_certificates(roots).with_no_client_auth());
        assert!(sender.encrypted.set(Ok(client)).is_ok());
        sender
    }

    #[tokio::test]
    async fn a_receiver_on_https_is_called_when_its_certificate_is_trusted() {
        let url = receiver().await;
        let post = async |sender: &Sender| sender.post(&url, &BTreeMap::new(), Bytes::from_static(b"{}")).await;
        assert_eq!(post(&trusting_the_authority()).await, Ok(201));
        let refused = post(&Sender::new()).await.expect_err("nobody vouches for it");
        assert!(refused.contains("certificate"), "{refused}");
        let sender = trusting_the_authority();
        assert_eq!(sender.post(&url.replace("/hook", "/other"), &BTreeMap::new(), Bytes::new()).await, Ok(404));
        assert!(sender.post("ftp://localhost/", &BTreeMap::new(), Bytes::new()).await.is_err());
    }
}
