use switchboard::prelude::*;

enum Size {
    S,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) {}

fn main() {
    handlers![chosen];
    let _ = Size::S;
}
