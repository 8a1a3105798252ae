use switchboard::prelude::*;

const SMALL: &str = "Small";

#[derive(Choice)]
enum Size {
    #[choice(SMALL)]
    S,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
