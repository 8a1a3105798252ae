use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk) -> Result<String> {
    let city = talk.ask("Where to?");
    let day = talk.ask("When?");
    Ok(format!("{} {}", city.await?, day.await?))
}

fn main() {
    let _ = conversations![book];
}
