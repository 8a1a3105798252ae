//! Pages for those who build a bot.

#[doc = include_str!("docs/routing.md")]
pub mod routing {}

#[doc = include_str!("docs/conversations.md")]
pub mod conversations {}

#[doc = include_str!("docs/timers.md")]
pub mod timers {}

#[doc = include_str!("docs/handover.md")]
pub mod handover {}

#[doc = include_str!("docs/messages.md")]
pub mod messages {}

#[doc = include_str!("docs/reliability.md")]
pub mod reliability {}

#[doc = include_str!("docs/what-is-certain.md")]
pub mod what_is_certain {}

#[doc = include_str!("docs/configuration.md")]
pub mod configuration {}

#[cfg(feature = "testing")]
#[doc = include_str!("docs/testing.md")]
pub mod testing {}
