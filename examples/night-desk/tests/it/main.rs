//! The bot around a long weekend, of which only the clock passes.

use switchboard::Bot;
use switchboard::prelude::{hours, minutes};
use switchboard::testing::{Customer, Script, To, World};

const WINDOW_IS_OPEN: &str = "Good morning, Ada! Somebody of our team reads your message now.";
const TOO_LATE: &str = "[template opening: Ada]";
const NOTED: &str = "Noted.";

fn night_desk(bot: Bot) -> Bot {
    night_desk::bot(bot).expect("opening hours")
}

/// A world at this time in Berlin, whose inbox has the template.
async fn at(time: &str) -> World {
    let world = World::builder().at(format!("{time}+02:00").parse().expect("a time")).start().await;
    world.has_template("opening", "Good morning, {{1}}! Somebody of our team reads your message now.").await;
    world
}

fn back_on(day: &str) -> String {
    format!("Nobody is here. We are back on {day} at 09:00; what you write until then is the first thing that we read.")
}

/// The note on a chat that people were given.
async fn note(world: &World, customer: &Customer) -> String {
    let events = world.admin().get(&format!("/api/v1/chat_tagging_events/?wa_id={}", customer.wa_id())).await;
    assert_eq!(events["count"], 1, "{events}");
    events["results"][0]["extra"]["note"].as_str().expect("a note").to_owned()
}

/// The messages that the bot tried to send.
async fn tried(world: &World) -> usize {
    world.calls("testbot", "POST", "/api/v1/messages/").await.len()
}

#[tokio::test]
async fn the_transcript() {
    let world = at("2026-05-22T18:00:00").await;
    let _bot = world.bot(night_desk).await;
    let transcripts = Script::documented(include_str!("../../src/lib.rs")).expect("transcripts");
    assert_eq!(transcripts.len(), 1);
    world.play(&transcripts[0]).await.assert_same();
}

#[tokio::test]
async fn after_a_long_weekend_one_template_is_sent_also_over_a_restart() {
    let (world, folder) = (at("2026-05-22T18:00:00").await, switchboard_tests::folder());
    let store = folder.path().join("switchboard.db");
    let keys = [("store.path", store.to_str().expect("a path"))];
    let bot = world.bot_with(&keys, night_desk).await;
    let ada = world.customer("Ada").await;
    ada.says("Is the blue teapot still there?").await;
    ada.hears(&back_on("Tuesday")).await;
    ada.says("It is for Wednesday.").await;
    ada.hears(NOTED).await;
    world.settled().await;
    bot.stop().await;

    let _bot = world.bot_with(&keys, night_desk).await;
    // The Monday is a holiday.
    world.advance(hours(3 * 24 + 15) - minutes(1)).await;
    ada.hears_nothing().await;
    world.advance(minutes(1)).await;
    ada.hears(TOO_LATE).await;
    ada.hears_nothing().await;
    assert_eq!(tried(&world).await, 3, "the free message is not even tried");
    let admin = world.admin();
    assert_eq!(admin.owner(&ada).await, (None, Some(admin.group_id("Regular user").await)));
    assert_eq!(note(&world, &ada).await, "Is the blue teapot still there?\nIt is for Wednesday.");

    world.advance(hours(1)).await;
    ada.says("hello?").await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn after_one_night_the_words_are_free() {
    let world = at("2026-05-20T20:00:00").await;
    let _bot = world.bot(night_desk).await;
    let ada = world.customer("Ada").await;
    ada.says("Is the blue teapot still there?").await;
    ada.hears(&back_on("Thursday")).await;
    world.advance(hours(13)).await;
    ada.hears(WINDOW_IS_OPEN).await;

    // The next night is a new one.
    world.advance(hours(11)).await;
    ada.says("And the green one?").await;
    ada.hears(&back_on("Friday")).await;
    world.advance(hours(13)).await;
    ada.hears(WINDOW_IS_OPEN).await;
    ada.hears_nothing().await;
}

#[tokio::test]
async fn who_writes_on_the_holiday_keeps_the_window_open() {
    let world = at("2026-05-22T18:00:00").await;
    let _bot = world.bot(night_desk).await;
    let ada = world.customer("Ada").await;
    ada.says("Is the blue teapot still there?").await;
    ada.hears(&back_on("Tuesday")).await;
    world.advance(hours(2 * 24 + 20)).await;
    ada.sends_picture("this one").await;
    ada.hears(NOTED).await;
    world.advance(hours(19)).await;
    ada.hears(WINDOW_IS_OPEN).await;
    ada.hears_nothing().await;
    assert_eq!(note(&world, &ada).await, "Is the blue teapot still there?\n[image]");
}

#[tokio::test]
async fn without_the_template_people_get_the_chat_all_the_same() {
    let world = World::builder().at("2026-05-22T18:00:00+02:00".parse().expect("a time")).start().await;
    let _bot = world.bot(night_desk).await;
    let ada = world.customer("Ada").await;
    ada.says("Is the blue teapot still there?").await;
    ada.hears(&back_on("Tuesday")).await;
    world.advance(hours(3 * 24 + 15)).await;
    ada.hears_nothing().await;
    let admin = world.admin();
    assert_eq!(admin.owner(&ada).await, (None, Some(admin.group_id("Regular user").await)));
}

#[tokio::test]
async fn by_day_chats_are_peoples_and_what_the_bot_is_given_it_gives_to_them() {
    let world = at("2026-05-22T12:00:00").await;
    let _bot = world.bot(night_desk).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("Is the blue teapot still there?").await;
    ada.hears_nothing().await;
    assert_eq!(mira.owner(&ada).await, (None, None));
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("Somebody of our team answers you.").await;
    assert_eq!(mira.owner(&ada).await, (None, Some(mira.group_id("Regular user").await)));
}

#[tokio::test]
async fn who_takes_the_chat_at_night_answers_alone() {
    let world = at("2026-05-20T20:00:00").await;
    let _bot = world.bot(night_desk).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("Is the blue teapot still there?").await;
    ada.hears(&back_on("Thursday")).await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "It is.").await;
    ada.hears("It is.").await;
    world.advance(hours(13)).await;
    ada.hears_nothing().await;
    assert_eq!(mira.owner(&ada).await, (Some(mira.id()), None));

    world.advance(hours(11)).await;
    ada.says("And the green one?").await;
    ada.hears(&back_on("Friday")).await;
}
