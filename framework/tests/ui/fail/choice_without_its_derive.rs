use switchboard::prelude::*;

enum Size {
    S,
}

#[on(incoming_messages, text = "shirt")]
async fn shirt() -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![shirt];
    let _ = Size::S;
}
