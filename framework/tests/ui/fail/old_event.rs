use switchboard::prelude::*;

#[on(tagged_chats)]
async fn tagged() {}

fn main() {
    handlers![tagged];
}
