use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet() {}

#[conversation(incoming_messages, text = "book")]
async fn book(talk: &mut Talk) -> Result<()> {
    talk.ask("Where to?").await?;
    Ok(())
}

fn main() {
    handlers![greet, book];
}
