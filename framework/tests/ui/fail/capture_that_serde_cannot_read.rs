use switchboard::prelude::*;

struct OrderId(u64);

#[on(incoming_messages, regex = r"^order (?<id>[0-9]+)$")]
async fn order(Capture(id): Capture<OrderId>) -> String {
    id.0.to_string()
}

fn main() {
    handlers![order];
}
