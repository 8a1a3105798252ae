//! Customer: Is anybody there?     Bot: Is anybody there?

use switchboard::prelude::*;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[switchboard::main]
async fn main() -> Result<()> {
    Bot::from_config()?.handlers(handlers![echo]).run().await
}
