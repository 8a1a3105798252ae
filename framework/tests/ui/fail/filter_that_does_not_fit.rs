use switchboard::prelude::*;

#[on(statuses, regex = "hi")]
async fn greet() {}

fn main() {
    handlers![greet];
}
