use switchboard::prelude::*;

struct Price(u32);

async fn quote() -> Result<Price> {
    Ok(Price(12))
}

#[conversation]
async fn book(talk: &mut Talk) -> Result<String> {
    let price = talk.step("quote", quote()).await?;
    Ok(price.0.to_string())
}

fn main() {
    let _ = conversations![book];
}
