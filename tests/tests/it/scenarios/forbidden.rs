//! What the bot says is forbidden: S65.

use super::*;
use serde_json::Value;
use switchboard::engine::Readiness;
use switchboard_tests::fault;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

/// The customer writes, and the bot's answer is dealt with.
async fn is_answered(world: &World, bot: &Running, number: u8) -> bool {
    let customer = world.customer(number);
    let before = customer.heard_from(BOT).await.len();
    customer.says("hi").await;
    world.settled(bot).await;
    customer.heard_from(BOT).await.len() > before
}

/// 403 for what the bot says to one customer.
fn forbidden(customer: &Customer) -> Value {
    let mut rule = fault::refused(BOT, SPEAK, 403);
    rule["wa_id"] = customer.wa_id().into();
    rule
}

by_both_ways!(s65_a_message_that_is_forbidden_in_one_chat_is_rejected_and_in_five_chats_the_bot_is_not_ready);
async fn s65_a_message_that_is_forbidden_in_one_chat_is_rejected_and_in_five_chats_the_bot_is_not_ready(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    world.faults(json!([forbidden(&world.customer(1))])).await;
    for _ in 0..6 {
        assert!(!is_answered(&world, &bot, 1).await);
    }
    assert!(is_answered(&world, &bot, 2).await, "others go on");
    assert_eq!((bot.readiness(), count(&bot, Count::Rejected)), (Readiness::Ready, 6));

    world.faults(json!([fault::refused(BOT, SPEAK, 403)])).await;
    for number in 1..=4 {
        assert!(!is_answered(&world, &bot, number).await);
    }
    assert_eq!(bot.readiness(), Readiness::Ready);
    assert!(!is_answered(&world, &bot, 5).await);
    assert_eq!((bot.readiness(), count(&bot, Count::Rejected)), (Readiness::Forbidden, 11));

    world.faults(json!([])).await;
    assert!(is_answered(&world, &bot, 6).await);
    assert_eq!(bot.readiness(), Readiness::Ready);
}
