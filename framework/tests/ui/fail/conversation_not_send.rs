use std::rc::Rc;

use switchboard::prelude::*;

#[conversation]
async fn book(talk: &mut Talk) -> Result<String> {
    let count = Rc::new(1);
    talk.ask("Where to?").await?;
    Ok(count.to_string())
}

fn main() {
    let _ = conversations![book];
}
