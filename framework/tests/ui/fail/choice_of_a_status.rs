use switchboard::prelude::*;

#[derive(Choice)]
enum Size {
    #[choice("Small")]
    S,
}

#[on(statuses)]
async fn chosen(_: Choice<Size>) {}

fn main() {
    handlers![chosen];
}
