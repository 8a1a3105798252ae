use std::fmt;

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue, REFERER};

use crate::client::path::Verb;
use crate::wire::Secret;

const PROVIDER_KEY: HeaderName = HeaderName::from_static("d360-api-key");
const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrftoken");

/// A login by the form of the web inbox: what its two cookies hold. It lives 14 days (Integration API 1.4.10, Authorization).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The cookie `sessionid`.
    pub session_id: Secret,
    /// The cookie `csrftoken`, which calls that change something repeat in the header `X-CSRFToken`.
    pub csrf_token: Secret,
}

/// In whose name calls are made, as headers.
#[derive(Clone)]
pub(super) enum Authorization {
    Nobody,
    /// `Authorization: Token ..`, or of another scheme.
    Token(HeaderValue),
    /// `D360-Api-Key: ..`
    ProviderKey(HeaderValue),
    /// The cookies, and what unsafe calls carry beside them.
    Session {
        cookies: HeaderValue,
        csrf_token: HeaderValue,
    },
    /// Something with characters that no header can carry: calls fail before they leave.
    Unusable,
}

impl Authorization {
    pub(super) fn token(token: &Secret) -> Self {
        Self::of_scheme("Token", token)
    }

    pub(super) fn of_scheme(scheme: &str, secret: &Secret) -> Self {
        sensitive(&format!("{scheme} {}", secret.expose())).map_or(Self::Unusable, Self::Token)
    }

    pub(super) fn provider_key(key: &Secret) -> Self {
        sensitive(key.expose()).map_or(Self::Unusable, Self::ProviderKey)
    }

    pub(super) fn session(session: &Session) -> Self {
        let (id, csrf_token) = (session.session_id.expose(), session.csrf_token.expose());
        if !is_cookie(id) || !is_cookie(csrf_token) {
            return Self::Unusable;
        }
        let cookies = sensitive(&format!("sessionid={id}; csrftoken={csrf_token}"));
        match (cookies, sensitive(csrf_token)) {
            (Some(cookies), Some(csrf_token)) => Self::Session { cookies, csrf_token },
            _ => Self::Unusable,
        }
    }

    /// Puts the headers on a request; nothing when they cannot be written.
    pub(super) fn put_on(&self, request: RequestBuilder, verb: Verb, base: &str) -> Option<RequestBuilder> {
        Some(match self {
            Self::Nobody => request,
            Self::Token(token) => request.header(AUTHORIZATION, token),
            Self::ProviderKey(key) => request.header(PROVIDER_KEY, key),
            Self::Session { cookies, .. } if matches!(verb, Verb::Get) => request.header(COOKIE, cookies),
            // By https the protection against forged calls also looks where a call comes from.
            Self::Session { cookies, csrf_token } => request.header(COOKIE, cookies).header(CSRF_TOKEN, csrf_token).header(REFERER, base),
            Self::Unusable => return None,
        })
    }
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Whether a text is a cookie's value and nothing else.
fn is_cookie(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'"' | b'\\'))
}

/// Says what there is, never what it holds.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nobody => "nobody",
            Self::Token(_) => "token",
            Self::ProviderKey(_) => "provider key",
            Self::Session { .. } => "session",
            Self::Unusable => "unusable",
        })
    }
}
