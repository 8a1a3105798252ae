//! Outside the opening hours.

use super::*;

/// It is Monday noon when a world begins.
fn closed_until_two() -> Policy {
    Policy::default().outside("UTC; Mon-Fri 14:00-18:00".parse().expect("hours")).give_back_on("agent")
}

#[tokio::test]
async fn outside_the_hours_everybodys_chat_is_the_bots() {
    let (world, bot, ada, mira) = desk(closed_until_two()).await;
    for to in [To::User("mira"), To::Group("Regular user"), To::Nobody] {
        ada.is_called("Ada").await;
        mira.gives_to(&ada, to).await;
        ada.says("anybody there?").await;
        ada.hears("re: anybody there?").await;
        assert_eq!(owner(&world, &ada).await.0, me(&bot).0, "{to:?}");
    }
}

#[tokio::test]
async fn inside_the_hours_the_chats_are_peoples() {
    let (world, _bot, ada, mira) = desk(closed_until_two()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    passes(&world, hours(2)).await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await.0, Some(mira.id()));
}

by_both_ways!(the_bot_keeps_what_it_took_until_a_way_back_to_people);
async fn the_bot_keeps_what_it_took_until_a_way_back_to_people(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, closed_until_two()).await;
    ada.is_called("Ada").await;
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    ada.hears("re: hello?").await;
    passes(&world, hours(3)).await;
    ada.says("again").await;
    ada.hears("re: again").await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
    ada.says("Agent").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
}

#[tokio::test]
async fn at_opening_the_chats_that_were_taken_go_to_people_and_no_others() {
    let world = World::start().await;
    let bot = bot(&world, closed_until_two().give_back_at_opening()).await;
    let (ada, bea, mira) = (world.customer("Ada").await, world.customer("Bea").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    mira.gives_to(&bea, To::Bot).await;
    for customer in [&ada, &bea] {
        customer.says("hello?").await;
        customer.hears("re: hello?").await;
    }
    passes(&world, hours(2) - seconds(1)).await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
    passes(&world, seconds(1)).await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    assert_eq!(owner(&world, &bea).await.0, me(&bot).0, "it was given to the bot");
    ada.hears_nothing().await;
}
