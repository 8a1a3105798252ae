use crate::client::{Api, ApiError};
use crate::config::{Config, Username};
use crate::wire::{NewUserRequest, Role, Secret, User, UserProfile};

use super::random::fresh_secret;
use super::{Credentials, StartError, TokenOrigin};

/// The user that a bot wants to be.
#[derive(Debug, Clone)]
pub(crate) struct WantedUser {
    /// Its name, when the bot has to find or make it.
    pub username: Username,
    /// `inbox.token`: used as it is.
    pub token: Option<Secret>,
    /// Who may make the user.
    pub admin: Option<Admin>,
}

/// An admin's credentials.
#[derive(Debug, Clone)]
pub(crate) enum Admin {
    /// The token of the embedded inbox's admin.
    #[cfg_attr(not(any(feature = "embedded-inbox", test)), expect(dead_code, reason = "there is no embedded inbox"))]
    Token(Secret),
    /// `inbox.admin_username` and `inbox.admin_password`.
    Login {
        /// The admin's name.
        username: String,
        /// The admin's password.
        password: Secret,
    },
}

impl Admin {
    /// The admin that the configuration names.
    #[must_use]
    pub(crate) fn configured(config: &Config) -> Option<Self> {
        let username = config.inbox.admin_username.clone()?;
        Some(Self::Login { username, password: config.inbox.admin_password.clone()? })
    }

    const fn origin(&self) -> &'static str {
        match self {
            Self::Token(_) => "`embedded.admin_token`: set the one that this inbox was started with",
            Self::Login { .. } => "`inbox.admin_username` and `inbox.admin_password`: set those of a user with the role admin",
        }
    }

    /// A client in the admin's name.
    async fn api(&self, api: &Api) -> Result<Api, StartError> {
        match self {
            Self::Token(token) => Ok(api.with_token(token)),
            Self::Login { username, password } => match api.create_auth_token(username, password).await {
                Ok(answer) => Ok(api.with_token(&answer.token)),
                Err(cause) => Err(self.refused("the admin's login", api, cause)),
            },
        }
    }

    /// What a failed call of the admin means.
    fn refused(&self, what: &'static str, api: &Api, cause: ApiError) -> StartError {
        // A wrong password is 400 in the versions that were seen, 401 and 403 in others.
        let is_login = cause.operation() == "createAuthToken" && cause.status() == Some(400);
        if is_login || matches!(cause.status(), Some(401 | 403)) {
            StartError::AdminRefused { origin: self.origin(), cause }
        } else {
            StartError::of_call(what, api.base(), cause)
        }
    }
}

/// Makes the bot at home: finds or makes its user, and answers a client in its name.
///
/// The token is, in this order: the configured one, the kept one, the answer of an activation that was begun, that of a new user's
/// activation, or, for a user that is there without a kept token, what a new random password fetches. It goes on wherever an earlier
/// start was broken off.
///
/// # Errors
/// One sentence that says what to do.
pub(crate) async fn ensure_user(api: &Api, wanted: &WantedUser, credentials: &mut Credentials) -> Result<(Api, User), StartError> {
    if let Some(token) = &wanted.token {
        return verify(api, token, TokenOrigin::Configuration).await;
    }
    let kept = credentials.kept().cloned().unwrap_or_default();
    if let Some(token) = &kept.token {
        let (api, user) = verify(api, token, TokenOrigin::Credentials(credentials.place())).await?;
        forget_activation(credentials, &user)?;
        return Ok((api, user));
    }
    if let Some(url) = &kept.activation_url
        && let Some(token) = activate(api, url).await?
    {
        return keep(api, token, credentials).await;
    }
    let Some(admin) = &wanted.admin else { return Err(StartError::NoToken { username: wanted.username.clone() }) };
    let token = fetch_token(api, admin, &wanted.username, credentials).await?;
    keep(api, token, credentials).await
}

/// Gets a token in an admin's name: of a new user, or of the one that is there.
async fn fetch_token(api: &Api, admin: &Admin, username: &Username, credentials: &mut Credentials) -> Result<Secret, StartError> {
    let admin_api = admin.api(api).await?;
    let users = admin_api.all_users().await.map_err(|cause| admin.refused("the list of users", api, cause))?;
    let user = match users.into_iter().find(|user| user.username == username.as_str()) {
        Some(user) => user,
        None => {
            let new = NewUserRequest {
                username: username.as_str().to_owned(),
                first_name: None,
                last_name: None,
                email: None,
                profile: Some(UserProfile::new(Role::App)),
            };
            let new = admin_api.create_new_user(&new).await.map_err(|cause| admin.refused("a new user", api, cause))?;
            // On disk before it is called: it works once, and its answer may get lost.
            credentials.change(|kept| {
                kept.user = Some(new.user.id);
                kept.activation_url = Some(new.activation_url.clone());
            })?;
            if let Some(token) = activate(api, &new.activation_url).await? {
                return Ok(token);
            }
            new.user
        }
    };
    // A person would be locked out by a new password, so one whose role is not told is let alone, unless the bot made it itself.
    let is_own = credentials.user() == Some(user.id);
    if user.role() != Some(&Role::App) && !is_own {
        return Err(StartError::NameTaken { username: username.clone() });
    }
    let password = fresh_secret()?;
    admin_api.change_user_password(user.id, &password).await.map_err(|cause| admin.refused("a new password", api, cause))?;
    match api.create_auth_token(username.as_str(), &password).await {
        Ok(answer) => Ok(answer.token),
        Err(cause) if matches!(cause.status(), Some(400 | 401 | 403)) => Err(StartError::TokenLost { username: username.clone(), cause }),
        Err(cause) => Err(StartError::of_call("the bot's login", api.base(), cause)),
    }
}

/// Calls an activation URL. `None` when it is used up: an earlier call did it, and its answer is lost.
async fn activate(api: &Api, url: &Secret) -> Result<Option<Secret>, StartError> {
    let mut answer = api.activate(url).await;
    if answer.as_ref().is_err_and(ApiError::may_have_happened) {
        // Whether it happened shows in the second answer.
        answer = api.activate(url).await;
    }
    match answer {
        Ok(answer) => Ok(Some(answer.token)),
        Err(cause) if matches!(cause.status(), Some(400 | 404 | 409 | 410)) => Ok(None),
        Err(cause) => Err(StartError::of_call("the activation of the bot's user", api.base(), cause)),
    }
}

/// Keeps a token before it is tried: the URL that gave it does not work again.
async fn keep(api: &Api, token: Secret, credentials: &mut Credentials) -> Result<(Api, User), StartError> {
    credentials.change(|kept| kept.token = Some(token.clone()))?;
    let (api, user) = verify(api, &token, TokenOrigin::Inbox).await?;
    forget_activation(credentials, &user)?;
    Ok((api, user))
}

fn forget_activation(credentials: &mut Credentials, user: &User) -> Result<(), StartError> {
    let is_settled = credentials.kept().is_some_and(|kept| kept.activation_url.is_none() && kept.user == Some(user.id));
    if !is_settled {
        credentials.change(|kept| {
            kept.activation_url = None;
            kept.user = Some(user.id);
        })?;
    }
    Ok(())
}

async fn verify(api: &Api, token: &Secret, origin: TokenOrigin) -> Result<(Api, User), StartError> {
    let api = api.with_token(token);
    match api.retrieve_current_user().await {
        Ok(user) => {
            if user.role().is_some_and(|role| *role != Role::App) {
                tracing::warn!(user = %user.id, "the bot acts as a user that is no app: its messages look like a person's");
            }
            Ok((api, user))
        }
        Err(cause) if cause.is_unauthorized() => Err(StartError::TokenRefused { origin, cause }),
        Err(cause) if cause.status() == Some(404) && cause.reason().is_some() => Err(StartError::NoUser { cause }),
        Err(cause) => Err(StartError::of_call("the bot's token", api.base(), cause)),
    }
}

#[cfg(test)]
mod tests;
