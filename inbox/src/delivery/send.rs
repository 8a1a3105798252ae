//! The HTTP client that calls webhooks.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// How long a receiver may take to answer. Real time, whatever the inbox's clock says: it bounds a real connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much of an answer is read so that its connection can be used again.
const ANSWER: usize = 64 * 1024;

/// A client with a pool of connections.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Sender {
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { client: Client::builder(TokioExecutor::new()).pool_max_idle_per_host(64).build(connector) }
    }

    /// POSTs a body to a URL, with these headers. The answer's status, or why there was none.
    pub(crate) async fn post(&self, url: &str, headers: &BTreeMap<String, String>, body: Bytes) -> Result<u16, String> {
        let request = request(url, headers, body)?;
        let call = async {
            let response = self.client.request(request).await.map_err(|error| explain(&error))?;
            let status = response.status().as_u16();
            // Read to the end, within bounds; what it says is of no interest.
            let _ = Limited::new(response.into_body(), ANSWER).collect().await;
            Ok(status)
        };
        tokio::time::timeout(PATIENCE, call).await.unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
    }
}

fn request(url: &str, named: &BTreeMap<String, String>, body: Bytes) -> Result<Request<Full<Bytes>>, String> {
    let uri: Uri = url.parse().map_err(|_| String::from("the webhook's URL is none"))?;
    if uri.scheme_str() != Some("http") {
        return Err(String::from("the embedded inbox calls http:// webhooks only"));
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
