use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet() -> Result<u32> {
    Ok(1)
}

fn main() {
    handlers![greet];
}
