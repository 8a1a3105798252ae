//! The bot of the README: it is this one, and it says what its transcript says.

mod readme;
mod transcript;

const BOT: &str = env!("CARGO_BIN_EXE_table");
