//! The framework against the inbox, end to end.

mod killed;
mod returning;
mod scenarios;
mod webhook;
