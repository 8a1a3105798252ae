use switchboard::prelude::*;

#[derive(Choice)]
enum Size {
    #[choice("Small")]
    S,
    #[choice("Medium", id = "s")]
    M,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
