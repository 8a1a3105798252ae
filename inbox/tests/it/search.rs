//! Search over messages, and how many of them are kept.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Clock, Inbox};

use crate::world::{ADA, BEN, World, results};

const NOON: i64 = 1_763_632_800;

/// What messages say: their text, or their caption.
async fn found(world: &World, query: &str) -> Vec<String> {
    let page = world.admin.get(&format!("/api/v1/messages/?{query}")).await.ok();
    let words = |message: &Value| {
        let payload = &message["waba_payload"];
        [&payload["text"]["body"], &payload["image"]["caption"], &payload["document"]["filename"]]
            .iter()
            .find_map(|words| words.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let found: Vec<String> = results(&page).iter().map(words).collect();
    if !query.contains("limit") {
        assert_eq!(page["count"], found.len());
    }
    found
}

#[tokio::test]
async fn words_are_found_in_texts_captions_and_file_names() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    for text in ["Where is my order 1234?", "The Café is open \u{1f44d}", "order of my two parcels", "100% \"sure\""] {
        world.customer_says(ADA, text).await;
        clock.advance(Duration::from_secs(1));
    }
    world.customer_sends(ADA, json!({"type": "image", "image": {"link": "https://example.org/a", "caption": "my broken parcel"}})).await;
    world
        .customer_sends(ADA, json!({"type": "document", "document": {"link": "https://example.org/b", "filename": "order-1234.pdf"}}))
        .await;
    for (query, texts) in [
        ("search=parcel", &["my broken parcel", "order of my two parcels"][..]),
        ("search=PARC", &["my broken parcel", "order of my two parcels"]),
        ("search=my+order", &["Where is my order 1234?"]),
        ("search=order+1234", &["order-1234.pdf", "Where is my order 1234?"]),
        ("search=cafe", &["The Café is open \u{1f44d}"]),
        ("search=%F0%9F%91%8D", &["The Café is open \u{1f44d}"]),
        ("search=100%25+%22sure", &["100% \"sure\""]),
        ("search=1234+parcel", &[]),
        ("search=arcel", &[]),
        ("search=%22", &[]),
        ("search=my%00order", &["Where is my order 1234?"]),
        ("search=%00", &[]),
        ("search=*+NOT+%28", &[]),
        ("search=%C7%82", &[]),
        ("search=AND", &[]),
        ("search=chat:491713920001", &[]),
        ("search=491713920001", &[]),
        ("search=order&limit=1&offset=1", &["order of my two parcels"]),
    ] {
        assert_eq!(found(&world, query).await, texts, "{query}");
    }
    world.sandbox().post("/sandbox/reset", json!({})).await.ok();
    assert_eq!(found(&world, "search=order").await, [""; 0]);
    world.customer_says(ADA, "a new order").await;
    assert_eq!(found(&world, "search=order").await, ["a new order"]);
}

#[tokio::test]
async fn tags_of_messages_are_found_as_long_as_they_are_there() {
    let world = World::start().await;
    let message = world.customer_says(ADA, "hello").await;
    let other = world.customer_says(ADA, "good day").await;
    let tag = async |name: &str| world.admin.post("/api/v1/tags/", json!({"name": name})).await.created()["id"].clone();
    let tagged = async |tag: &Value, message: &str| {
        world.admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": message})).await.created()["id"].clone()
    };
    let (urgent, order) = (tag("Urgent matter").await, tag("order").await);
    // Once before the message is in the index, and once after.
    let first = tagged(&urgent, &message).await;
    assert_eq!(found(&world, "search=urgent+mat").await, ["hello"]);
    tagged(&urgent, &other).await;
    tagged(&order, &message).await;
    assert_eq!(found(&world, "search=urgent").await, ["good day", "hello"]);
    assert_eq!(found(&world, "search=matter+order").await, [""; 0], "no phrase reaches over two tags");
    world.admin.delete(&format!("/api/v1/message_tagging/{first}/")).await.with_status(204);
    assert_eq!(found(&world, "search=urgent").await, ["good day"]);
    assert_eq!(found(&world, "search=order").await, ["hello"]);
    world.admin.delete(&format!("/api/v1/tags/{urgent}/")).await.with_status(204);
    assert_eq!(found(&world, "search=urgent").await, [""; 0]);
    assert_eq!(found(&world, "search=good").await, ["good day"]);
}

#[tokio::test]
async fn a_search_goes_with_every_other_filter() {
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    for index in 0..4 {
        let wa_id = if index % 2 == 0 { ADA } else { BEN };
        world.customer_says(wa_id, &format!("order m{index}")).await;
        world.admin.says(wa_id, &format!("order a{index}")).await;
        clock.advance(Duration::from_secs(1));
    }
    assert_eq!(found(&world, &format!("search=order&wa_id={BEN}")).await, ["order a3", "order m3", "order a1", "order m1"]);
    assert_eq!(found(&world, &format!("search=order&since_time={}&from_us=false", NOON + 2)).await, ["order m3", "order m2"]);
    assert_eq!(found(&world, &format!("search=order&before_time={}&from_us=true", NOON + 2)).await, ["order a1", "order a0"]);
    world.admin.patch(&format!("/api/v1/chat_assignment/{BEN}/"), json!({"assigned_to_user": 2})).await.ok();
    world.sandbox().patch("/sandbox/groups/1", json!({"permissions": {"can_read_chats": "user"}})).await.ok();
    let page = world.mira().await.get("/api/v1/messages/?search=order&from_us=0").await.ok();
    assert_eq!((&page["count"], &results(&page)[0]["customer_wa_id"]), (&json!(2), &json!(BEN)));
    let page = world.mira().await.get("/api/v1/messages/?search=order&mark_as_received=1&assigned_to_me=1&limit=1").await.ok();
    assert_eq!((&page["count"], results(&page).len()), (&json!(4), 1));
}

#[tokio::test]
async fn the_oldest_make_room() {
    let clock = Clock::starting_at(NOON);
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = || Inbox::builder().clock(clock.clone()).data(folder.path().join("inbox.db"));
    let world = World::with(inbox().messages_kept(3)).await;
    let first = world.customer_sends(BEN, json!({"type": "text", "text": {"body": "order m0"}})).await;
    let tag = world.admin.post("/api/v1/tags/", json!({"name": "order"})).await.created()["id"].clone();
    world.admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": first["id"]})).await.created();
    assert_eq!(found(&world, "search=order").await, ["order m0"]);
    for index in 1..5 {
        clock.advance(Duration::from_secs(1));
        world.customer_says(ADA, &format!("order m{index}")).await;
    }
    assert_eq!(found(&world, "search=order").await, ["order m4", "order m3", "order m2"]);
    assert_eq!(found(&world, "").await, ["order m4", "order m3", "order m2"]);
    world.admin.get(&format!("/api/v1/messages/{}/", first["getchat_id"].as_str().expect("an id"))).await.with_status(404);
    let chat = world.admin.get(&format!("/api/v1/chats/{BEN}/")).await.ok();
    assert_eq!((&chat["last_message"], &chat["contact"]["wa_id"]), (&Value::Null, &json!(BEN)));
    world.inbox.shutdown().await;
    // What a smaller limit leaves over goes with the next message.
    let world = World::with(inbox().messages_kept(2)).await;
    world.customer_says(ADA, "order m5").await;
    assert_eq!(found(&world, "search=order").await, ["order m5", "order m4"]);
    world.inbox.shutdown().await;
    let world = World::with(inbox().messages_kept(1)).await;
    for text in ["order m6", "order m7"] {
        world.customer_says(ADA, text).await;
        assert_eq!(found(&world, "search=ord").await, [text], "nothing is left of the words of the others");
        assert_eq!(found(&world, "search=order+m").await, [text]);
    }
}

#[tokio::test]
async fn many_matches_are_counted_and_shown_newest_first() {
    /// More than are looked up one by one.
    const PAST: usize = 2_500;
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone())).await;
    world.customer_says(BEN, "order now").await;
    let begin = NOON - 86_400;
    let log = (0..PAST).map(|at| {
        let (minute, name) = (at / 60, if at % 5 == 0 { "Shop" } else { "Ada" });
        format!("[19.11.25, {:02}:{:02}:{:02}] {name}: order p{at} of mine\n", 10 + minute / 60, minute % 60, at % 60)
    });
    let import = json!({
        "chat_text": log.collect::<String>(), "chat_participants": [{"name": "Ada", "phone_number": ADA}],
        "utc_offset_minutes": 0, "device_language_code": "de", "media_files": [],
    });
    world.admin.post("/api/v1/chat_import/", import).await.created();
    let first = |words: &[String]| words.iter().map(|words| words.replace(" of mine", "")).collect::<Vec<_>>();
    let page = async |query: &str| {
        let count = world.admin.get(&format!("/api/v1/messages/?{query}")).await.ok()["count"].as_u64().expect("a count");
        (count, first(&found(&world, query).await))
    };
    let past = |range: std::ops::Range<usize>| range.rev().map(|at| format!("order p{at}")).collect::<Vec<_>>();
    let (count, newest) = page("search=order&limit=3").await;
    assert_eq!((count, newest), (2_501, [vec![String::from("order now")], past(2_498..2_500)].concat()), "what was imported last is older");
    assert_eq!(page("search=ord&limit=2&offset=2499").await, (2_501, past(0..2)));
    assert_eq!(page("search=order&from_us=true&limit=1").await, (500, past(2_495..2_496)));
    assert_eq!(page("search=of+mine&from_us=false&limit=2").await, (2_000, past(2_498..2_500)));
    assert_eq!(page(&format!("search=order&since_time={}&before_time={}&limit=2", begin + 10, begin + 20)).await, (10, past(18..20)));
    assert_eq!(page(&format!("search=order&before_time={}&limit=2", begin + 2_200)).await, (2_200, past(2_198..2_200)));
    assert_eq!(page(&format!("search=order&wa_id={ADA}&limit=1")).await, (2_500, past(2_499..2_500)));
    assert_eq!(page(&format!("search=order&wa_id={BEN}&limit=1")).await, (1, vec![String::from("order now")]));
    assert_eq!(page("search=p2499&limit=9").await, (1, past(2_499..2_500)));
    world.sandbox().post("/sandbox/reset", json!({})).await.ok();
    assert_eq!(page("search=order&limit=1").await, (0, Vec::new()));
}

/// Whether a text has these words one after the other, the last of which may be begun only.
fn holds(text: &str, wanted: &[&str]) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let (last, whole) = wanted.split_last().expect("a word");
    words.windows(wanted.len()).any(|part| part[..whole.len()] == *whole && part[whole.len()].starts_with(last))
}

#[tokio::test]
async fn a_search_finds_what_a_look_at_every_message_finds() {
    const WORDS: [&str; 5] = ["or", "order", "ordered", "my", "parcel"];
    let clock = Clock::starting_at(NOON);
    let world = World::with(Inbox::builder().clock(clock.clone()).messages_kept(60)).await;
    // The same every time, without looking so.
    let mut number = 7_usize;
    let mut next = move |most: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) % most
    };
    for wa_id in [ADA, BEN] {
        world.customer_says(wa_id, "hi").await;
    }
    for step in 0..100 {
        let text = (0..=next(4)).map(|_| WORDS[next(WORDS.len())]).collect::<Vec<_>>().join(" ");
        let wa_id = [ADA, BEN][next(2)];
        match next(2) {
            0 => drop(world.customer_says(wa_id, &text).await),
            _ => drop(world.admin.says(wa_id, &text).await),
        }
        if next(3) == 0 {
            clock.advance(Duration::from_secs(1));
        }
        if step % 50 != 49 {
            continue;
        }
        for filter in ["", "&from_us=true", "&from_us=false", &format!("&wa_id={BEN}"), &format!("&since_time={}", NOON + 3)] {
            let every = world.admin.get(&format!("/api/v1/messages/?limit=100{filter}")).await.ok();
            let texts = results(&every).iter().map(|message| message["waba_payload"]["text"]["body"].as_str().expect("a text"));
            let texts: Vec<&str> = texts.collect();
            for wanted in WORDS.iter().map(|word| vec![*word]).chain(WORDS.iter().flat_map(|one| WORDS.map(|two| vec![*one, two]))) {
                let expected: Vec<&str> = texts.iter().copied().filter(|text| holds(text, &wanted)).collect();
                let query = format!("search={}{filter}", wanted.join("+"));
                assert_eq!(found(&world, &query).await, expected, "{query} after {step}");
            }
        }
    }
}
