use switchboard::prelude::*;

async fn greet() {}

fn main() {
    handlers![greet];
}
