use crate::clock::SharedClock;
use crate::wire::Secret;
use crate::wire::partner::{CreateInstanceRequest, Instance, PartnerHealth, PartnerId};

use super::path::partner as path;
use super::{Api, ApiConfig, ApiError, Authorization, InboxUrl, InvalidInboxUrl, NoClient, Timeouts};

/// Where an instance's health check is, below its URL.
const HEALTH_CHECK: &str = "/api/v1/status/health";

/// What a [`PartnerApi`] is made from.
#[derive(Debug, Clone)]
pub struct PartnerConfig {
    /// Where the Partner API is; [`PartnerConfig::BASE`] for the service's.
    pub base: InboxUrl,
    /// The partner's key. It is no 360dialog key, and must not reach a browser.
    pub key: Secret,
    /// How long a call waits.
    pub timeouts: Timeouts,
    /// What the waiting goes by.
    pub clock: SharedClock,
}

impl PartnerConfig {
    /// Where the service's Partner API is (Partner API 1.1.2, Create Instance).
    pub const BASE: &'static str = "https://partner-api.getchat.360dialog.io";
}

/// A handle on the Partner API 1.1.2, in the name of one partner. Clones share connections and are cheap.
///
/// [`partner`](crate::partner) has the whole way from an order to a bot's user, with an example.
#[derive(Debug, Clone)]
pub struct PartnerApi {
    api: Api,
    timeouts: Timeouts,
    clock: SharedClock,
}

impl PartnerApi {
    /// Prepares the connection. Nothing is called yet.
    ///
    /// # Errors
    /// When the machine has no certificate authorities to trust and the API is not on `http://`.
    pub fn new(config: PartnerConfig) -> Result<Self, NoClient> {
        let PartnerConfig { base, key, timeouts, clock } = config;
        let api = Api::new(ApiConfig { base, token: None, timeouts, clock: clock.clone() })?;
        Ok(Self { api: Api { authorization: Authorization::of_scheme("Bearer", &key), ..api }, timeouts, clock })
    }

    /// `apiRoot`: whether the Partner API is up. It needs no key.
    ///
    /// # Errors
    /// When it is not.
    pub async fn api_root(&self) -> Result<PartnerHealth, ApiError> {
        self.api.without_token().call(path::API_ROOT).send().await
    }

    /// `apiVersion1Root`: the same.
    ///
    /// # Errors
    /// When it is not.
    pub async fn api_version1_root(&self) -> Result<PartnerHealth, ApiError> {
        self.api.without_token().call(path::API_VERSION1_ROOT).send().await
    }

    /// `getPartnerId`: whose key it is.
    ///
    /// # Errors
    /// 401 or 403 for a key that is not known.
    pub async fn get_partner_id(&self) -> Result<PartnerId, ApiError> {
        self.api.call(path::GET_PARTNER_ID).send().await
    }

    /// `createInstance`: orders an instance, which is ready two to five minutes later.
    ///
    /// # Errors
    /// 422 for an order that is not taken ([`ApiError::validation_errors`]), 401 or 403 for a key that is not known. An answer that
    /// got lost may have made an instance.
    pub async fn create_instance(&self, order: &CreateInstanceRequest) -> Result<Instance, ApiError> {
        self.api.call(path::CREATE_INSTANCE).json(order).send().await
    }

    /// The Integration API of an instance, in nobody's name.
    ///
    /// # Errors
    /// When the machine has no certificate authorities to trust.
    pub fn api_of(&self, base: InboxUrl) -> Result<Api, NoClient> {
        Api::new(ApiConfig { base, token: None, timeouts: self.timeouts, clock: self.clock.clone() })
    }

    /// What the waiting goes by.
    pub(crate) const fn clock(&self) -> &SharedClock {
        &self.clock
    }
}

/// The URL of an instance's inbox.
///
/// # Errors
/// When its health check is no URL of an inbox.
pub(crate) fn inbox_of(instance: &Instance) -> Result<InboxUrl, InvalidInboxUrl> {
    match instance.health_check.trim_end_matches('/').strip_suffix(HEALTH_CHECK) {
        Some(base) => InboxUrl::new(base),
        None => InboxUrl::new(&format!("https://{}", instance.base_domain)),
    }
}
