use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk, chat: &Chat) -> Result<()> {
    talk.ask("Where to?").await?;
    chat.tag("booked");
    Ok(())
}

fn main() {
    let _ = conversations![book];
}
