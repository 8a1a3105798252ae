use switchboard::prelude::*;

#[derive(Choice)]
enum Size {
    #[choice("Small", descripton = "For children")]
    S,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
