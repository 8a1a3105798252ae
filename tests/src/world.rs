use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use switchboard::config::{Config, Sources};
use switchboard::wire::Secret;
use switchboard::{Bot, Running};
use switchboard_inbox::{Builder, Inbox};

use crate::{Agent, Customer, PATIENCE};

/// An inbox with customers, agents and bots.
#[derive(Debug)]
pub struct World {
    inbox: Option<Inbox>,
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    admin: Agent,
}

/// A line of the inbox's log of API calls.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Request {
    /// Calls that began later have greater ones.
    pub seq: u64,
    /// For example `POST`.
    pub method: String,
    /// For example `/api/v1/messages/`.
    pub path: String,
    /// What was sent, for messages and assignments.
    pub body: Value,
    /// The answer's status; nothing while there is none, and when the caller went away before.
    pub status: Option<u16>,
    /// When it ended, in milliseconds since 1970; nothing while it is under way.
    pub done_at: Option<i64>,
    /// Who called.
    pub user: Option<Value>,
}

impl Request {
    /// The name of the user who called.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.user.as_ref()?["username"].as_str()
    }
}

impl World {
    /// An inbox in this process, on a free port, with its data in memory.
    pub async fn start() -> Self {
        Self::with(Inbox::builder()).await
    }

    /// An inbox in this process, on a free port, with its data in a file.
    pub async fn stored(file: impl Into<PathBuf>) -> Self {
        Self::with(Inbox::builder().data(file)).await
    }

    /// An inbox in this process, as it is configured.
    pub async fn with(builder: Builder) -> Self {
        let inbox = builder.start().await.expect("the inbox starts");
        let (url, token) = (inbox.url(), inbox.admin_token());
        Self { inbox: Some(inbox), ..Self::at(url, token) }
    }

    /// An inbox that runs in another process.
    #[must_use]
    pub fn at(url: String, admin_token: Secret) -> Self {
        let http = client();
        Self { inbox: None, admin: Agent::new(http.clone(), url.clone(), admin_token, 1), url, http }
    }

    /// The inbox, when it runs in this process.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        self.inbox.as_ref().expect("the inbox runs in this process")
    }

    /// Where the inbox is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A customer; `number` is 1 to 99 and makes a number that is kept free for films.
    #[must_use]
    pub fn customer(&self, number: u8) -> Customer {
        Customer::new(self.http.clone(), self.url.clone(), format!("4917139200{number:02}"))
    }

    /// The admin.
    #[must_use]
    pub const fn admin(&self) -> &Agent {
        &self.admin
    }

    /// Mira, who answers customers.
    pub async fn mira(&self) -> Agent {
        let login = json!({ "username": "mira", "password": "mira" });
        let token = self.post("/api/v1/auth/token/", &login).await["token"].as_str().map(Secret::new).expect("a token");
        let me = Agent::new(self.http.clone(), self.url.clone(), token.clone(), 0).get("/api/v1/users/current/").await;
        Agent::new(self.http.clone(), self.url.clone(), token, me["id"].as_i64().expect("an id"))
    }

    /// A configuration for a bot that is at home in this inbox and keeps everything in memory, with further keys.
    #[must_use]
    pub fn config(&self, keys: &[(&str, &str)]) -> Config {
        let own = [
            ("inbox.url", self.url.as_str()),
            ("inbox.admin_username", "admin"),
            ("inbox.admin_password", "admin"),
            ("bot.username", "testbot"),
            ("store.path", ":memory:"),
            ("webhook.listen", "127.0.0.1:0"),
            ("outbox.settle", "200ms"),
        ];
        let sources = own.iter().chain(keys).fold(Sources::default(), |sources, (key, value)| sources.set(key, *value));
        Config::load(&sources).expect("a valid configuration")
    }

    /// Starts a bot in this process. It runs on the inbox's clock.
    pub async fn bot(&self, build: impl FnOnce(Bot) -> Bot) -> Running {
        self.bot_with(&[], build).await
    }

    /// Starts a bot in this process, with further keys of the configuration.
    pub async fn bot_with(&self, keys: &[(&str, &str)], build: impl FnOnce(Bot) -> Bot) -> Running {
        let bot = Bot::with_config(self.config(keys)).clock(Arc::new(self.inbox().clock()));
        build(bot).start().await.expect("the bot starts")
    }

    /// Every API call so far, in the order in which they began.
    pub async fn requests(&self) -> Vec<Request> {
        let log = self.get("/sandbox/requests").await;
        serde_json::from_value(log["requests"].clone()).expect("a log of requests")
    }

    /// The calls of one user with this method and a path that begins so.
    pub async fn calls(&self, username: &str, method: &str, path: &str) -> Vec<Request> {
        let mut requests = self.requests().await;
        requests.retain(|request| request.username() == Some(username) && request.method == method && request.path.starts_with(path));
        requests
    }

    /// Waits until the log has at least `count` such calls.
    pub async fn until_calls(&self, username: &str, method: &str, path: &str, count: usize) -> Vec<Request> {
        self.until(|| async move {
            let calls = self.calls(username, method, path).await;
            (calls.len() >= count).then_some(calls)
        })
        .await
    }

    /// Waits until `look` finds what it looks for.
    ///
    /// # Panics
    /// When it does not within [`PATIENCE`].
    pub async fn until<T, F: Future<Output = Option<T>>>(&self, mut look: impl FnMut() -> F) -> T {
        let found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("what the test waits for never came")
    }

    /// Sets the inbox's faults: `[{"on": "POST /api/v1/messages/", "fault": "lost_response", "times": 1}]`.
    pub async fn faults(&self, rules: Value) {
        self.send(self.http.put(format!("{}/sandbox/faults", self.url)).json(&json!({ "seed": 1, "rules": rules }))).await;
    }

    /// Holds webhook calls back, or lets them go.
    pub async fn hold_webhooks(&self, hold: bool) {
        self.post(if hold { "/sandbox/webhooks/pause" } else { "/sandbox/webhooks/resume" }, &json!({})).await;
    }

    /// Moves the inbox's clock, and with it the bot's.
    pub async fn advance(&self, seconds: u64) {
        self.post("/sandbox/clock/advance", &json!({ "seconds": seconds })).await;
    }

    /// What the inbox's clock shows.
    pub async fn now(&self) -> Timestamp {
        let clock = self.get("/sandbox/clock").await;
        clock["now_millis"].as_i64().and_then(|now| Timestamp::from_millisecond(now).ok()).expect("a time")
    }

    /// Moves the inbox's clock to this time, which it has not reached yet.
    pub async fn advance_to(&self, time: Timestamp) {
        let ahead = time.as_millisecond() - self.now().await.as_millisecond();
        self.advance(u64::try_from(ahead).expect("a time to come").div_ceil(1000)).await;
    }

    /// Reads something of the sandbox.
    pub async fn get(&self, path: &str) -> Value {
        self.send(self.http.get(format!("{}{path}", self.url))).await
    }

    /// Posts something without credentials.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.send(self.http.post(format!("{}{path}", self.url)).json(body)).await
    }

    /// Puts something into the sandbox.
    pub async fn put(&self, path: &str, body: &Value) -> Value {
        self.send(self.http.put(format!("{}{path}", self.url)).json(body)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Value {
        answer(request).await
    }
}

/// A client that goes nowhere but to this machine.
pub(crate) fn client() -> reqwest::Client {
    // One that was installed before is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

/// The JSON of an answer, which must be a success.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.expect("the inbox answers");
    let status = answer.status();
    let body = answer.text().await.expect("a whole answer");
    assert!(status.is_success(), "{status}: {body}");
    serde_json::from_str(&body).unwrap_or(Value::Null)
}
