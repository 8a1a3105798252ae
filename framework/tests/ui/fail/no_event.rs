use switchboard::prelude::*;

#[on]
async fn greet() {}

fn main() {
    handlers![greet];
}
