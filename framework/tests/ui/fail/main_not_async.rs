use switchboard::prelude::*;

#[switchboard::main]
fn main() -> Result<()> {
    Ok(())
}
