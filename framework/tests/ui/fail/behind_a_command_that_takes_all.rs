use switchboard::prelude::*;

#[on(incoming_messages, command = "order <id>")]
async fn order(Arg(id): Arg<String>) -> String {
    id
}

#[on(incoming_messages, command = "order <name>")]
async fn order_by_name(Arg(name): Arg<String>) -> String {
    name
}

fn main() {
    handlers![order, order_by_name];
}
