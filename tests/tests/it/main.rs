//! The framework against the inbox, end to end.

mod handover;
mod killed;
mod returning;
mod webhook;
