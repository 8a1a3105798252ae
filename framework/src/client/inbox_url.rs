use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// Why a text is no inbox's URL, in a sentence that says what to write. It never repeats the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidInboxUrl(&'static str);

/// The URL of an inbox, such as `https://my-stack.inbox.getchat.360dialog.io/`: no `api/v1`, no query, always with a final slash.
///
/// ```
/// use switchboard::client::InboxUrl;
///
/// let url = InboxUrl::new("https://inbox.example.com")?;
/// assert_eq!(url.as_str(), "https://inbox.example.com/");
/// assert!(InboxUrl::new("http://inbox.example.com").is_err(), "a token that everybody on the way can read");
/// assert!(InboxUrl::new("http://127.0.0.1:7700")?.is_loopback());
/// # Ok::<(), switchboard::client::InvalidInboxUrl>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct InboxUrl {
    url: Url,
    http: HttpRule,
}

/// Where `http://` is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum HttpRule {
    Loopback,
    Anywhere,
}

impl InboxUrl {
    /// Takes `https://` anywhere and `http://` on this machine only.
    ///
    /// # Errors
    /// When the text is no such URL, or has a user name, a query or the API's own path in it.
    pub fn new(text: &str) -> Result<Self, InvalidInboxUrl> {
        Self::parse(text, HttpRule::Loopback)
    }

    /// Takes `http://` anywhere too (`inbox.allow_http`), where everybody on the way can read the token.
    ///
    /// # Errors
    /// As [`InboxUrl::new`].
    pub fn allowing_http(text: &str) -> Result<Self, InvalidInboxUrl> {
        Self::parse(text, HttpRule::Anywhere)
    }

    fn parse(text: &str, http: HttpRule) -> Result<Self, InvalidInboxUrl> {
        let mut url = Url::parse(text.trim())
            .map_err(|_| InvalidInboxUrl("the inbox's URL is not a URL: write it like https://my-stack.inbox.getchat.360dialog.io"))?;
        if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
            return Err(InvalidInboxUrl("the inbox's URL must begin with https:// and a host"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidInboxUrl("the inbox's URL has a user name in it: leave it out, and set inbox.token"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidInboxUrl("the inbox's URL has a query or fragment: leave out what follows `?` or `#`"));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        if path.ends_with("/api/v1") || path.ends_with("/api") {
            return Err(InvalidInboxUrl("the inbox's URL ends in the API's own path: leave out /api/v1"));
        }
        url.set_path(&format!("{path}/"));
        let url = Self { url, http };
        if !url.takes(&url.url) {
            return Err(InvalidInboxUrl(
                "the inbox's URL is http:// and not on this machine, so everybody on the way could read the token: use https://, or set \
                 inbox.allow_http = true",
            ));
        }
        Ok(url)
    }

    /// Whether the inbox is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Its host, without the brackets of an IPv6 address.
    pub(super) fn host(&self) -> &str {
        bare_host(&self.url)
    }

    /// Its host as an address, when it is written as one.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        address_of(&self.url)
    }

    /// Whether the way there is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Scheme, host and path, with a final slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Whether a secret may travel to this URL, by the same rule as to the inbox.
    pub(super) fn takes(&self, url: &Url) -> bool {
        match url.scheme() {
            "https" => true,
            "http" => self.http == HttpRule::Anywhere || is_loopback(url),
            _ => false,
        }
    }

    /// Whether a URL is one of this inbox: the same scheme, host and port, and below its path.
    pub(super) fn owns(&self, url: &Url) -> bool {
        url.origin() == self.url.origin()
            && url.path().starts_with(self.url.path())
            && url.username().is_empty()
            && url.password().is_none()
    }

    /// A link to this inbox, as it may be called; nothing when it is no link to this inbox. The inbox itself writes its links with `http://`,
    /// also where it is reached by `https://`: such a link is called by the inbox's own scheme and port, since the token goes with it.
    pub(super) fn own(&self, link: &Url) -> Option<Url> {
        let mut url = link.clone();
        if self.is_https() && link.scheme() == "http" && (link.port().is_none() || link.port() == self.url.port_or_known_default()) {
            url.set_scheme(self.url.scheme()).ok()?;
            url.set_port(self.url.port()).ok()?;
        }
        self.owns(&url).then_some(url)
    }

    /// The URL of a path of the API. The id is escaped where it needs it.
    pub(super) fn join(&self, path: &str, id: &str) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/').map(|segment| if segment == "{}" { id } else { segment }));
        }
        url
    }
}

/// Whether a URL is of this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = bare_host(url);
    address_of(url).map_or_else(|| host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}

/// The host of a URL as an address, when it is written as one.
pub(super) fn address_of(url: &Url) -> Option<IpAddr> {
    bare_host(url).parse().ok()
}

fn bare_host(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
}

impl fmt::Display for InboxUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for InboxUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InboxUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::InboxUrl;

    #[test]
    fn the_final_slash_is_put_on() {
        for text in ["https://a.example", "https://a.example/", " https://a.example// "] {
            assert_eq!(InboxUrl::new(text).map(|url| url.to_string()).as_deref(), Ok("https://a.example/"));
        }
    }

    #[test]
    fn an_instance_may_live_below_a_path() {
        let url = InboxUrl::new("http://127.0.0.1:7700/i/shop").unwrap();
        assert_eq!(url.join("api/v1/messages/", "").as_str(), "http://127.0.0.1:7700/i/shop/api/v1/messages/");
        assert_eq!(url.join("api/v1/messages/{}/", "a/b?c").as_str(), "http://127.0.0.1:7700/i/shop/api/v1/messages/a%2Fb%3Fc/");
    }

    #[test]
    fn a_link_to_the_inbox_itself_is_called_by_the_inboxs_own_scheme_and_port() {
        let own = |base: &str, link: &str| {
            let link = link.parse().unwrap();
            InboxUrl::allowing_http(base).unwrap().own(&link).map(|url| url.to_string())
        };
        for (base, link, called) in [
            ("https://a.example", "https://a.example/m/?q=1", Some("https://a.example/m/?q=1")),
            ("https://a.example", "http://a.example/m/?q=1", Some("https://a.example/m/?q=1")),
            ("https://a.example", "http://A.example:443/m/", Some("https://a.example/m/")),
            ("https://a.example:8443", "http://a.example/m/", Some("https://a.example:8443/m/")),
            ("https://a.example:8443", "http://a.example:8443/m/", Some("https://a.example:8443/m/")),
            ("https://a.example/i/shop", "http://a.example/i/shop/m/", Some("https://a.example/i/shop/m/")),
            ("http://a.example", "http://a.example/m/", Some("http://a.example/m/")),
            // Another program of that machine, another inbox, another host, a name that is not ours to send.
            ("https://a.example", "http://a.example:8080/m/", None),
            ("https://a.example:8443", "https://a.example/m/", None),
            ("https://a.example/i/shop", "http://a.example/i/bar/m/", None),
            ("https://a.example", "http://a.example.evil.example/m/", None),
            ("https://a.example", "http://s3cret@a.example/m/", None),
            ("http://a.example:7700", "http://a.example/m/", None),
            ("https://a.example", "ftp://a.example/m/", None),
        ] {
            assert_eq!(own(base, link).as_deref(), called, "{base} {link}");
        }
    }

    #[test]
    fn http_is_for_this_machine() {
        for text in ["http://127.0.0.1:7700", "http://localhost:7700", "http://[::1]:7700", "http://inbox.localhost"] {
            assert!(InboxUrl::new(text).unwrap().is_loopback(), "{text}");
        }
        let sentence = InboxUrl::new("http://inbox.example").unwrap_err().to_string();
        assert!(sentence.contains("inbox.allow_http"), "{sentence}");
        assert!(!InboxUrl::allowing_http("http://inbox.example").unwrap().is_loopback());
    }

    #[test]
    fn a_wrong_one_is_told_in_a_sentence_that_does_not_repeat_it() {
        for text in [
            "",
            "inbox.example",
            "ftp://s3cret.example",
            "https://s3cret:s3cret@a.example",
            "https://a.example/?s3cret",
            "https://s3cret.example/api/v1/",
        ] {
            let sentence = InboxUrl::new(text).unwrap_err().to_string();
            assert!(sentence.starts_with("the inbox's URL") && !sentence.contains("s3cret"), "{text}: {sentence}");
        }
    }
}
