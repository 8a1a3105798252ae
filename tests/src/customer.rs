use std::sync::Mutex;

use serde_json::{Value, json};

use crate::PATIENCE;
use crate::world::answer;

/// A customer with a phone.
#[derive(Debug)]
pub struct Customer {
    http: reqwest::Client,
    url: String,
    wa_id: String,
    /// The phone was read up to here.
    seen: Mutex<u64>,
}

impl Customer {
    pub(crate) fn new(http: reqwest::Client, url: String, wa_id: String) -> Self {
        Self { http, url, wa_id, seen: Mutex::default() }
    }

    /// The customer's number.
    #[must_use]
    pub fn wa_id(&self) -> &str {
        &self.wa_id
    }

    /// Gives the customer a name.
    pub async fn is_called(&self, name: &str) {
        let customer = json!({ "wa_id": self.wa_id, "name": name });
        answer(self.http.post(format!("{}/sandbox/customers", self.url)).json(&customer)).await;
    }

    /// Writes a text; answers its WhatsApp id.
    pub async fn says(&self, text: &str) -> String {
        self.sends(&json!({ "type": "text", "text": { "body": text } })).await
    }

    /// Sends any message; answers its WhatsApp id.
    pub async fn sends(&self, message: &Value) -> String {
        let sent = answer(self.http.post(self.phone()).json(message)).await;
        sent["id"].as_str().expect("an id").to_owned()
    }

    /// Presses the button, or chooses the row, of this title that the phone showed last; answers the reply's WhatsApp id.
    pub async fn presses(&self, title: &str) -> String {
        let press = self.phone().replace("/messages", "/press");
        let sent = answer(self.http.post(press).json(&json!({ "title": title }))).await;
        sent["id"].as_str().expect("an id").to_owned()
    }

    /// Waits for the next message on the phone that the customer did not write, and expects this text.
    ///
    /// # Panics
    /// When another one comes, or none; it prints the conversation so far.
    pub async fn hears(&self, text: &str) {
        let message = self.receives().await;
        let heard = message["waba_payload"]["text"]["body"].as_str();
        if heard != Some(text) {
            panic!("expected {text:?}, heard {message}\n{}", self.transcript().await);
        }
    }

    /// Waits for the next message on the phone that the customer did not write.
    ///
    /// # Panics
    /// When none comes; it prints the conversation so far.
    pub async fn receives(&self) -> Value {
        loop {
            let after = *self.seen.lock().expect("no test panics while it holds this");
            let phone = self.read(after, PATIENCE.as_millis()).await;
            let messages = phone["messages"].as_array().expect("messages").clone();
            if messages.is_empty() {
                panic!("nothing came\n{}", self.transcript().await);
            }
            for message in messages {
                *self.seen.lock().expect("no test panics while it holds this") = message["seq"].as_u64().expect("a number");
                if message["from_customer"] == false {
                    return message;
                }
            }
        }
    }

    /// Everything the phone shows: who wrote (`None` for the customer) and what.
    pub async fn phone_shows(&self) -> Vec<(Option<String>, String)> {
        let phone = self.read(0, 0).await;
        let messages = phone["messages"].as_array().expect("messages");
        let line = |message: &Value| {
            let text = message["waba_payload"]["text"]["body"].as_str().map_or_else(|| message["waba_payload"].to_string(), str::to_owned);
            (message["sender"]["username"].as_str().map(str::to_owned), text)
        };
        messages.iter().map(line).collect()
    }

    /// What this user wrote to the customer.
    pub async fn heard_from(&self, username: &str) -> Vec<String> {
        let lines = self.phone_shows().await;
        lines.into_iter().filter(|(sender, _)| sender.as_deref() == Some(username)).map(|(_, text)| text).collect()
    }

    /// The conversation so far, for people to read.
    pub async fn transcript(&self) -> String {
        let lines = self.phone_shows().await;
        lines.into_iter().map(|(sender, text)| format!("{:>12}: {text}\n", sender.as_deref().unwrap_or("customer"))).collect()
    }

    async fn read(&self, after: u64, wait_ms: u128) -> Value {
        answer(self.http.get(format!("{}?after={after}&wait_ms={wait_ms}", self.phone()))).await
    }

    fn phone(&self) -> String {
        format!("{}/sandbox/customers/{}/messages", self.url, self.wa_id)
    }
}
