use switchboard::prelude::*;

#[derive(Extract)]
#[extract(statusses)]
struct Told {
    status: Status,
}

fn main() {}
