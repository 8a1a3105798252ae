//! What the inbox did not tell is found in its lists, and is handled once: S28, S30 to S32, S67, and bots that were away.

use serde_json::json;
use switchboard::config::Transport;
use switchboard::engine::Count;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard::testing::Gate;
use switchboard::wire::{Content, CreateMessageRequest, OutgoingMessage, content};
use switchboard::{Bot, Running};
use switchboard_tests::{Notes, World, fault, folder};

const BOT: &str = "testbot";
const LIST: &str = "GET /api/v1/messages/";

/// Notes whatever customers write.
#[on(incoming_messages)]
async fn note(text: Text, State(notes): State<Notes>) {
    notes.add(&*text);
}

#[on(outgoing_messages)]
async fn note_outgoing(State(notes): State<Notes>) {
    notes.add("outgoing");
}

#[on(incoming_messages, owner = person)]
async fn note_persons(text: Text, State(notes): State<Notes>) {
    notes.add(&*text);
}

#[on(chat_assignment)]
async fn note_assignment(State(notes): State<Notes>) {
    notes.add("assignment");
}

#[on(chat_tagging)]
async fn note_tag(tagging: ChatTagging, State(notes): State<Notes>) {
    notes.add(tagging.tag.name.clone());
}

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[on(statuses, status = failed)]
async fn note_failed(status: Status, chat: &Chat, State(notes): State<Notes>) {
    let code = status.errors[0].code.unwrap_or_default();
    notes.add(format!("{code} in {}", chat.wa_id().as_str()));
}

/// Notes also what nobody waits for an answer to.
#[on(incoming_messages, owner = any, stale)]
async fn note_all(message: Message, text: Text, State(notes): State<Notes>) -> Result<()> {
    notes.add(if message.is_stale() { format!("{text}, stale") } else { text.to_string() });
    if &*text == "fail once" && notes.all().iter().filter(|note| note.starts_with("fail once")).count() == 1 {
        return Err("once".into());
    }
    Ok(())
}

#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {text}")
}

/// A bot that lives in a folder, and can be started again.
struct Away {
    world: World,
    folder: tempfile::TempDir,
    notes: Notes,
}

impl Away {
    async fn new() -> Self {
        Self { world: World::standing_still_by(Transport::Websocket).await, folder: folder(), notes: Notes::default() }
    }

    async fn starts(&self) -> Running {
        self.starts_with(|bot| bot.handlers(handlers![note]).state(self.notes.clone())).await
    }

    async fn starts_with(&self, build: impl FnOnce(Bot) -> Bot) -> Running {
        let store = self.folder.path().join("bot.db");
        self.world.bot_with(&[("store.path", store.to_str().expect("a path"))], build).await
    }

    /// What was noted, once so much was.
    async fn noted(&self, bot: &Running, count: usize) -> Vec<String> {
        self.world.until(|| async { (self.notes.all().len() >= count).then_some(()) }).await;
        self.world.settled(bot).await;
        self.notes.all()
    }
}

/// Moves the clock until the websocket was connected anew so often.
async fn reconnected(world: &World, bot: &Running, times: u64) {
    world
        .until(|| async {
            world.advance(1).await;
            (bot.counters().get(Count::Reconnected) >= times).then_some(())
        })
        .await;
}

#[tokio::test]
async fn s31_a_bot_that_was_away_for_an_hour_handles_a_thousand_messages_once_each() {
    let away = Away::new().await;
    away.starts().await.stop().await;
    let mut words = Vec::new();
    for number in 0..1000_u32 {
        // Eight hundred over the hour, and two hundred within one second of it.
        if number % 16 == 0 && !(400..600).contains(&number) {
            away.world.advance(72).await;
        }
        let word = format!("{number:04}");
        away.world.customer(u8::try_from(number % 10 + 1).expect("small")).says(&word).await;
        words.push(word);
    }
    let bot = away.starts().await;
    let mut noted = away.noted(&bot, words.len()).await;
    noted.sort();
    assert_eq!(noted, words);
    // Nothing of it is found once more.
    away.world.advance(600).await;
    away.world.settled(&bot).await;
    assert_eq!(away.notes.all().len(), words.len());
}

#[tokio::test]
async fn s28_what_a_person_answered_while_the_bot_was_down_is_not_answered() {
    let away = Away::new().await;
    let takes = |bot: Bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer]);
    let (ada, ben, mira) = (away.world.customer(1), away.world.customer(2), away.world.mira().await);
    away.starts_with(takes).await.stop().await;
    ada.says("m1").await;
    ben.says("hello?").await;
    away.world.advance(300).await;
    mira.writes(&ada, "Mira here").await;
    away.world.advance(300).await;
    let bot = away.starts_with(takes).await;
    ben.hears("re: hello?").await;
    away.world.settled(&bot).await;
    assert!(ada.heard_from(BOT).await.is_empty());
}

#[tokio::test]
async fn a_message_that_is_too_old_is_seen_and_not_handled() {
    let away = Away::new().await;
    away.starts().await.stop().await;
    away.world.customer(1).says("yesterday").await;
    away.world.advance(24 * 3600 + 1).await;
    away.world.customer(1).says("today").await;
    let bot = away.starts().await;
    assert_eq!(away.noted(&bot, 1).await, ["today"]);
}

#[tokio::test]
async fn what_is_too_old_or_was_answered_reaches_who_asked_for_it_also_after_a_restart() {
    let away = Away::new().await;
    let takes_all = |bot: Bot| bot.handover(Policy::take_unassigned()).handlers(handlers![answer, note_all]).state(away.notes.clone());
    let (ada, ben, cem, mira) = (away.world.customer(1), away.world.customer(2), away.world.customer(3), away.world.mira().await);
    away.starts_with(takes_all).await.stop().await;
    ada.says("fail once").await;
    away.world.advance(24 * 3600 + 1).await;
    ben.says("hello?").await;
    mira.writes(&ben, "Mira here").await;
    cem.says("hi").await;
    let bot = away.starts_with(takes_all).await;
    cem.hears("re: hi").await;
    away.world.until(|| async { (away.notes.all().len() == 2).then_some(()) }).await;
    let mut noted = away.notes.all();
    noted.sort();
    assert_eq!(noted, ["fail once, stale", "hello?, stale"], "and it takes no chat for them");
    assert_eq!(away.world.admin().owner(&ada).await, (None, None));
    bot.stop().await;
    // What failed is tried again, and is what it was.
    away.world.advance(60).await;
    let bot = away.starts_with(takes_all).await;
    away.noted(&bot, 3).await;
    assert_eq!(away.notes.all()[2], "fail once, stale");
    away.world.advance(600).await;
    away.world.settled(&bot).await;
    assert_eq!(away.notes.all().len(), 3, "the next sweeps find nothing new");
    assert!(ada.heard_from(BOT).await.is_empty() && ben.heard_from(BOT).await.is_empty());
}

#[tokio::test]
async fn what_was_told_before_a_restart_is_no_news_after_it_though_the_sweep_lists_it_again() {
    let away = Away::new().await;
    let build = |bot: Bot| {
        let handlers = handlers![answer, note_persons, note_outgoing, note_assignment, note_tag];
        bot.handover(Policy::take_unassigned()).handlers(handlers).state(away.notes.clone())
    };
    let (ada, mira) = (away.world.customer(1), away.world.mira().await);
    let bot = away.starts_with(build).await;
    ada.says("m1").await;
    ada.hears("re: m1").await;
    mira.writes(&ada, "Mira here").await;
    ada.hears("Mira here").await;
    mira.tags(&ada, "vip").await;
    away.world.settled(&bot).await;
    ada.says("thank you").await;
    mira.resolves(&ada).await;
    away.world.settled(&bot).await;
    let before = away.notes.all();
    assert_eq!(before, ["outgoing", "vip", "thank you"]);
    bot.stop().await;
    away.world.advance(60).await;
    // What came meanwhile is not lost by it.
    ada.says("m2").await;
    let bot = away.starts_with(build).await;
    ada.hears("re: m2").await;
    away.world.settled(&bot).await;
    assert_eq!(ada.heard_from(BOT).await, ["re: m1", "re: m2"], "resolved is resolved: mira's words are no takeover once more");
    assert_eq!(away.notes.all(), before);
}

#[tokio::test]
async fn a_failure_that_was_not_told_is_found_and_told_once() {
    let away = Away::new().await;
    let bot = away.starts_with(|bot| bot.handlers(handlers![echo, note_failed]).state(away.notes.clone())).await;
    let ada = away.world.customer(1);
    away.world
        .faults(
            json!([{ "on": "status", "fault": "failed", "code": 131_026 }, { "on": "websocket", "fault": "drop", "member": "statuses" }]),
        )
        .await;
    ada.says("hi").await;
    away.world.settled(&bot).await;
    away.world.advance(5).await;
    away.world.settled(&bot).await;
    assert!(away.notes.all().is_empty(), "lost");
    away.world.faults(json!([])).await;
    away.world.advance(300).await;
    let phone = ada.wa_id().to_owned();
    assert_eq!(away.noted(&bot, 1).await, [format!("131026 in {phone}")]);
    bot.stop().await;
    away.world.advance(30).await;
    let bot = away.starts_with(|bot| bot.handlers(handlers![echo, note_failed]).state(away.notes.clone())).await;
    away.world.settled(&bot).await;
    away.world.advance(301).await;
    away.world.settled(&bot).await;
    assert_eq!(away.notes.all().len(), 1);
}

#[tokio::test]
async fn s30_a_sweep_that_broke_off_is_made_again_from_where_it_began() {
    let away = Away::new().await;
    away.starts().await.stop().await;
    let words = (0..450).map(|number| format!("{number:03}")).collect::<Vec<_>>();
    for word in &words {
        away.world.customer(1).says(word).await;
    }
    // The first page comes, the others do not.
    away.world.faults(json!([fault::after(1, fault::refused(BOT, LIST, 500))])).await;
    let bot = away.starts().await;
    away.world.until_calls(BOT, "GET", "/api/v1/messages/", 2).await;
    drop(bot);
    away.world.faults(json!([])).await;
    let bot = away.starts().await;
    assert_eq!(away.noted(&bot, words.len()).await, words);
}

#[tokio::test]
async fn s32_what_came_live_before_the_sweep_found_an_older_message_waits_for_it() {
    let away = Away::new().await;
    let bot = away.starts().await;
    let ada = away.world.customer(1);
    away.world.settled(&bot).await;
    away.world.disconnects().await;
    ada.says("m1").await;
    away.world.faults(json!([fault::held(BOT, "GET /api/v1/chat_assignment_events/")])).await;
    away.world.moves_clock(std::time::Duration::from_secs(1)).await;
    away.world.until_calls(BOT, "GET", "/api/v1/chat_assignment_events/", 2).await;
    ada.says("m2").await;
    away.world.until(|| async { (bot.counters().get(Count::Accepted) > 0).then_some(()) }).await;
    assert!(away.notes.all().is_empty(), "lanes wait for the sweep");
    away.world.lets_go(BOT).await;
    assert_eq!(away.noted(&bot, 2).await, ["m1", "m2"]);
}

#[tokio::test]
async fn what_was_missed_goes_in_the_lists_order_before_what_was_told_in_the_same_second() {
    let away = Away::new().await;
    let bot = away.starts().await;
    let ada = away.world.customer(1);
    away.world.settled(&bot).await;
    away.world.disconnects().await;
    let held = fault::held(BOT, "GET /api/v1/chat_assignment_events/");
    away.world.faults(json!([held, { "on": "websocket", "fault": "drop", "times": 2 }])).await;
    away.world.moves_clock(std::time::Duration::from_secs(1)).await;
    away.world.until_calls(BOT, "GET", "/api/v1/chat_assignment_events/", 2).await;
    for word in ["m1", "m2", "m3"] {
        ada.says(word).await;
    }
    away.world.until(|| async { (bot.counters().get(Count::Accepted) > 0).then_some(()) }).await;
    // What was told first was written last, in the second in which the sweep found the others.
    away.world.lets_go(BOT).await;
    assert_eq!(away.noted(&bot, 3).await, ["m1", "m2", "m3"]);
}

#[tokio::test]
async fn fifty_disconnects_under_load_lose_and_repeat_nothing() {
    let away = Away::new().await;
    let bot = away.starts().await;
    let mut words = Vec::new();
    for round in 1..=50 {
        for part in 0..4 {
            let word = format!("{round:02}.{part}");
            away.world.customer(part + 1).says(&word).await;
            words.push(word);
            if part == 1 {
                away.world.disconnects().await;
            }
        }
        reconnected(&away.world, &bot, round).await;
    }
    let mut noted = away.noted(&bot, words.len()).await;
    noted.sort();
    assert_eq!(noted, words);
}

#[tokio::test]
async fn frames_that_are_lost_are_found_by_the_next_sweep() {
    let away = Away::new().await;
    let bot = away.starts().await;
    away.world.settled(&bot).await;
    away.world.faults(json!([{ "on": "websocket", "fault": "drop", "times": 2 }])).await;
    away.world.customer(1).says("lost").await;
    away.world.settled(&bot).await;
    assert!(away.notes.all().is_empty());
    away.world.advance(301).await;
    assert_eq!(away.noted(&bot, 1).await, ["lost"]);
}

#[tokio::test]
async fn s67_a_webhook_that_an_admin_deleted_is_put_back_and_the_gap_is_filled() {
    let world = World::standing_still().await;
    let notes = Notes::default();
    let bot = world.bot(|bot| bot.handlers(handlers![note]).state(notes.clone())).await;
    let ada = world.customer(1);
    ada.says("before").await;
    world.settled(&bot).await;
    let webhooks = world.admin().get("/api/v1/webhooks/waba/").await;
    let url = format!("{}/api/v1/webhooks/waba/{}/", world.url(), webhooks["results"][0]["id"]);
    let token = world.inbox().admin_token();
    let deleted = world.http().delete(url).header("Authorization", format!("Token {}", token.expose())).send().await;
    assert_eq!(deleted.expect("an answer").status().as_u16(), 204);
    ada.says("in the gap").await;
    world
        .until(|| async {
            world.advance(60).await;
            world.settled(&bot).await;
            (world.admin().get("/api/v1/webhooks/waba/").await["count"] == 1).then_some(())
        })
        .await;
    assert!(world.now().await.as_second() - switchboard_tests::NOON <= 16 * 60, "within a quarter of an hour");
    ada.says("after").await;
    world.settled(&bot).await;
    world.advance(600).await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["before", "in the gap", "after"]);
}

/// Answers, the first message by a call of its own, of which the outbox knows nothing.
#[on(incoming_messages)]
async fn think(text: Text, contact: Contact, api: Api, State(gate): State<Gate>) -> Result<Option<String>> {
    if &*text != "one" {
        return Ok(Some(format!("re: {text}")));
    }
    gate.pass().await;
    let message = OutgoingMessage::new(Content::Text(content::Text::new("by hand")));
    api.create_message(&CreateMessageRequest { wa_id: contact.wa_id().clone(), message }).await?;
    Ok(None)
}

#[tokio::test]
async fn what_the_bot_says_after_a_message_that_it_was_not_told_yet_is_no_answer_to_that() {
    let away = Away::new().await;
    let gate = Gate::default();
    let bot = away.starts_with(|bot| bot.handlers(handlers![think]).state(gate.clone())).await;
    let ada = away.world.customer(1);
    away.world.settled(&bot).await;
    ada.says("one").await;
    gate.reached().await;
    away.world.faults(json!([{ "on": "websocket", "fault": "drop", "times": 2 }])).await;
    ada.says("two").await;
    gate.lets_one_pass();
    ada.hears("by hand").await;
    away.world.settled(&bot).await;
    away.world.advance(301).await;
    ada.hears("re: two").await;
    away.world.settled(&bot).await;
    assert_eq!(ada.heard_from(BOT).await, ["by hand", "re: two"]);
}
