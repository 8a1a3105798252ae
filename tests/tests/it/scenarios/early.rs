//! What a handler says before its turn ends: S40, and what else may come in between.

use super::*;
use switchboard_tests::{fault, folder};

/// Says something early, fails twice, and is done.
#[on(assigned_messages)]
async fn say_and_fail(chat: &Chat, State(notes): State<Notes>) -> Result<&'static str> {
    chat.say("in the end");
    chat.say_now("One moment.").await?;
    chat.say_now("One moment.").await?;
    notes.add("tried");
    if notes.all().len() < 3 { Err("not yet".into()) } else { Ok("Done.") }
}

/// Says something else on the second try, and does not care what came of it.
#[on(assigned_messages)]
async fn say_otherwise(chat: &Chat, State(notes): State<Notes>) -> Result<&'static str> {
    notes.add("tried");
    if notes.all().len() == 1 {
        chat.say_now("One moment.").await?;
        panic!("the handler's own words");
    }
    let said = chat.say_now("Two moments.").await;
    notes.add(format!("{}", said.expect_err("it is refused")));
    Ok("Done.")
}

/// Says something early, once the test lets it, and tells what came of it.
#[on(assigned_messages)]
async fn say_early_slowly(chat: &Chat, State(gate): State<Gate>, State(notes): State<Notes>) {
    for words in ["one", "two"] {
        gate.pass().await;
        notes.add(format!("{:?}", chat.say_now(words).await));
    }
    chat.say("three");
}

/// Lets time pass until so many notes are there.
async fn until_noted(world: &World, notes: &Notes, count: usize) {
    world
        .until(|| async {
            world.advance(31).await;
            (notes.all().len() >= count).then_some(())
        })
        .await;
}

by_both_ways!(s40a_what_was_said_early_is_said_once_however_often_the_turn_is_tried);
async fn s40a_what_was_said_early_is_said_once_however_often_the_turn_is_tried(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).state(notes.clone()).handlers(handlers![say_and_fail])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    until_noted(&world, &notes, 3).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["One moment.", "One moment.", "in the end", "Done."]);
    assert_eq!((notes.all().len(), count(&bot, Count::Retried)), (3, 2));
    assert!(all_is_done(&bot).await && dead_letters(&bot).await.is_empty());
    let chat = WaId::new(ada.wa_id()).expect("digits");
    let sessions = bot.store().sessions(&inbox(&bot).await, &chat).await.expect("the store");
    assert!(sessions.is_empty(), "nothing is kept of it: {sessions:?}");
}

#[tokio::test]
async fn s40b_other_words_at_the_same_step_on_a_retry_are_an_error_that_names_both_places() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).state(notes.clone()).handlers(handlers![say_otherwise])).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    until_noted(&world, &notes, 3).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["One moment."], "nothing else of the turn leaves, although the handler went on");
    let [letter] = &dead_letters(&bot).await[..] else { panic!("one dead letter") };
    let places: Vec<_> = letter.cause.split("early.rs:").skip(1).filter_map(|rest| rest.split(':').next()?.parse::<u32>().ok()).collect();
    assert!(matches!(places[..], [before, now] if before < now), "{}", letter.cause);
    assert!(notes.all()[2].contains("early.rs"), "the handler is told as well: {:?}", notes.all());
    assert_eq!(count(&bot, Count::Retried), 1, "another try cannot mend it");
}

/// A bot with [`say_early_slowly`].
async fn slow_bot(world: &World, keys: &[(&str, &str)]) -> (Running, Gate, Notes) {
    let (gate, notes) = (Gate::default(), Notes::default());
    let build =
        |bot: Bot| bot.handover(Policy::take_unassigned()).state(gate.clone()).state(notes.clone()).handlers(handlers![say_early_slowly]);
    (world.bot_with(keys, build).await, gate, notes)
}

#[tokio::test]
async fn a_takeover_before_early_words_leaves_them_unsaid() {
    let world = World::standing_still().await;
    let (bot, gate, notes) = slow_bot(&world, &[]).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    gate.reached().await;
    gate.lets_one_pass();
    ada.hears("one").await;
    gate.reached().await;
    mira.takes_over(&ada).await;
    world.told().await;
    gate.lets_one_pass();
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["Ok(())", "Err(Withdrawn)"]);
    assert_eq!(begun(&world).await, ["one"], "nothing that the turn says later leaves, either");
    assert_eq!((count(&bot, Count::Withdrawn), mira.owner(&ada).await.0), (1, Some(mira.id())));
    assert!(all_is_done(&bot).await && dead_letters(&bot).await.is_empty());
}

#[tokio::test]
async fn early_words_that_wait_for_a_limit_are_withdrawn_by_a_takeover() {
    let world = World::standing_still().await;
    // The chat's limit lets one message through in a minute.
    let (bot, gate, notes) = slow_bot(&world, &[("limits.chat_replies", "1"), ("turn.timeout", "10s")]).await;
    let (ada, mira) = (world.customer(1), world.mira().await);
    ada.says("hi").await;
    for _ in ["one", "two"] {
        gate.reached().await;
        gate.lets_one_pass();
    }
    world.until(|| async { (count(&bot, Count::HeldBack) > 0).then_some(()) }).await;
    // The turn's own time stands still meanwhile.
    world.advance(20).await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["Ok(())", "Err(Withdrawn)"]);
    assert_eq!((begun(&world).await, count(&bot, Count::Retried)), (vec!["one".to_owned()], 0));
    assert!(all_is_done(&bot).await && dead_letters(&bot).await.is_empty());
}

#[tokio::test]
async fn a_bot_that_stops_while_early_words_wait_says_them_after_its_next_start() {
    let world = World::standing_still().await;
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let path = ("store.path", store.to_str().expect("a path"));
    let (bot, gate, notes) = slow_bot(&world, &[path, ("limits.chat_replies", "1")]).await;
    let ada = world.customer(1);
    ada.says("hi").await;
    for _ in ["one", "two"] {
        gate.reached().await;
        gate.lets_one_pass();
    }
    world.until(|| async { (count(&bot, Count::HeldBack) > 0).then_some(()) }).await;
    bot.stop().await;
    assert_eq!(notes.all(), ["Ok(())"], "nobody was told that the second was said");

    let (bot, gate, notes) = slow_bot(&world, &[path]).await;
    for _ in ["one", "two"] {
        gate.reached().await;
        gate.lets_one_pass();
    }
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["one", "two", "three"]);
    assert_eq!(notes.all(), ["Ok(())", "Ok(())"]);
    assert!(all_is_done(&bot).await && dead_letters(&bot).await.is_empty());
}

#[tokio::test]
async fn early_words_tell_what_came_of_them() {
    for (fault, noted, heard) in [
        (fault::lost(BOT, SPEAK), "Ok(())", &["one", "two", "three"][..]),
        (fault::times(1, fault::refused(BOT, SPEAK, 503)), "Ok(())", &["one", "two", "three"][..]),
        (fault::times(1, fault::refused(BOT, SPEAK, 400)), "Err(Refused)", &["two", "three"][..]),
    ] {
        let world = World::standing_still().await;
        let (bot, gate, notes) = slow_bot(&world, &[("limits.chat_replies", "2"), ("turn.timeout", "24h")]).await;
        let ada = world.customer(1);
        world.faults(json!([fault])).await;
        ada.says("hi").await;
        for count in [1, 2] {
            gate.reached().await;
            gate.lets_one_pass();
            until_noted(&world, &notes, count).await;
        }
        world
            .until(|| async {
                world.advance(31).await;
                all_is_done(&bot).await.then_some(())
            })
            .await;
        assert_eq!(ada.heard_from(BOT).await, heard, "{fault}");
        assert_eq!(notes.all(), [noted, "Ok(())"], "{fault}");
        assert_eq!(count(&bot, Count::Retried), 0, "{fault}");
    }
}
