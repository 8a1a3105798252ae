use switchboard::prelude::*;

#[on(incoming_messages)]
async fn anything() {}

mod shop {
    use switchboard::prelude::*;

    #[on(incoming_messages, text = "order")]
    pub async fn order() {}
}

fn main() {
    handlers![anything, shop::order];
}
