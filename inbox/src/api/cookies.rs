//! Cookies of the web: the session, and the token against forged requests.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use switchboard_wire::Secret;

use crate::core::Core;
use crate::random;
use crate::store::sessions::SESSION_SECONDS;

/// The cookie that names a session.
pub(crate) const SESSION: &str = "sessionid";

/// The cookie that a request of a session has to repeat.
const CSRF: &str = "csrftoken";

/// The header in which it does so.
const CSRF_HEADER: &str = "X-CSRFToken";

/// How long the token lives, in seconds (Integration API 1.4.10, Session: `Max-Age=31449600`, 364 days).
const CSRF_SECONDS: i64 = 31_449_600;

/// The cookies of this name. An instance gets its own and, behind it, those of the inbox above it, whose path is the beginning of its own.
pub(crate) fn cookies<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).filter(move |(key, _)| *key == name).map(|(_, value)| value.trim_matches('"'))
}

/// The tokens of the cookies, as far as they look like some.
fn csrf_cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    cookies(headers, CSRF).filter(|token| (32..=64).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a request was made by a page of ours: only such a page can read the cookie and repeat it, in the header or in the form's
/// field. A page of elsewhere can but have the browser send it.
///
/// # Errors
/// What is missing, in words.
pub(crate) fn check_csrf(headers: &HeaderMap, field: Option<&str>) -> Result<(), &'static str> {
    if csrf_cookies(headers).next().is_none() {
        return Err("CSRF Failed: CSRF cookie not set.");
    }
    let header = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    let repeated = header.or(field).ok_or("CSRF Failed: CSRF token missing.")?;
    // A page may read any of them.
    if csrf_cookies(headers).any(|cookie| cookie == repeated) { Ok(()) } else { Err("CSRF Failed: CSRF token incorrect.") }
}

/// The token that a page gives: the one that the browser has, else a new one.
pub(crate) fn csrf_token(headers: &HeaderMap) -> String {
    csrf_cookies(headers).next().map_or_else(random::csrf_token, str::to_owned)
}

/// Cookies of an answer.
#[derive(Debug, Default)]
pub(crate) struct Cookies(Vec<HeaderValue>);

impl Cookies {
    /// The token against forged requests.
    pub(crate) fn with_csrf(self, core: &Core, token: &str) -> Self {
        self.with(core, CSRF, token, CSRF_SECONDS, "")
    }

    /// A session that was opened now, with a new token: one that somebody else put there before is worth nothing.
    pub(crate) fn with_session(self, core: &Core, key: &Secret) -> Self {
        self.with_csrf(core, &random::csrf_token()).with(core, SESSION, key.expose(), SESSION_SECONDS, "HttpOnly; ")
    }

    /// The session has ended.
    pub(crate) fn without_session(self, core: &Core) -> Self {
        self.with(core, SESSION, "", 0, "HttpOnly; ")
    }

    fn with(mut self, core: &Core, name: &str, value: &str, seconds: i64, only: &str) -> Self {
        // Instances at one address do not get one another's.
        let path = core.path();
        let end = core.clock.now_millis().saturating_add(seconds.saturating_mul(1_000));
        let expires = crate::server::http_date(end).map(|date| format!("expires={date}; ")).unwrap_or_default();
        // The parts are ours: digits, dates and names.
        if let Ok(cookie) = HeaderValue::try_from(format!("{name}={value}; {expires}{only}Max-Age={seconds}; Path={path}/; SameSite=Lax")) {
            self.0.push(cookie);
        }
        self
    }

    /// Puts them on an answer.
    pub(crate) fn put(self, headers: &mut HeaderMap) {
        for cookie in self.0 {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers(&[("cookie", "theme=dark; sessionid=abc;x"), ("cookie", "csrftoken=\"t\"; sessionid=def")]);
        let found = |name: &str| cookies(&headers, name).collect::<Vec<_>>();
        assert_eq!((found(SESSION), found(CSRF), found("id")), (vec!["abc", "def"], vec!["t"], vec![]));
    }

    #[test]
    fn the_token_has_to_be_repeated() {
        let token = "a".repeat(64);
        let cookie = format!("csrftoken={token}");
        let check = |pairs: &[(&'static str, &str)], field| check_csrf(&headers(pairs), field);
        assert_eq!(check(&[("cookie", &cookie), ("x-csrftoken", &token)], None), Ok(()));
        assert_eq!(check(&[("cookie", &cookie)], Some(&token)), Ok(()));
        let above = format!("csrftoken={}; {cookie}", "b".repeat(64));
        assert_eq!(check(&[("cookie", &above), ("x-csrftoken", &token)], None), Ok(()));
        assert_eq!(check(&[("x-csrftoken", &token)], None), Err("CSRF Failed: CSRF cookie not set."));
        assert_eq!(check(&[("cookie", "csrftoken="), ("x-csrftoken", "")], None), Err("CSRF Failed: CSRF cookie not set."));
        assert_eq!(check(&[("cookie", &cookie)], None), Err("CSRF Failed: CSRF token missing."));
        assert_eq!(check(&[("cookie", &cookie), ("x-csrftoken", "b")], Some(&token)), Err("CSRF Failed: CSRF token incorrect."));
    }
}
