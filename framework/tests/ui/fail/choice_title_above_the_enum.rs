use switchboard::prelude::*;

#[derive(Choice)]
#[choice("Which size?")]
enum Size {
    #[choice("Small")]
    S,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
