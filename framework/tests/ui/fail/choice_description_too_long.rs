use switchboard::prelude::*;

#[derive(Choice)]
#[choice(list = "Sizes")]
enum Size {
    #[choice("Small", description = "For children, and for adults who like to be able to feel what they wear all day long")]
    S,
}

#[on(incoming_messages)]
async fn chosen(Choice(_): Choice<Size>) -> impl IntoOutcome {
    choose::<Size>("Which size?")
}

fn main() {
    handlers![chosen];
}
