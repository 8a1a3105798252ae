//! Opening the inbox's websocket, over the same kind of connection as the calls.

mod pulse;

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{CONNECTION, HeaderMap, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use reqwest::{StatusCode, Upgraded, Url};
use ring::digest;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use pulse::Pulse;

use super::transport::{self, Roots};
use super::{Api, Authorization};
use crate::config::WebsocketUrl;

/// What RFC 6455 appends to the key before it is hashed.
const PROTOCOL: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The largest frame that is read: that of the largest body of a webhook, and what is around it.
const LARGEST_FRAME: usize = crate::ingress::webhook::BODY_LIMIT + 64 * 1024;

/// How long the inbox may take to say whether the token is good.
const TOKEN_WITHIN: Duration = Duration::from_secs(10);

/// A websocket whose token was accepted.
#[derive(Debug)]
pub(crate) struct Websocket(Pulse<Upgraded>);

/// Why there is no websocket, or no longer one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebsocketError {
    #[error("the token cannot travel to {0}: it is not encrypted; use wss:// in `inbox.websocket_url`")]
    Unencrypted(String),
    #[error("the websocket at {url} cannot be reached ({}): check `inbox.websocket_url`", innermost(&**cause))]
    Unreachable { url: String, cause: Box<dyn std::error::Error + Send + Sync> },
    #[error("what answers at {url} is no websocket ({status}): check `inbox.websocket_url`")]
    NoWebsocket { url: String, status: u16 },
    #[error(
        "the inbox's websocket refuses the bot's token: set `inbox.token` to a valid one, or move the credentials file away so that the bot fetches itself another"
    )]
    TokenRefused,
    #[error("the websocket did not answer to the token")]
    NoAnswer,
    #[error("the websocket is silent, and does not answer to a ping")]
    Silent,
    #[error("the websocket was closed")]
    Closed,
}

/// A frame as events.md has it.
#[derive(Deserialize)]
struct Frame {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    waba_payload: Value,
}

impl Api {
    /// Opens the websocket and presents the token.
    pub(crate) async fn open_websocket(&self, url: &WebsocketUrl) -> Result<Websocket, WebsocketError> {
        let Authorization::Token(token) = &self.authorization else { return Err(WebsocketError::TokenRefused) };
        let token = token.to_str().ok().and_then(|header| header.split_once(' ')).ok_or(WebsocketError::TokenRefused)?.1;
        let mut socket = self.connect(url).await?;
        let present = async {
            socket.0.send(Message::text(json!({ "token": token }).to_string())).await?;
            loop {
                let frame = socket.frame().await?;
                match (frame.kind.as_str(), frame.status.as_str()) {
                    ("token", "success") => return Ok(()),
                    ("token", _) | ("response", "bad_request") => return Err(WebsocketError::TokenRefused),
                    // What an inbox says besides is no answer.
                    _ => {}
                }
            }
        };
        tokio::time::timeout(TOKEN_WITHIN, present).await.unwrap_or(Err(WebsocketError::NoAnswer))?;
        Ok(socket)
    }

    async fn connect(&self, url: &WebsocketUrl) -> Result<Websocket, WebsocketError> {
        let address = url.as_str().to_owned();
        let unreachable = |cause: Box<dyn std::error::Error + Send + Sync>| WebsocketError::Unreachable { url: address.clone(), cause };
        // `ws` and `wss` are HTTP and HTTPS until the upgrade.
        let target: Url = url.as_str().replacen("ws", "http", 1).parse().map_err(|_| WebsocketError::Closed)?;
        if !self.shared.base.takes(&target) {
            return Err(WebsocketError::Unencrypted(address));
        }
        let http = if target.scheme() == "https" && !self.shared.base.is_https() {
            // An inbox reached by http:// has a client without the authorities that this one needs.
            transport::http_client(self.shared.timeouts, Roots::System).map_err(|cause| unreachable(cause.into()))?
        } else {
            self.shared.http.clone()
        };
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|cause| unreachable(cause.into()))?;
        let key = BASE64_STANDARD.encode(random);
        let request = http
            .get(target)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, &key);
        let response = request.send().await.map_err(|cause| unreachable(cause.without_url().into()))?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS || !accepts(response.headers(), &key) {
            return Err(WebsocketError::NoWebsocket { status: response.status().as_u16(), url: address });
        }
        let upgraded = response.upgrade().await.map_err(|cause| unreachable(cause.without_url().into()))?;
        let config = WebSocketConfig::default().max_message_size(Some(LARGEST_FRAME)).max_frame_size(Some(LARGEST_FRAME));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(Websocket(Pulse::new(stream, self.shared.inbox_clock.ours().clone())))
    }
}

impl Websocket {
    /// The payload of the next frame that holds events. What other frames say is nobody's business. Pings are answered meanwhile.
    pub(crate) async fn payload(&mut self) -> Result<Value, WebsocketError> {
        loop {
            let frame = self.frame().await?;
            match frame.kind.as_str() {
                "waba_webhook" | "getchat_webhook" => return Ok(frame.waba_payload),
                // The token was withdrawn.
                "token" if frame.status != "success" => return Err(WebsocketError::TokenRefused),
                kind => tracing::debug!(kind, "a frame of the websocket holds no events"),
            }
        }
    }

    async fn frame(&mut self) -> Result<Frame, WebsocketError> {
        loop {
            let text = match self.0.next().await? {
                Message::Text(text) => text,
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => continue,
                Message::Close(_) => return Err(WebsocketError::Closed),
            };
            match serde_json::from_str(text.as_str()) {
                Ok(frame) => return Ok(frame),
                Err(_) => tracing::warn!("a frame of the websocket cannot be read, and is left out"),
            }
        }
    }

    /// Says that no more is read.
    pub(crate) async fn close(self) {
        self.0.close().await;
    }
}

/// Whether the answer was made for this key: a proxy that knows no websockets cannot know it.
fn accepts(headers: &HeaderMap, key: &str) -> bool {
    let wanted = accept_key(key);
    headers.get(SEC_WEBSOCKET_ACCEPT).is_some_and(|given| given.as_bytes() == wanted.as_bytes())
}

/// What went wrong in the end: the layers above it only say that it did.
fn innermost<'a>(mut cause: &'a (dyn std::error::Error + 'static)) -> &'a (dyn std::error::Error + 'static) {
    while let Some(below) = cause.source() {
        cause = below;
    }
    cause
}

fn accept_key(key: &str) -> String {
    // SHA-1 guards nothing here; it is what the protocol says.
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, format!("{key}{PROTOCOL}").as_bytes());
    BASE64_STANDARD.encode(digest)
}

#[cfg(test)]
mod tests {
    use super::{WebsocketError, accept_key};
    use crate::client::fake;
    use crate::config::WebsocketUrl;

    async fn refusal(api: &crate::client::Api, url: &str) -> String {
        let error = api.open_websocket(&WebsocketUrl::try_from(url.to_owned()).unwrap()).await.unwrap_err();
        assert!(matches!(error, WebsocketError::Unreachable { .. }), "{error:?}");
        error.to_string()
    }

    #[tokio::test]
    async fn what_cannot_be_reached_says_why() {
        let nobody = fake::nobody();
        let plain = fake::Server::start(axum::Router::new()).await;
        let api = fake::api(nobody);
        for (url, why) in [
            (format!("ws://{nobody}/ws"), "refused"),
            (String::from("wss://inbox.invalid/ws"), "lookup"),
            (plain.api().base().as_str().replace("http", "wss"), "corrupt message"),
        ] {
            let words = refusal(&api, &url).await;
            assert!(words.contains(why) && words.contains("inbox.websocket_url") && !words.contains("s3cret"), "{words}");
        }
    }

    #[test]
    fn the_answer_to_a_key_is_that_of_the_protocols_own_example() {
        assert_eq!(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
