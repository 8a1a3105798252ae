//! Signals: what was begun is ended, and what was acknowledged is answered, by this process or the next.

use serde_json::json;
use switchboard_tests::{Program, World, folder};
use tempfile::TempDir;

struct Bed {
    world: World,
    folder: TempDir,
}

impl Bed {
    async fn new() -> Self {
        Self { world: World::start().await, folder: folder() }
    }

    fn begin(&self, further: &[(&str, &str)]) -> Program {
        let keys = [
            ("inbox.url", self.world.url()),
            ("inbox.admin_username", "admin"),
            ("inbox.admin_password", "admin"),
            ("webhook.listen", "127.0.0.1:0"),
            ("outbox.settle", "200ms"),
        ];
        let keys: Vec<_> = keys.iter().chain(further).copied().collect();
        Program::start(env!("CARGO_BIN_EXE_echo"), self.folder.path(), &[], &keys)
    }

    async fn start(&self, further: &[(&str, &str)]) -> Program {
        let mut bot = self.begin(further);
        bot.line("bot ready").await;
        bot
    }

    async fn slow(&self, on: &str, when: &str) {
        self.world.faults(json!([{ "on": on, "user": "echo", "fault": "latency", "ms": 600_000, "when": when, "times": 1 }])).await;
    }
}

#[tokio::test]
async fn s44_a_signal_lets_what_was_begun_end_and_loses_nothing_that_was_acknowledged() {
    const MESSAGES: usize = 20;
    let bed = Bed::new().await;
    let bot = bed.start(&[]).await;
    let ada = bed.world.customer(1);
    for number in 0..MESSAGES {
        ada.says(&number.to_string()).await;
    }
    // In the middle of it.
    bed.world.until_calls("echo", "POST", "/api/v1/messages/", 3).await;
    bot.terminate().await;
    let (code, errors) = bot.ended().await;
    assert_eq!(code, Some(0), "{errors}");
    let by_then = ada.heard_from("echo").await.len();
    assert!((3..=MESSAGES).contains(&by_then), "{by_then}");
    let bot = bed.start(&[]).await;
    bed.world.until(|| async { (ada.heard_from("echo").await.len() >= MESSAGES).then_some(()) }).await;
    bot.terminate().await;
    assert_eq!(bot.ended().await.0, Some(0));
    let expected: Vec<_> = (0..MESSAGES).map(|number| number.to_string()).collect();
    assert_eq!(ada.heard_from("echo").await, expected);
}

#[tokio::test]
async fn a_message_that_is_under_way_is_waited_for() {
    let bed = Bed::new().await;
    let bot = bed.start(&[]).await;
    let ada = bed.world.customer(1);
    bed.slow("POST /api/v1/messages/", "before").await;
    ada.says("hi").await;
    bed.world.until_calls("echo", "POST", "/api/v1/messages/", 1).await;
    bot.terminate().await;
    // Its webhook answers no more: so it has begun to stop.
    bed.world.until(|| async { is_closed(&bed.world).await.then_some(()) }).await;
    assert_eq!(ada.heard_from("echo").await.len(), 0);
    bed.world.advance(700).await;
    assert_eq!(bot.ended().await.0, Some(0));
    assert_eq!(ada.heard_from("echo").await, ["hi"]);
}

async fn is_closed(world: &World) -> bool {
    let webhooks = world.admin().get("/api/v1/webhooks/waba/").await;
    let url = webhooks["results"][0]["url"].as_str().expect("a URL").to_owned();
    let address = url.strip_prefix("http://").and_then(|url| url.split('/').next()).expect("an address").to_owned();
    tokio::net::TcpStream::connect(address).await.is_err()
}

#[tokio::test]
async fn what_does_not_end_within_the_grace_goes_on_at_the_next_start() {
    let bed = Bed::new().await;
    let bot = bed.start(&[("shutdown.grace", "300ms")]).await;
    let ada = bed.world.customer(1);
    bed.slow("POST /api/v1/messages/", "after").await;
    ada.says("hi").await;
    bed.world.until(|| async { (!ada.heard_from("echo").await.is_empty()).then_some(()) }).await;
    bot.terminate().await;
    assert_eq!(bot.ended().await.0, Some(0));
    bed.world.faults(json!([])).await;
    let bot = bed.start(&[]).await;
    ada.says("again").await;
    bed.world.until(|| async { (ada.heard_from("echo").await.len() >= 2).then_some(()) }).await;
    bot.terminate().await;
    assert_eq!(bot.ended().await.0, Some(0));
    assert_eq!(ada.heard_from("echo").await, ["hi", "again"]);
}

#[tokio::test]
async fn a_second_signal_stops_at_once() {
    let bed = Bed::new().await;
    let bot = bed.start(&[("shutdown.grace", "1h")]).await;
    let ada = bed.world.customer(1);
    bed.slow("POST /api/v1/messages/", "before").await;
    ada.says("hi").await;
    bed.world.until_calls("echo", "POST", "/api/v1/messages/", 1).await;
    bot.terminate().await;
    bed.world.until(|| async { is_closed(&bed.world).await.then_some(()) }).await;
    bot.terminate().await;
    let (code, errors) = bot.ended().await;
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("error: stopped at once by a second signal"), "{errors}");
}

#[tokio::test]
async fn a_signal_while_the_bot_starts_ends_it() {
    let bed = Bed::new().await;
    // The inbox does not answer the very first call.
    bed.world.faults(json!([{ "on": "POST /api/v1/auth/token/", "fault": "latency", "ms": 600_000, "times": 1 }])).await;
    let bot = bed.begin(&[("shutdown.grace", "1h")]);
    bed.world.until(|| async { bed.world.requests().await.iter().any(|call| call.path.starts_with("/api/v1/auth/")).then_some(()) }).await;
    bot.terminate().await;
    let (code, errors) = bot.ended().await;
    assert_eq!(code, Some(0), "{errors}");
    bed.world.faults(json!([])).await;
    drop(bed.start(&[]).await);
}
