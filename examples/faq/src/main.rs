//! Serves the bot of this crate: `faq [FILE]`, where the file of the answers is `answers.toml` when none is named.

use faq::{Faq, bot};
use switchboard::prelude::*;

#[switchboard::main]
async fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).unwrap_or_else(|| "answers.toml".into());
    bot(Bot::from_config()?, Faq::open(file)?).run().await
}
