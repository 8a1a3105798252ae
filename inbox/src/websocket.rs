//! The websocket: at `/ws`, and at `/` when the request asks for an upgrade. It tells its user what the user may read, as it happens.

mod frame;
mod session;
mod sockets;
mod upgrade;

pub(crate) use frame::Frame;
pub(crate) use sockets::Sockets;
pub(crate) use upgrade::{is_asked, upgrade};
