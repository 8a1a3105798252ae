//! Serves the bot of this crate: `faq [FILE]`, where the file of the answers is `answers.toml` when none is named.

use faq::{Faq, bot};
use switchboard::prelude::*;

#[switchboard::main]
async fn main() -> Result<()> {
    let file = std::env::args_os().nth(1).unwrap_or_else(|| "answers.toml".into());
    let faq = Faq::open(file).map_err(|cause| format!("{cause}; is there another file? Name it: faq FILE"))?;
    bot(Bot::from_config()?, faq).run().await
}
