//! The bot cannot be sure whom a chat belongs to: S3, S4 and S21.

use super::*;
use switchboard_tests::fault;

#[tokio::test]
async fn s3_a_take_whose_answer_is_lost_is_read_and_not_repeated() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    world.faults(json!([fault::lost(BOT, ASSIGN)])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    courier.carries("incoming_messages").await;
    ada.hears("re: hi").await;
    bot.rest().await;
    let take = world.calls(BOT, "PATCH", ASSIGNMENT).await;
    assert_eq!(take.len(), 1);
    let readings = world.calls(BOT, "GET", ASSIGNMENT).await;
    let said = world.calls(BOT, "POST", MESSAGES).await;
    assert_eq!(said.len(), 1);
    assert!(readings.iter().any(|reading| take[0].seq < reading.seq && reading.seq < said[0].seq), "the owner is read before a word");
}

#[tokio::test]
async fn s4_a_take_whose_answer_is_lost_yields_to_mira_who_took_the_chat_meanwhile() {
    let world = World::standing_still().await;
    let bot = world.bot(takes_and_answers).await;
    let courier = world.courier(BOT).await;
    world.faults(json!([fault::lost(BOT, ASSIGN), fault::after(1, fault::held(BOT, READ_OWNER))])).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    courier.carries("incoming_messages").await;
    world.until_calls(BOT, "GET", ASSIGNMENT, 2).await;
    mira.takes_over(&ada).await;
    world.lets_go(BOT).await;
    bot.rest().await;
    assert_eq!(patches(&world).await, 1);
    assert!(begun(&world).await.is_empty());
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));

    // What mira gives the bot later is no take that overwrote hers.
    world.hold_webhooks(false).await;
    mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot) })).await;
    ada.hears("re: hi").await;
    world.settled(&bot).await;
    assert_eq!(mira.owner(&ada).await.0, Some(id(&bot)));
    assert_eq!(count(&bot, Count::TakeConflicts), 0);
}

by_both_ways!(s21_with_the_api_down_a_first_message_is_accepted_and_waits_for_its_answer);
async fn s21_with_the_api_down_a_first_message_is_accepted_and_waits_for_its_answer(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(takes_and_answers).await;
    world.faults(json!([fault::refused(BOT, "* /api/v1/", 503)])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    world.told().await;
    for tries in [1, 2, 3] {
        world
            .until(|| async {
                world.advance(1).await;
                (owner_readings(&world).await >= tries).then_some(())
            })
            .await;
    }
    assert!(begun(&world).await.is_empty());
    assert_eq!(patches(&world).await, 0);

    world.faults(json!([])).await;
    world
        .until(|| async {
            world.advance(1).await;
            (!begun(&world).await.is_empty()).then_some(())
        })
        .await;
    ada.hears("re: hi").await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["re: hi"]);
    assert_eq!(patches(&world).await, 1);
}
