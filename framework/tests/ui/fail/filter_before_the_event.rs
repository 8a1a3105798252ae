use switchboard::prelude::*;

#[on(any(text = "hi"))]
async fn greet() {}

fn main() {
    handlers![greet];
}
