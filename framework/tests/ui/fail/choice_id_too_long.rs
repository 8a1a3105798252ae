use switchboard::prelude::*;

#[derive(Choice)]
#[choice(list = "Sizes", signed)]
enum Size {
    #[choice("Small", id = "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss")]
    S,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
