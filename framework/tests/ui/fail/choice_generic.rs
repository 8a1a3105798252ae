use switchboard::prelude::*;

#[derive(Choice)]
enum Size<T> {
    #[choice("Small")]
    S,
    #[choice("Medium")]
    M(T),
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size<u8>>) -> impl IntoOutcome {
    choose::<Size<u8>>("Which size?")
}

fn main() {
    handlers![chosen];
}
