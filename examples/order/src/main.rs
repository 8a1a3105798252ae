//! Serves the bot of this crate. Orders are written into the working directory.

use order::{OrderBook, bot};
use switchboard::prelude::*;

#[switchboard::main]
async fn main() -> Result<()> {
    bot(Bot::from_config()?, OrderBook::at("orders.jsonl")).run().await
}
