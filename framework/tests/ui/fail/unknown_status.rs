use switchboard::prelude::*;

#[on(statuses, status = faild)]
async fn failed() {}

fn main() {
    handlers![failed];
}
