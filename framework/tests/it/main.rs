//! The crate as a bot's author meets it.

mod ui;
