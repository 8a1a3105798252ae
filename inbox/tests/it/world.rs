//! What the tests are made of: an inbox, callers with tokens, and a receiver of webhook calls.

mod browser;
mod http;
mod receiver;

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_inbox::{Builder, Inbox};

pub(crate) use browser::Browser;
pub(crate) use http::{Answer, Http};
pub(crate) use receiver::{Call, Receiver};

/// How long a test waits for what must come. Nothing takes this long; a machine under load may.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The customer of most tests.
pub(crate) const ADA: &str = "491713920001";

/// Another one.
pub(crate) const BEN: &str = "491713920002";

/// An inbox and somebody who may do everything with it.
pub(crate) struct World {
    pub(crate) inbox: Inbox,
    pub(crate) admin: Http,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(Inbox::builder()).await
    }

    pub(crate) async fn with(builder: Builder) -> Self {
        let inbox = builder.start().await.expect("the inbox starts");
        let admin = Http::new(&inbox.url(), Some(inbox.admin_token().expose()));
        Self { inbox, admin }
    }

    /// Somebody without credentials.
    pub(crate) fn nobody(&self) -> Http {
        Http::new(&self.inbox.url(), None)
    }

    /// The sandbox, which needs none.
    pub(crate) fn sandbox(&self) -> Http {
        self.nobody()
    }

    pub(crate) fn with_token(&self, token: &str) -> Http {
        Http::new(&self.inbox.url(), Some(token))
    }

    /// Mira, a person.
    pub(crate) async fn mira(&self) -> Http {
        let answer = self.nobody().post("/api/v1/auth/token/", json!({"username": "mira", "password": "mira"})).await;
        self.with_token(answer.ok()["token"].as_str().expect("a token"))
    }

    /// A new app user: its id, and itself.
    pub(crate) async fn app(&self, name: &str) -> (i64, Http) {
        let user = self.admin.post("/api/v1/users/", json!({"username": name, "profile": {"role": "app"}})).await.created();
        let url = user["activation_url"].as_str().expect("an activation URL");
        let path = url.strip_prefix(&self.inbox.url()).expect("of this inbox");
        let token = self.nobody().get(path).await.ok();
        (user["id"].as_i64().expect("an id"), self.with_token(token["token"].as_str().expect("a token")))
    }

    /// A customer writes a text. The WhatsApp id.
    pub(crate) async fn customer_says(&self, wa_id: &str, text: &str) -> String {
        let sent = self.customer_sends(wa_id, json!({"type": "text", "text": {"body": text}})).await;
        sent["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn customer_sends(&self, wa_id: &str, message: Value) -> Value {
        self.sandbox().post(&format!("/sandbox/customers/{wa_id}/messages"), message).await.created()
    }

    /// What the phone shows after a number, once it shows something.
    pub(crate) async fn phone(&self, wa_id: &str, after: i64) -> Vec<Value> {
        let path = format!("/sandbox/customers/{wa_id}/messages?after={after}&wait_ms=30000");
        self.sandbox().get(&path).await.ok()["messages"].as_array().expect("messages").clone()
    }

    /// Waits until no call of a webhook is pending.
    pub(crate) async fn all_delivered(&self) {
        let quiet = async {
            loop {
                if self.sandbox().get("/sandbox/state").await.ok()["pending_deliveries"] == 0 {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, quiet).await.expect("everything is delivered");
    }
}

/// The results of a page.
pub(crate) fn results(page: &Value) -> &Vec<Value> {
    page["results"].as_array().expect("a page has results")
}
