use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use switchboard::config::Transport;
use switchboard::testing;
use switchboard::wire::Secret;
use switchboard_inbox::{Builder, Inbox};

use crate::{Agent, Customer};

/// A world of the framework's own tests: customers have numbers, time is counted in seconds, and nothing is waited for unless the test
/// says so. Everything else is that of [`testing::World`].
#[derive(Debug)]
pub struct World {
    world: testing::World,
    admin: Agent,
}

impl Deref for World {
    type Target = testing::World;

    fn deref(&self) -> &testing::World {
        &self.world
    }
}

impl World {
    /// An inbox in this process, on a free port, with its data in memory. Its clock goes as that of the machine.
    pub async fn start() -> Self {
        Self::around(testing::World::builder().in_real_time().unwitnessed().start().await)
    }

    /// An inbox in this process, on a free port, with its data in a file.
    pub async fn stored(file: impl Into<PathBuf>) -> Self {
        Self::around(testing::World::builder().in_real_time().unwitnessed().data(file).start().await)
    }

    /// An inbox in this process, as it is configured.
    pub async fn with(builder: Builder) -> Self {
        Self::around(testing::World::builder().in_real_time().unwitnessed().inbox(|_| builder).start().await)
    }

    /// An inbox in this process whose clock stands still until [`World::advance`]: what happens, happens within one second.
    pub async fn standing_still() -> Self {
        Self::around(testing::World::builder().unwitnessed().start().await)
    }

    /// The same as [`World::start`], with bots that get their events in this way.
    pub async fn start_by(transport: Transport) -> Self {
        Self::around(testing::World::builder().in_real_time().unwitnessed().transport(transport).start().await)
    }

    /// The same as [`World::standing_still`], with bots that get their events in this way.
    pub async fn standing_still_by(transport: Transport) -> Self {
        Self::around(testing::World::builder().unwitnessed().transport(transport).start().await)
    }

    /// Closes every websocket, as a network does that fails.
    pub async fn disconnects(&self) {
        self.post("/sandbox/websockets/disconnect", &json!({})).await;
    }

    /// An inbox that runs in another process.
    #[must_use]
    pub fn at(url: String, admin_token: Secret) -> Self {
        Self::around(testing::World::at(url, admin_token))
    }

    fn around(world: testing::World) -> Self {
        Self { admin: world.admin(), world }
    }

    /// The inbox, when it runs in this process.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        self.world.inbox().expect("the inbox runs in this process")
    }

    /// A customer; `number` is 1 to 99 and makes a number that is kept free for films.
    #[must_use]
    pub fn customer(&self, number: u8) -> Customer {
        self.phone(number)
    }

    /// The admin.
    #[must_use]
    pub const fn admin(&self) -> &Agent {
        &self.admin
    }

    /// Mira, who answers customers.
    pub async fn mira(&self) -> Agent {
        self.agent("mira").await
    }

    /// Sets the inbox's faults: `[{"on": "POST /api/v1/messages/", "fault": "lost_response", "times": 1}]`.
    pub async fn faults(&self, rules: Value) {
        let rules = json!({ "seed": 1, "rules": rules });
        self.send(self.http().put(format!("{}/sandbox/faults", self.url())).json(&rules)).await;
    }

    /// Holds webhook calls back, or lets them go.
    pub async fn hold_webhooks(&self, hold: bool) {
        self.post(if hold { "/sandbox/webhooks/pause" } else { "/sandbox/webhooks/resume" }, &json!({})).await;
    }

    /// Moves the inbox's clock, and with it the bot's.
    pub async fn advance(&self, seconds: u64) {
        self.moves_clock(Duration::from_secs(seconds)).await;
    }

    /// Moves the inbox's clock to this time, which it has not reached yet.
    pub async fn advance_to(&self, time: Timestamp) {
        let ahead = time.as_millisecond() - self.now().await.as_millisecond();
        self.advance(u64::try_from(ahead).expect("a time to come").div_ceil(1000)).await;
    }

    /// Reads something of the sandbox.
    pub async fn get(&self, path: &str) -> Value {
        self.send(self.http().get(format!("{}{path}", self.url()))).await
    }

    /// Posts something without credentials.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.send(self.http().post(format!("{}{path}", self.url())).json(body)).await
    }

    /// Puts something into the sandbox.
    pub async fn put(&self, path: &str, body: &Value) -> Value {
        self.send(self.http().put(format!("{}{path}", self.url())).json(body)).await
    }

    /// The JSON of an answer, which must be a success.
    async fn send(&self, request: reqwest::RequestBuilder) -> Value {
        let answer = request.send().await.expect("the inbox answers");
        let status = answer.status();
        let body = answer.text().await.expect("a whole answer");
        assert!(status.is_success(), "{status}: {body}");
        serde_json::from_str(&body).unwrap_or(Value::Null)
    }
}
