use std::sync::Mutex;

use serde_json::Value;

use crate::{PATIENCE, World};

/// Carries webhook calls to a bot by hand, so that a test decides when, in which order and how often they come. While there
/// is one, the inbox's own calls are held back.
#[derive(Debug)]
pub struct Courier<'a> {
    world: &'a World,
    webhook: i64,
    url: String,
    headers: Value,
    /// What the inbox has held back was fetched up to here.
    fetched: Mutex<u64>,
}

impl World {
    /// Holds all webhook calls back from now on, and carries those of one bot by hand.
    pub async fn courier(&self, username: &str) -> Courier<'_> {
        self.hold_webhooks(true).await;
        let webhooks = self.admin().get("/api/v1/webhooks/waba/?limit=1000").await;
        let of_bot = |webhook: &&Value| webhook["user"]["username"] == username;
        let webhook = webhooks["results"].as_array().and_then(|all| all.iter().find(of_bot)).expect("the bot has a webhook");
        let last = self.get("/sandbox/deliveries").await["last_seq"].as_u64().expect("a number");
        Courier {
            world: self,
            webhook: webhook["id"].as_i64().expect("an id"),
            url: webhook["url"].as_str().expect("a URL").to_owned(),
            headers: webhook["headers"].clone(),
            fetched: Mutex::new(last),
        }
    }
}

impl Courier<'_> {
    /// Waits for the next call with this member that the inbox would make, and takes its body. Those before it are lost.
    ///
    /// # Panics
    /// When none comes.
    pub async fn fetches(&self, member: &str) -> Value {
        loop {
            let after = *self.fetched.lock().expect("no test panics while it holds this");
            let (webhook, wait) = (self.webhook, PATIENCE.as_millis());
            let found = self.world.get(&format!("/sandbox/deliveries?webhook={webhook}&after={after}&limit=1&wait_ms={wait}")).await;
            let call = found["deliveries"].get(0).unwrap_or_else(|| panic!("the inbox has no call with {member:?}"));
            *self.fetched.lock().expect("no test panics while it holds this") = call["seq"].as_u64().expect("a number");
            if call["body"].get(member).is_some() {
                return call["body"].clone();
            }
        }
    }

    /// Brings the bot a call. When this returns, the bot has accepted it.
    ///
    /// # Panics
    /// When the bot does not answer 200.
    pub async fn brings(&self, body: &Value) {
        let mut request = self.world.http().post(&self.url).json(body);
        for (name, value) in self.headers.as_object().into_iter().flatten() {
            request = request.header(name, value.as_str().expect("a header's text"));
        }
        let answer = request.send().await.expect("the bot answers");
        assert_eq!(answer.status(), 200, "the bot does not take {body}");
    }

    /// Brings the next call with this member.
    pub async fn carries(&self, member: &str) {
        self.brings(&self.fetches(member).await).await;
    }
}
