//! Groups of people in a world.

use switchboard::prelude::*;
use switchboard::testing::{To, World};

#[on(assigned_messages, word = "refund")]
async fn refund() -> Handover {
    Handover::to_group("Billing").announce("Billing will be with you shortly.")
}

#[on(assigned_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[tokio::test]
async fn a_handover_goes_to_a_group_of_the_world_by_name() {
    let world = World::builder().group("Billing", ["mira", "ben"]).group("Returns", ["ben"]).start().await;
    let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![refund, echo])).await;
    let (ada, ben) = (world.customer("Ada").await, world.agent("ben").await);
    ada.says("A refund, please.").await;
    ada.hears("Billing will be with you shortly.").await;
    world.settled().await;
    assert_eq!(ben.owner(&ada).await, (None, Some(ben.group_id("Billing").await)));
    ben.gives_to(&ada, To::Group("Returns")).await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
    ben.gives_to(&ada, To::Bot).await;
    ada.hears("hello?").await;
    let groups = ben.get("/api/v1/users/current/").await["groups"].clone();
    let groups: Vec<_> = groups.as_array().expect("groups").iter().map(|group| group["name"].clone()).collect();
    assert_eq!(groups, ["Regular user", "Billing", "Returns"]);
}

#[tokio::test]
async fn a_group_is_made_later_too_and_twice_is_one() {
    let world = World::start().await;
    world.group("Billing", ["mira"]).await;
    world.group("Billing", ["ben"]).await;
    let admin = world.admin();
    let groups = admin.get("/api/v1/groups/").await;
    assert_eq!(groups["results"].as_array().map(Vec::len), Some(4));
}
