use crate::client::{Api, InboxUrl};
use crate::wire::partner::Instance;
use crate::wire::{NewUserRequest, Role, Secret, User, UserProfile, WabaWebhook, WabaWebhookRequest};

use super::PartnerError;

/// An instance that is ready, and its configurator.
#[derive(Debug, Clone)]
pub struct Ready {
    instance: Instance,
    api: Api,
    token: Secret,
}

impl Ready {
    /// Becomes the configurator.
    pub(super) async fn verify(nobody: Api, instance: Instance, token: Secret) -> Result<Self, PartnerError> {
        let api = nobody.with_token(&token);
        api.retrieve_current_user().await.map_err(PartnerError::of_verification)?;
        Ok(Self { instance, api, token })
    }

    /// The service's answer to the order.
    #[must_use]
    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The instance's URL: a bot's `inbox.url`.
    #[must_use]
    pub fn inbox(&self) -> &str {
        self.api.base().as_str()
    }

    /// The instance's Integration API in the configurator's name, who may do everything an admin may, except messaging.
    #[must_use]
    pub const fn api(&self) -> &Api {
        &self.api
    }

    /// The configurator's token. It is told once: keep it.
    #[must_use]
    pub const fn token(&self) -> &Secret {
        &self.token
    }

    /// Makes and activates a bot's user, and registers its webhook, if it has one.
    ///
    /// # Errors
    /// [`PartnerError::UserNotMade`], [`PartnerError::NotActivated`], [`PartnerError::WebhookNotRegistered`]. What was made before
    /// stays.
    pub async fn install(&self, username: &str, webhook: Option<&WabaWebhookRequest>) -> Result<Installed, PartnerError> {
        let new = NewUserRequest {
            username: username.to_owned(),
            first_name: None,
            last_name: None,
            email: None,
            profile: Some(UserProfile::new(Role::App)),
        };
        let new = self.api.create_new_user(&new).await.map_err(PartnerError::UserNotMade)?;
        let token = self.api.activate(&new.activation_url).await.map_err(PartnerError::NotActivated)?.token;
        let bot = self.api.with_token(&token);
        let webhook = match webhook {
            Some(webhook) => Some(bot.create_waba_webhook(webhook).await.map_err(PartnerError::WebhookNotRegistered)?),
            None => None,
        };
        Ok(Installed { inbox: self.api.base().clone(), user: new.user, token, webhook })
    }
}

/// A bot's user in an instance.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Installed {
    /// The instance: the bot's `inbox.url`.
    pub inbox: InboxUrl,
    /// The user.
    pub user: User,
    /// The user's token: the bot's `inbox.token`.
    pub token: Secret,
    /// The webhook, if there is one.
    pub webhook: Option<WabaWebhook>,
}
