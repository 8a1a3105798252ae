use std::time::Duration;

use crate::client::{PartnerApi, inbox_of};
use crate::wire::Secret;
use crate::wire::partner::{CreateInstanceRequest, Instance, InstanceEvent, NUMBER_ALREADY_DEPLOYED};

use super::callbacks::Expected;
use super::{Callbacks, PartnerError, Ready};

/// The configurator's name when an order does not give one.
const CONFIGURATOR: &str = "configurator";

/// An order of an instance for one number.
#[derive(Debug, Clone, Default)]
pub struct Order {
    request: CreateInstanceRequest,
    configurator: Option<String>,
}

impl Order {
    /// For the number of a 360dialog channel. A new 360dialog key of it is fetched, and its former key stops working.
    pub fn of_channel(channel_id: impl Into<String>) -> Self {
        let request = CreateInstanceRequest { channel_id: Some(channel_id.into()), ..CreateInstanceRequest::default() };
        Self { request, configurator: None }
    }

    /// For the number that a 360dialog key belongs to, which is used as it is.
    #[must_use]
    pub fn of_key(d360_api_key: Secret) -> Self {
        let request = CreateInstanceRequest { d360_api_key: Some(d360_api_key), ..CreateInstanceRequest::default() };
        Self { request, configurator: None }
    }

    /// The first label of the instance's host, 63 characters at most; its id when left out.
    #[must_use]
    pub fn subdomain(mut self, subdomain: impl Into<String>) -> Self {
        self.request.subdomain = Some(subdomain.into());
        self
    }

    /// How many agents may be logged in at a time; 5 when left out (Partner API 1.1.2, Create Instance). Bots do not count.
    #[must_use]
    pub const fn seats(mut self, seats: u32) -> Self {
        self.request.max_number_of_seats = Some(seats);
        self
    }

    /// Mails the admin's activation link to this address when the instance is ready.
    #[must_use]
    pub fn admin_email(mut self, address: impl Into<String>) -> Self {
        self.request.admin_email = Some(address.into());
        self
    }

    /// Asks for an activation link of the admin in the answer ([`Ordered::instance`]); it works once the instance is ready.
    #[must_use]
    pub const fn generate_activation(mut self) -> Self {
        self.request.generate_activation = true;
        self
    }

    /// The name of the account that sets the instance up; `configurator` when left out.
    #[must_use]
    pub fn configurator(mut self, user_name: impl Into<String>) -> Self {
        self.configurator = Some(user_name.into());
        self
    }

    /// Places the order.
    ///
    /// # Errors
    /// [`PartnerError::KeyRefused`], [`PartnerError::SubdomainTaken`], [`PartnerError::Invalid`], [`PartnerError::NotOrdered`], and
    /// [`PartnerError::OrderUnknown`] when the answer got lost.
    pub async fn place(mut self, partner: &PartnerApi, callbacks: &Callbacks) -> Result<Ordered, PartnerError> {
        let (configurator, expected) = callbacks.await_order(self.configurator.as_deref().unwrap_or(CONFIGURATOR))?;
        self.request.configurator = Some(configurator);
        let instance = partner.create_instance(&self.request).await.map_err(PartnerError::of_order)?;
        Ok(Ordered { instance, expected })
    }
}

/// An instance that was ordered.
#[derive(Debug)]
pub struct Ordered {
    instance: Instance,
    expected: Expected,
}

impl Ordered {
    /// The service's answer to the order.
    #[must_use]
    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Waits until the service tells what became of the order, for so long at most. Two to five minutes are usual (Partner API 1.1.2,
    /// Create Instance). It may be called again, after [`PartnerError::NotInTime`] to wait longer, and after
    /// [`PartnerError::NotVerified`] to ask the instance once more: what the service told is kept as long as this is.
    ///
    /// # Errors
    /// [`PartnerError::NumberDeployed`], [`PartnerError::NotDeployed`], [`PartnerError::NotInTime`],
    /// [`PartnerError::TokenRefused`] when the instance is there and does not take its configurator's token, and
    /// [`PartnerError::NotVerified`] when it did not say whether it does.
    pub async fn ready(&mut self, partner: &PartnerApi, within: Duration) -> Result<Ready, PartnerError> {
        let clock = partner.clock();
        let until = clock.now().checked_add(within).unwrap_or(jiff::Timestamp::MAX);
        let told = tokio::select! {
            // What is told already counts, however short the time is.
            biased;
            told = self.expected.told() => told,
            () = clock.sleep_until(until) => None,
        };
        match told {
            Some(InstanceEvent::Token { token }) => {
                let base = inbox_of(&self.instance).map_err(PartnerError::NoAddress)?;
                Ready::verify(partner.api_of(base)?, self.instance.clone(), token).await
            }
            Some(InstanceEvent::Errors { errors }) => {
                let taken = errors.iter().find(|error| error.code == NUMBER_ALREADY_DEPLOYED);
                Err(match taken.map(|error| error.parameters.get("channel_id").map(plain)) {
                    Some(channel) => PartnerError::NumberDeployed { channel, errors },
                    None => PartnerError::NotDeployed(errors),
                })
            }
            None => Err(PartnerError::NotInTime),
        }
    }
}

/// A text, or a number as a text: the document has both.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
