use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk) -> Result<()> {
    talk.ask(5).await?;
    Ok(())
}

fn main() {
    let _ = conversations![book];
}
