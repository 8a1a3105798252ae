use switchboard::prelude::*;

#[on(incoming_messages)]
async fn greet<T: Clone>(state: State<T>) {
    drop(state);
}

fn main() {
    handlers![greet];
}
