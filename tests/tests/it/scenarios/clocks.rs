//! Clocks that jump, and bots that answer each other.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use switchboard::clock::Clock;
use switchboard::engine::Count;
use switchboard::prelude::*;
use switchboard_tests::World;
use tokio::sync::watch;

/// A machine's clock that somebody sets.
#[derive(Debug, Clone)]
struct Set(Arc<watch::Sender<Timestamp>>);

impl Set {
    fn at(time: Timestamp) -> Self {
        Self(Arc::new(watch::Sender::new(time)))
    }

    fn forward(&self, by: Duration) {
        self.0.send_modify(|now| *now += by);
    }

    fn back(&self, by: Duration) {
        self.0.send_modify(|now| *now -= by);
    }
}

#[async_trait::async_trait]
impl Clock for Set {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn sleep_until(&self, time: Timestamp) {
        let _ = self.0.subscribe().wait_for(|now| *now >= time).await;
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Nudge(u32);

#[on(incoming_messages, regex = "^remind (?<number>[0-9]+)$")]
async fn remind(Capture(number): Capture<u32>, chat: &Chat) {
    chat.remind(minutes(30), Nudge(number));
    chat.say(format!("{number}: in half an hour"));
}

#[on(timer)]
async fn nudge(Timer(Nudge(number)): Timer<Nudge>) -> String {
    format!("{number}: now")
}

#[on(incoming_messages)]
async fn greet(text: Text) -> String {
    format!("Nice to hear {}", &*text)
}

#[tokio::test]
async fn s53_when_the_clock_is_set_timers_fire_once_and_the_order_stays() {
    let world = World::standing_still().await;
    let clock = Set::at(world.now().await);
    let bot = world.bot(|bot| bot.clock(Arc::new(clock.clone())).handlers(handlers![remind, nudge])).await;
    let ada = world.customer(1);
    ada.says("remind 1").await;
    ada.hears("1: in half an hour").await;
    clock.forward(hours(1));
    ada.hears("1: now").await;
    clock.back(hours(1));
    for number in 2..=4 {
        ada.says(&format!("remind {number}")).await;
    }
    for number in 2..=4 {
        ada.hears(&format!("{number}: in half an hour")).await;
    }
    clock.forward(minutes(29));
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 5, "none is due, and the first does not come twice");
    clock.forward(hours(1));
    for number in 2..=4 {
        ada.hears(&format!("{number}: now")).await;
    }
    clock.back(hours(1));
    clock.forward(hours(2));
    world.settled(&bot).await;
    assert_eq!(ada.heard_from("testbot").await.len(), 8);
}

#[tokio::test]
async fn s60_two_bots_that_greet_each_other_stop_at_the_limit() {
    let world = World::standing_still().await;
    let keys = [("limits.chat_replies", "5")];
    let bot = world.bot_with(&keys, |bot| bot.handlers(handlers![greet])).await;
    // Another firm's bot, which has an answer to everything.
    let other = world.customer(1);
    other.says("hello").await;
    for _ in 0..5 {
        other.receives().await;
        other.says("you").await;
    }
    world.until(|| async { (bot.counters().get(Count::HeldBack) > 0).then_some(()) }).await;
    assert_eq!(other.heard_from("testbot").await.len(), 5, "within this minute, the bot has said enough");
    assert_eq!(bot.counters().get(Count::Sent), 5);
    world.advance(61).await;
    other.hears("Nice to hear you").await;
}
