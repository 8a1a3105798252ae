use switchboard::prelude::*;

struct OrderId(u64);

#[on(incoming_messages, command = "order <id>")]
async fn order(Arg(id): Arg<OrderId>) -> String {
    id.0.to_string()
}

fn main() {
    handlers![order];
}
