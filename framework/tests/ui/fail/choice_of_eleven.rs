use switchboard::prelude::*;

#[derive(Choice)]
enum Size {
    #[choice("1")]
    N1,
    #[choice("2")]
    N2,
    #[choice("3")]
    N3,
    #[choice("4")]
    N4,
    #[choice("5")]
    N5,
    #[choice("6")]
    N6,
    #[choice("7")]
    N7,
    #[choice("8")]
    N8,
    #[choice("9")]
    N9,
    #[choice("10")]
    N10,
    #[choice("11")]
    N11,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
