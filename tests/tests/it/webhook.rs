//! What comes in at the webhook's door: who may, what is too much, and what cannot be read.

use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use switchboard::config::InboxId;
use switchboard::engine::Count;
use switchboard::prelude::*;
use switchboard::{Bot, Running};
use switchboard_tests::{PATIENCE, World, folder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower::ServiceExt as _;

const SECRET: &str = "s3cret-of-the-test";

const FLAT: &str =
    r#"{"messages": [{"from": "491713920001", "id": "wamid.1", "timestamp": "4102444800", "type": "text", "text": {"body": "hi"}}]}"#;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

/// What handlers were told, for tests to read.
#[derive(Debug, Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

#[on(unknown)]
async fn unknown(event: UnknownEvent, told: State<Told>) {
    told.0.0.lock().expect("whole").push(event.name.clone());
}

/// A bot whose webhook the test calls itself.
struct Bed {
    world: World,
    bot: Running,
    url: reqwest::Url,
    http: reqwest::Client,
}

impl Bed {
    async fn new(keys: &[(&str, &str)], build: impl FnOnce(Bot) -> Bot) -> Self {
        let world = World::start().await;
        let keys: Vec<_> = [("webhook.secret", SECRET)].iter().chain(keys).copied().collect();
        let bot = world.bot_with(&keys, build).await;
        let webhooks = world.admin().get("/api/v1/webhooks/waba/").await;
        let mut url: reqwest::Url = webhooks["results"][0]["url"].as_str().expect("a URL").parse().expect("a URL");
        url.set_query(None);
        Self { world, bot, url, http: reqwest::Client::builder().no_proxy().build().expect("a client") }
    }

    async fn echoing() -> Self {
        Self::new(&[], |bot| bot.handlers(handlers![echo])).await
    }

    fn post(&self) -> reqwest::RequestBuilder {
        self.http.post(self.url.clone())
    }

    async fn genuine(&self, body: impl Into<reqwest::Body>) -> StatusCode {
        self.post().header("X-Switchboard-Secret", SECRET).body(body).send().await.expect("an answer").status()
    }

    async fn key(&self) -> InboxId {
        self.bot.store().inboxes().await.expect("a store").remove(0)
    }

    /// Dead letters and lanes with open work.
    async fn stored(&self) -> (usize, usize) {
        let (store, key) = (self.bot.store(), self.key().await);
        (store.dead_letters(&key, 100).await.expect("a store").len(), store.open_lanes(&key).await.expect("a store").len())
    }

    /// What the bot began to say, once it was so often. These customers never wrote to the inbox itself, so it refuses.
    async fn says(&self, count: usize) -> Vec<String> {
        let mut calls = self.world.until_calls("testbot", "POST", "/api/v1/messages/", count).await;
        calls.sort_by(|one, other| one.body["wa_id"].as_str().cmp(&other.body["wa_id"].as_str()));
        calls.iter().map(|call| call.body["text"]["body"].as_str().expect("a text").to_owned()).collect()
    }

    fn counted(&self) -> u64 {
        Count::ALL.iter().map(|count| self.bot.counters().get(*count)).sum()
    }

    /// Sends the beginning of a request, and leaves it at that.
    async fn half(&self, request: &str) -> TcpStream {
        let address = (self.url.host_str().expect("a host"), self.url.port().expect("a port"));
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        stream.write_all(request.as_bytes()).await.expect("it reads");
        stream
    }
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_refused_and_leaves_no_trace() {
    let folder = folder();
    let store = folder.path().join("switchboard.db");
    let bed = Bed::new(&[("store.path", store.to_str().expect("a path"))], |bot| bot.handlers(handlers![echo])).await;
    let before = bed.counted();
    let body = FLAT.replace("hi", "a word that is nowhere else");
    for (header, query) in
        [(None, None), (Some("wrong"), None), (None, Some("auth=wrong")), (Some(SECRET), Some("auth=wrong")), (Some(""), None)]
    {
        for body in [body.as_str(), "{", ""] {
            let mut request = bed.post().body(body.to_owned());
            request = if let Some(secret) = header { request.header("X-Switchboard-Secret", secret) } else { request };
            request = if let Some(query) = query { request.query(&[query.split_once('=').expect("a pair")]) } else { request };
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{header:?} {query:?}");
            let said = answer.text().await.expect("words");
            assert!(!said.contains(SECRET) && !said.contains("491713920001"), "{said}");
        }
    }
    bed.bot.rest().await;
    assert_eq!(bed.stored().await, (0, 0));
    assert_eq!(bed.counted(), before);
    assert_eq!(bed.world.calls("testbot", "POST", "/api/v1/messages/").await.len(), 0);
    for file in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("a file");
        assert!(!bytes.windows(15).any(|part| part == b"a word that is "), "it is on disk");
    }
    // The same call with the secret is taken: the test can fail.
    assert_eq!(bed.genuine(body).await, StatusCode::OK);
    assert_eq!(bed.says(1).await, ["a word that is nowhere else"]);
}

#[tokio::test]
async fn a_body_of_more_than_4_mib_is_refused_whether_its_length_is_told_or_not() {
    let bed = Bed::echoing().await;
    let large = vec![b' '; 4 * 1024 * 1024 + 1];
    assert_eq!(bed.genuine(large.clone()).await, StatusCode::PAYLOAD_TOO_LARGE);

    let head =
        format!("POST {} HTTP/1.1\r\nHost: bot\r\nX-Switchboard-Secret: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n", bed.url.path());
    let (mut reading, mut writing) = bed.half(&head).await.into_split();
    let chunks = tokio::spawn(async move {
        for chunk in large.chunks(64 * 1024) {
            let framed = [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
            // It may hang up as soon as it has had enough.
            if writing.write_all(&framed).await.is_err() {
                break;
            }
        }
        writing
    });
    let mut answer = [0; 16];
    reading.read_exact(&mut answer).await.expect("an answer");
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
    drop(chunks.await.expect("no panic"));

    // Just as much as is allowed.
    let mut fits = FLAT.as_bytes().to_vec();
    fits.resize(4 * 1024 * 1024, b' ');
    assert_eq!(bed.genuine(fits).await, StatusCode::OK);
    assert_eq!(bed.says(1).await, ["hi"]);
    bed.bot.rest().await;
    assert_eq!(bed.stored().await, (0, 0));
}

#[tokio::test]
async fn a_compressed_body_is_refused_and_other_methods_are_not_known() {
    let bed = Bed::echoing().await;
    let compressed =
        |encoding: &str| bed.post().header("X-Switchboard-Secret", SECRET).header("Content-Encoding", encoding).body(FLAT).send();
    assert_eq!(compressed("gzip").await.expect("an answer").status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(compressed("identity").await.expect("an answer").status(), StatusCode::OK);
    let get = bed.http.get(bed.url.clone()).header("X-Switchboard-Secret", SECRET).send();
    assert_eq!(get.await.expect("an answer").status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_is_genuine_and_cannot_be_read_is_kept_and_answered() {
    let bed = Bed::echoing().await;
    let broken = ["{", "", "[1]", "\"text\"", "\u{1f4a9}", r#"{"incoming_messages": [{"customer_wa_id": 3}]}"#];
    for (kept, body) in broken.iter().enumerate() {
        for _ in 0..2 {
            assert_eq!(bed.genuine(*body).await, StatusCode::OK, "{body:?}");
            assert_eq!(bed.stored().await, (kept + 1, 0), "once, {body:?}");
        }
    }
    assert_eq!(bed.genuine(vec![0xff, 0xfe, 0x00]).await, StatusCode::OK, "not even text");
    let letters = bed.bot.store().dead_letters(&bed.key().await, 100).await.expect("a store");
    assert_eq!(letters.len(), broken.len() + 1);
    assert!(letters.iter().all(|letter| !letter.cause.is_empty()));
    assert_eq!(letters.iter().rev().map(|letter| letter.body.clone()).take(2).collect::<Vec<_>>(), [b"{".to_vec(), Vec::new()]);
}

#[tokio::test]
async fn s23_and_s24_one_body_may_hold_a_message_under_three_names_another_chats_and_a_broken_one() {
    let bed = Bed::echoing().await;
    let payload = |from: &str, id: &str, text: &str| json!({ "from": from, "id": id, "timestamp": "4102444800", "type": "text", "text": { "body": text } });
    let message = |payload: &Value, id: &str| json!({ "id": id, "waba_payload": payload, "from_us": false, "sender": null, "customer_wa_id": payload["from"] });
    let (ada, ben) = (payload("491713920001", "wamid.a", "from ada"), payload("491713920002", "wamid.b", "from ben"));
    let body = json!({
        "messages": [ada, ben],
        "incoming_messages": [message(&ada, "a"), message(&ben, "b"), { "customer_wa_id": 3 }],
        "assigned_messages": [message(&ada, "a")],
    });
    assert_eq!(bed.genuine(body.to_string()).await, StatusCode::OK);
    bed.bot.rest().await;
    assert_eq!(bed.says(2).await, ["from ada", "from ben"]);
    assert_eq!(bed.bot.counters().get(Count::Accepted), 2);
    assert_eq!(bed.stored().await, (1, 0));
}

#[tokio::test]
async fn an_unknown_kind_of_event_reaches_its_handler_or_is_counted() {
    let body = json!({ "meteor_shower": { "brightness": 3 } }).to_string();
    let told = Told::default();
    let bed = Bed::new(&[], |bot| bot.state(told.clone()).handlers(handlers![unknown, echo])).await;
    assert_eq!(bed.genuine(body.clone()).await, StatusCode::OK);
    bed.bot.rest().await;
    assert_eq!(*told.0.lock().expect("whole"), ["meteor_shower"]);

    let bed = Bed::echoing().await;
    let before = bed.bot.counters().get(Count::Unwanted);
    assert_eq!(bed.genuine(body).await, StatusCode::OK);
    assert_eq!(bed.bot.counters().get(Count::Unwanted), before + 1);
    assert_eq!(bed.stored().await, (0, 0));
}

#[tokio::test]
async fn half_sent_requests_do_not_hold_the_bot_up_when_it_stops() {
    let bed = Bed::new(&[("shutdown.grace", "50s")], |bot| bot.handlers(handlers![echo])).await;
    let path = bed.url.path();
    let head = format!("POST {path} HTTP/1.1\r\nHost: bot\r\nX-Switchboard-Secret: {SECRET}\r\nContent-Length: 100\r\n");
    let half_a_head = bed.half(&head[..20]).await;
    let half_a_body = bed.half(&format!("{head}\r\n{{")).await;
    let silent = bed.half("").await;
    // They are being waited for once the bot has answered another call after them.
    assert_eq!(bed.genuine(FLAT).await, StatusCode::OK);
    assert_eq!(bed.says(1).await, ["hi"]);
    let bot = bed.bot;
    tokio::time::timeout(Duration::from_secs(4), bot.stop()).await.expect("it stops although they are half sent");
    drop((half_a_head, half_a_body, silent));
}

#[tokio::test]
async fn a_bot_is_nested_in_an_application_and_asks_to_come_again_until_it_runs() {
    let world = World::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let keys = [("webhook.public_url", address.as_str()), ("webhook.path", "/hooks/bot"), ("webhook.secret", SECRET)];
    let mut bot = Bot::with_config(world.config(&keys)).clock(Arc::new(world.inbox().clock())).handlers(handlers![echo]);
    let app = axum::Router::new().nest("/hooks/bot", bot.router()).route("/", axum::routing::get(async || "the application"));
    let served = tokio::spawn(async move { axum::serve(listener, app).await });

    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let call = || http.post(format!("{address}/hooks/bot")).header("X-Switchboard-Secret", SECRET).body(FLAT).send();
    let early = call().await.expect("an answer");
    assert_eq!(early.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(early.headers()["retry-after"], "1");

    let running = bot.start().await.expect("it starts");
    assert_eq!(call().await.expect("an answer").status(), StatusCode::OK);
    let ada = world.customer(2);
    ada.says("by the inbox").await;
    ada.hears("by the inbox").await;
    let webhooks = world.admin().get("/api/v1/webhooks/waba/").await;
    assert_eq!(webhooks["count"], 1);
    let url = webhooks["results"][0]["url"].as_str().expect("a URL");
    assert!(url.starts_with(&format!("{address}/hooks/bot?auth=")), "{url}");
    let page = http.get(address).send().await.expect("an answer").text().await.expect("text");
    assert_eq!(page, "the application");
    tokio::time::timeout(PATIENCE, running.stop()).await.expect("it stops");
    served.abort();
}

#[tokio::test]
async fn a_caller_who_hangs_up_and_calls_again_gets_its_event_handled() {
    let world = World::start().await;
    let keys = [("webhook.public_url", "http://127.0.0.1:9"), ("webhook.path", "/hook"), ("webhook.secret", SECRET)];
    let mut bot = Bot::with_config(world.config(&keys)).clock(Arc::new(world.inbox().clock())).handlers(handlers![echo]);
    let router = bot.router();
    let running = bot.start().await.expect("it starts");
    let call = || {
        let request = Request::post("/").header("X-Switchboard-Secret", SECRET).body(Body::from(FLAT)).expect("a request");
        router.clone().oneshot(request)
    };
    // The event is on its way to the disk when the caller hangs up.
    let mut hung_up = Box::pin(call());
    assert!(hung_up.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(hung_up);
    assert_eq!(call().await.expect("an answer").status(), StatusCode::OK);
    let calls = world.until_calls("testbot", "POST", "/api/v1/messages/", 1).await;
    assert_eq!(calls[0].body["text"]["body"], "hi");
    running.rest().await;
    assert_eq!(world.calls("testbot", "POST", "/api/v1/messages/").await.len(), 1, "once");
}

#[tokio::test]
async fn a_nested_bot_that_is_told_no_address_says_so() {
    let world = World::start().await;
    let mut bot = Bot::with_config(world.config(&[])).handlers(handlers![echo]);
    drop(bot.router());
    let refused = bot.start().await.expect_err("it cannot know").to_string();
    assert!(refused.contains("`webhook.public_url`"), "{refused}");
}
