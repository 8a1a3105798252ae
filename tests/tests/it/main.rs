//! The framework against the inbox, end to end.

mod killed;
mod scenarios;
mod webhook;
