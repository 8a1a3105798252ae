use switchboard::prelude::*;

#[conversation(assigned_messages, text = "report")]
async fn report(talk: &mut Talk) -> Result<()> {
    talk.say_now("One moment.").await?;
    Ok(())
}

fn main() {
    let _ = conversations![report];
}
