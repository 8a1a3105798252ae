use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk, text: Text) -> Result<()> {
    talk.say(text);
    Ok(())
}

fn main() {
    let _ = conversations![book];
}
