use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk) -> Result<String> {
    let price: u32 = talk.step("quote", async { 12 }).await?;
    Ok(price.to_string())
}

fn main() {
    let _ = conversations![book];
}
