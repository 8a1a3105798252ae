//! Who may use `/sandbox/`: programs on this machine, not web pages of elsewhere, not other machines.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;

use crate::api::error::ApiError;
use crate::app::App;

/// Lets a call pass, or says why it does not.
pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Result<Response, ApiError> {
    let headers = request.headers();
    let refuse = |detail: &str| Err(ApiError::detail(StatusCode::FORBIDDEN, detail));
    if let Some(token) = &app.sandbox_token {
        let named = header(headers, AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Token "));
        if named != Some(token.expose()) {
            return refuse("The sandbox needs its token: `Authorization: Token ...`.");
        }
    }
    let host = header(headers, HOST.as_str()).unwrap_or_default();
    if app.loopback && !is_loopback(host) {
        return refuse("The sandbox answers to a loopback `Host` only.");
    }
    if let Some(origin) = header(headers, ORIGIN.as_str())
        && !origin.parse::<Uri>().is_ok_and(|origin| origin.authority().is_some_and(|authority| authority.as_str() == host))
    {
        return refuse("The sandbox does not answer to pages of elsewhere (`Origin`).");
    }
    let has_body = header(headers, CONTENT_LENGTH.as_str()).is_some_and(|length| length != "0") || headers.contains_key(TRANSFER_ENCODING);
    let kind = header(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    if has_body && !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        return refuse("The sandbox takes `Content-Type: application/json` only.");
    }
    Ok(next.run(request).await)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a `Host` names this machine, with or without a port.
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["127.0.0.1", "127.0.0.1:7700", "localhost:1", "LOCALHOST", "[::1]:7700"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "example.org", "192.0.2.1:7700", "127.0.0.1.example.org", "localhost.example.org:80"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
