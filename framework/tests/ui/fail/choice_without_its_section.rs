use switchboard::prelude::*;

#[derive(Choice)]
#[choice(list = "Sizes")]
enum Size {
    #[choice("Small", section = "Children")]
    S,
    #[choice("Medium")]
    M,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
