use switchboard::prelude::*;

#[on(statuses)]
async fn failed(text: Text) {
    drop(text);
}

fn main() {
    handlers![failed];
}
