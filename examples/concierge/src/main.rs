//! Serves the bot of this crate: `concierge URL`, where the URL is that of the service that knows the answers.

use concierge::{Brain, bot};
use switchboard::prelude::*;

#[switchboard::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("say where the service is: concierge http://127.0.0.1:9000/answer")?;
    bot(Bot::from_config()?, Brain::at(url)?).run().await
}
