use std::rc::Rc;

use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet() {
    let count = Rc::new(1);
    std::future::ready(()).await;
    drop(count);
}

fn main() {
    handlers![greet];
}
