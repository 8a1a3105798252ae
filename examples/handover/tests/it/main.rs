//! The example, with its own inbox and with one elsewhere.

mod elsewhere;
mod kill;
mod transcript;

const BOT: &str = env!("CARGO_BIN_EXE_handover");
