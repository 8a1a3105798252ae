use switchboard::prelude::*;

#[derive(Default)]
struct Cart(u64);

#[on(incoming_messages)]
async fn order(cart: &mut Session<Cart>) {
    cart.0 += 1;
}

fn main() {
    handlers![order];
}
