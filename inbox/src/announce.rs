//! What happened, told to the webhooks and websockets: who gets which members, in which form.

mod assignment;
mod audience;
mod call;
mod listeners;
mod messages;
mod states;
mod tagging;

pub(crate) use messages::{Failure, StatusChange};

use call::Call;

/// The WhatsApp side of the cloud form's `metadata` and `entry`.
const ACCOUNT: &str = "102290129340398";
const PHONE_NUMBER: &str = "106540352242922";
