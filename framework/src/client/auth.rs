use reqwest::Url;
use reqwest::header::{DATE, HeaderValue};
use serde::Serialize;

use crate::wire::{AuthToken, Secret};

use super::transport::{self, Roots};
use super::{Api, ApiError, call, path};

impl Api {
    /// `createAuthToken`: exchanges user name and password for a token, the one that exists or a new one.
    ///
    /// # Errors
    /// Wrong credentials are refused with 400, 401 or 403.
    pub async fn create_auth_token(&self, username: &str, password: &Secret) -> Result<AuthToken, ApiError> {
        #[derive(Serialize)]
        struct Body<'a> {
            username: &'a str,
            password: &'a Secret,
        }

        self.without_token().call(path::CREATE_AUTH_TOKEN).json(&Body { username, password }).send().await
    }

    /// Calls an `activation_url` as it stands, without a token. For an app user it works once and answers the token; a used or
    /// unknown code is 404.
    ///
    /// # Errors
    /// Before anything leaves, when the URL is `http://` and not on this machine, unless the inbox may be so too. An answer that got lost may have used the code up.
    pub async fn activate(&self, activation_url: &Secret) -> Result<AuthToken, ApiError> {
        let operation = path::ACTIVATE_USER;
        let url = Url::parse(activation_url.expose()).map_err(|_| ApiError::unsendable(operation, "the activation URL is no URL"))?;
        if !self.shared.base.takes(&url) {
            return Err(ApiError::unsendable(operation, "the activation URL is not encrypted, so the token could be read on its way"));
        }
        // An inbox reached by http:// may name its public address, which needs the authorities that its own client lacks.
        let http = if url.scheme() == "https" && !self.shared.base.is_https() {
            let client = transport::http_client(self.shared.timeouts, Roots::System);
            client.map_err(|cause| ApiError::unsendable(operation, &cause.to_string()))?
        } else {
            self.shared.http.clone()
        };
        let response = http.get(url).send().await.map_err(|cause| ApiError::unanswered(operation, None, cause))?;
        let date = self.shared.inbox_clock.note(response.headers().get(DATE).map(HeaderValue::as_bytes));
        let (status, body) = call::read(operation, response, date.unwrap_or_else(|| self.inbox_now())).await?;
        call::parse(operation, status, &body)
    }
}
