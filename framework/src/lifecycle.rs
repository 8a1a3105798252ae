//! What a bot does before it is ready: its user in the inbox, what it may not forget, and its webhook.
//!
//! Every step can be broken off at any point and goes on at the next start. Every failure is a [`StartError`]: one sentence that says
//! what to do, with its cause as source.

mod activation;
mod choice_key;
mod credentials;
#[cfg(test)]
mod fake_inbox;
mod random;
mod registration;
mod start_error;

pub(crate) use activation::{Admin, WantedUser, ensure_user};
pub(crate) use choice_key::choice_key;
pub(crate) use credentials::Credentials;
pub use credentials::CredentialsError;
pub use random::NoRandomness;
pub(crate) use random::{chance, fresh_inbox_id, fresh_number, fresh_secret};
pub(crate) use registration::{Switches, WantedWebhook, ensure_webhook, remove_webhook, test_webhook, webhook_secret};
pub use start_error::{StartError, TokenOrigin};
