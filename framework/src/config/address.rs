use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use serde::{Deserialize, Deserializer, de};

use super::InboxId;
use crate::client::InboxUrl;

pub(super) fn socket<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.trim().parse().map_err(|_| de::Error::custom("write an IP address and a port, such as `127.0.0.1:8080` or `0.0.0.0:8080`"))
}

pub(super) fn optional_socket<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    socket(deserializer).map(Some)
}

/// The path of the webhook on the bot's server: it begins with a slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct WebhookPath(String);

impl WebhookPath {
    /// The path that an inbox has by itself: `/webhook/<inbox.id>`.
    #[must_use]
    pub fn of_inbox(inbox: &InboxId) -> Self {
        Self(format!("/webhook/{inbox}"))
    }

    /// The path, with its first slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebhookPath {
    type Error = &'static str;

    fn try_from(path: String) -> Result<Self, &'static str> {
        // Braces would be a parameter to the router.
        let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
        if !path.starts_with('/') || path.len() == 1 || path.contains("//") || !is_plain {
            return Err("write a path that begins with a slash, of letters, digits and `/-._~`, such as `/webhook/shop`");
        }
        Ok(Self(path))
    }
}

/// The address under which the inbox reaches the bot's server: `http://` or `https://`, without a query.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// The address of a server on this machine, for an inbox on this machine.
    #[must_use]
    pub fn of_this_machine(mut bound: SocketAddr) -> Self {
        // "Every address" is no address to call.
        match bound.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => bound.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => bound.set_ip(Ipv6Addr::LOCALHOST.into()),
            IpAddr::V4(_) | IpAddr::V6(_) => {}
        }
        #[expect(clippy::expect_used, reason = "an IP address and a port are always a URL")]
        Self(Url::parse(&format!("http://{bound}/")).expect("a socket's address is a host and a port"))
    }

    /// The URL of a path below this address.
    #[must_use]
    pub(crate) fn with(&self, path: &WebhookPath) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{}", self.0.path().trim_end_matches('/'), path.as_str()));
        url
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let wanted = "write the address under which the inbox reaches this bot, such as `https://bot.example`, without a query";
        let url = Url::parse(text.trim()).map_err(|_| wanted)?;
        if matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare(&url) { Ok(Self(url)) } else { Err(wanted) }
    }
}

impl fmt::Debug for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicUrl({})", self.0)
    }
}

/// Where the inbox's websocket is: `wss://`, or `ws://`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct WebsocketUrl(Url);

impl WebsocketUrl {
    /// Where an inbox has it by itself: `wss://websockets-<host>/`, and `/ws` below an inbox on this machine or with an IP address for a
    /// host, since no name can be made of one.
    #[must_use]
    pub fn of_inbox(inbox: &InboxUrl) -> Self {
        let text = inbox.as_str();
        #[expect(clippy::expect_used, reason = "an inbox's URL has a scheme and a host, and keeps them")]
        let url = match text.split_once("://") {
            Some((_, rest)) if inbox.is_loopback() || inbox.address().is_some() => {
                Url::parse(&format!("{}://{rest}ws", if inbox.is_https() { "wss" } else { "ws" }))
            }
            Some((_, rest)) => Url::parse(&format!("wss://websockets-{}/", rest.split('/').next().unwrap_or(rest))),
            None => Url::parse(text),
        }
        .expect("another scheme and host of a URL");
        Self(url)
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for WebsocketUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let wanted = "write the websocket's URL, such as `wss://websockets-my-stack.inbox.getchat.360dialog.io/`, without a query";
        let url = Url::parse(text.trim()).map_err(|_| wanted)?;
        if matches!(url.scheme(), "ws" | "wss") && url.has_host() && is_bare(&url) { Ok(Self(url)) } else { Err(wanted) }
    }
}

/// Whether a URL has nothing but its scheme, host and path: it is shown in logs.
fn is_bare(url: &Url) -> bool {
    url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::{PublicUrl, WebhookPath, WebsocketUrl};

    #[test]
    fn a_public_url_may_have_a_path_of_its_own() {
        let url = PublicUrl::try_from("https://bots.example/shop/".to_owned()).unwrap();
        let path = WebhookPath::try_from("/hook".to_owned()).unwrap();
        assert_eq!(url.with(&path).as_str(), "https://bots.example/shop/hook");
    }

    #[test]
    fn the_websocket_is_where_the_inbox_is() {
        let of = |inbox| WebsocketUrl::of_inbox(&crate::client::InboxUrl::allowing_http(inbox).unwrap()).as_str().to_owned();
        assert_eq!(of("https://my-stack.inbox.getchat.360dialog.io"), "wss://websockets-my-stack.inbox.getchat.360dialog.io/");
        assert_eq!(of("http://127.0.0.1:7700"), "ws://127.0.0.1:7700/ws");
        assert_eq!(of("http://[::1]:7700/i/shop"), "ws://[::1]:7700/i/shop/ws");
        assert_eq!(of("https://localhost:7700"), "wss://localhost:7700/ws");
        assert_eq!(of("https://192.0.2.1"), "wss://192.0.2.1/ws");
        assert_eq!(of("http://192.0.2.1:7700/i/shop"), "ws://192.0.2.1:7700/i/shop/ws");
        assert_eq!(of("https://[2001:db8::1]:8443"), "wss://[2001:db8::1]:8443/ws");
    }

    #[test]
    fn an_ipv6_address_is_put_in_brackets() {
        let url = PublicUrl::of_this_machine("[::]:4000".parse().unwrap());
        assert_eq!(url.0.as_str(), "http://[::1]:4000/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["bot.example", "ftp://bot.example", "https://bot.example/?a=b", "https://ada:s3cret@bot.example"] {
            assert!(PublicUrl::try_from(text.to_owned()).is_err(), "{text}");
        }
        for text in ["", "/", "hook", "/a b", "/a?b", "/{a}", "//a", "/a//b"] {
            assert!(WebhookPath::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert!(WebsocketUrl::try_from("https://inbox.example".to_owned()).is_err());
        assert!(WebsocketUrl::try_from("wss://websockets-inbox.example".to_owned()).is_ok());
    }
}
