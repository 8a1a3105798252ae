//! Calling webhooks: in order for each webhook and chat, repeated until they are answered, beside one another otherwise.

mod lane;
pub(crate) mod queue;
mod send;

pub(crate) use queue::Dispatcher;
