//! Customer: Is anybody there?     Bot: Is anybody there?
//!
//! Run it: `cargo run -p echo`, and write to it with the `curl` line that it prints.
//! Make it yours: another word behind `#[on(` (a text, a pattern, another event), and another answer.

use switchboard::prelude::*;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[switchboard::main]
async fn main() -> Result<()> {
    Bot::from_config()?.handlers(handlers![echo]).run().await
}
