use reqwest::header::{COOKIE, HeaderMap, REFERER, SET_COOKIE};
use reqwest::{Response, Url};

use crate::client::authorization::{Authorization, Session};
use crate::client::call;
use crate::client::{Api, ApiError, path};
use crate::wire::Secret;

const CSRF_COOKIE: &str = "csrftoken";
const SESSION_COOKIE: &str = "sessionid";

impl Api {
    /// Logs in by the form of the web inbox. What comes back authorises calls as a token does ([`Api::with_session`]), for 14 days.
    ///
    /// Bots take a token: this is for what acts as a person's browser.
    ///
    /// # Errors
    /// Wrong credentials are refused with the form's page once more (200), or 403; either is told as a refusal.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(api: &switchboard::client::Api) -> Result<(), switchboard::client::ApiError> {
    /// use switchboard::wire::Secret;
    ///
    /// let session = api.log_in("mira", &Secret::new("her password")).await?;
    /// let mira = api.with_session(&session);
    /// println!("{}", mira.retrieve_current_user().await?.id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn log_in(&self, username: &str, password: &Secret) -> Result<Session, ApiError> {
        let operation = path::LOG_IN;
        let form = self.without_token();
        let csrf_token = form.csrf_token().await?;
        let call = form.call(operation);
        let refused = |why: &str| ApiError::unsendable(operation, why);
        // Unusable here means that the inbox's own cookie cannot be sent back.
        let before = Session { session_id: Secret::new("none"), csrf_token: csrf_token.clone() };
        let Authorization::Session { csrf_token: header, .. } = Authorization::session(&before) else {
            return Err(refused("the inbox's cookie has characters that no header can carry"));
        };
        let body = form_body(&[("username", username), ("password", password.expose()), ("csrfmiddlewaretoken", csrf_token.expose())]);
        let request = call.request()?;
        let request = request
            .header(COOKIE, format!("{CSRF_COOKIE}={}", csrf_token.expose()))
            .header("X-CSRFToken", header)
            .header(REFERER, self.base().as_str())
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let (response, inbox_now) = call.exchange(request).await?;
        match cookie(response.headers(), SESSION_COOKIE) {
            Some(session_id) if response.status().is_success() || response.status().is_redirection() => {
                let csrf_token = cookie(response.headers(), CSRF_COOKIE).unwrap_or(csrf_token);
                Ok(Session { session_id, csrf_token })
            }
            _ if response.status().is_success() => Err(ApiError::refused(operation, response.status().as_u16(), None, WRONG)),
            _ => Err(call::refusal(operation, response, inbox_now).await),
        }
    }

    /// The cookie against forged calls, which every page sets.
    async fn csrf_token(&self) -> Result<Secret, ApiError> {
        let operation = path::LOG_IN_FORM;
        let call = self.call(operation);
        let (response, _): (Response, _) = call.exchange(call.request()?).await?;
        let status = response.status().as_u16();
        cookie(response.headers(), CSRF_COOKIE)
            .ok_or_else(|| ApiError::unreadable(operation, status, "its login form sets no cookie `csrftoken`"))
    }
}

/// What a form that is shown once more means.
const WRONG: &[u8] = br#"{"reason": "the login form came once more: user name or password is wrong"}"#;

/// A cookie that an answer sets, when it is set to something.
fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    headers.get_all(SET_COOKIE).iter().find_map(|header| {
        let (key, rest) = header.to_str().ok()?.split_once('=')?;
        let value = rest.split(';').next()?.trim();
        (key.trim() == name && !value.is_empty()).then(|| Secret::new(value))
    })
}

/// Members as `application/x-www-form-urlencoded`.
fn form_body(members: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse("form:?") else { return String::new() };
    url.query_pairs_mut().extend_pairs(members);
    url.query().unwrap_or_default().to_owned()
}
