//! What the inbox's lists show once more is no news, however long ago it was told.

use super::*;

#[tokio::test]
async fn a_hand_over_that_a_list_shows_again_is_not_announced_again() {
    let (world, _bot, ada, mira) = desk(Policy::take_unassigned().announce_return("It is me again.")).await;
    ada.says("one").await;
    ada.hears("re: one").await;
    mira.takes_over(&ada).await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("It is me again.").await;
    // The next sweep begins where the first one did.
    passes(&world, minutes(45)).await;
    ada.hears_nothing().await;
    ada.says("two").await;
    ada.hears("re: two").await;
    ada.hears_nothing().await;
}
