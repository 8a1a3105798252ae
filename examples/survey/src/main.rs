//! Serves the bot of this crate.

use switchboard::prelude::*;

#[switchboard::main]
async fn main() -> Result<()> {
    survey::bot(Bot::from_config()?).run().await
}
