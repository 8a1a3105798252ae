use reqwest::Url;
use reqwest::header::{DATE, HeaderValue};

use crate::wire::{AuthToken, ConvertIdTokenRequest, ConvertRefreshTokenRequest, CreateAuthTokenRequest, RefreshToken, Secret, UserId};

use super::transport::{self, Roots};
use super::{Api, ApiError, call, path};

impl Api {
    /// `createAuthToken`: exchanges user name and password for a token, the one that exists or a new one.
    ///
    /// # Errors
    /// Wrong credentials are refused with 400, 401 or 403.
    pub async fn create_auth_token(&self, username: &str, password: &Secret) -> Result<AuthToken, ApiError> {
        let request = CreateAuthTokenRequest { username: username.to_owned(), password: password.clone() };
        self.without_token().call(path::CREATE_AUTH_TOKEN).json(&request).send().await
    }

    /// `retrieveRefreshToken`: what logs a user in without a password, here or as `/app/?idt=<token>`. An admin may read anybody's.
    ///
    /// # Errors
    /// 403 for somebody else's, 404 for users who are inactive, apps, and the Configurator.
    pub async fn retrieve_refresh_token(&self, user: UserId) -> Result<RefreshToken, ApiError> {
        self.call_on(path::RETRIEVE_REFRESH_TOKEN, &user.to_string()).send().await
    }

    /// `convertRefreshToken`: exchanges a refresh token for an auth token, the one that exists or a new one.
    ///
    /// # Errors
    /// 400, 401 or 403 for a token that is not valid. An answer that got lost may have used it up, unless it is kept.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(api: &switchboard::client::Api, refresh: switchboard::wire::Secret) -> Result<(), switchboard::client::ApiError> {
    /// use switchboard::wire::ConvertRefreshTokenRequest;
    ///
    /// let request = ConvertRefreshTokenRequest { refresh_token: refresh, keep_refresh_token: true };
    /// let person = api.with_token(&api.convert_refresh_token(&request).await?.token);
    /// println!("{}", person.retrieve_current_user().await?.username);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn convert_refresh_token(&self, request: &ConvertRefreshTokenRequest) -> Result<AuthToken, ApiError> {
        self.without_token().call(path::CONVERT_REFRESH_TOKEN).json(request).send().await
    }

    /// `convertIdToken`: the old name of [`Api::convert_refresh_token`], for old inboxes. The refresh token is used up.
    ///
    /// # Errors
    /// As [`Api::convert_refresh_token`].
    pub async fn convert_id_token(&self, request: &ConvertIdTokenRequest) -> Result<AuthToken, ApiError> {
        self.without_token().call(path::CONVERT_ID_TOKEN).json(request).send().await
    }

    /// `logout`: what the web inbox calls when a person leaves. Whether the token dies with it is not known.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn logout(&self) -> Result<(), ApiError> {
        self.call(path::LOGOUT).send_for_nothing().await
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
