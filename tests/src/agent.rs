use serde_json::{Value, json};
use switchboard::wire::Secret;

use crate::Customer;
use crate::world::answer;

/// A person, or an admin, who works in the inbox with a token of their own.
#[derive(Debug, Clone)]
pub struct Agent {
    http: reqwest::Client,
    url: String,
    token: Secret,
    id: i64,
}

impl Agent {
    pub(crate) fn new(http: reqwest::Client, url: String, token: Secret, id: i64) -> Self {
        Self { http, url, token, id }
    }

    /// Their user's id.
    #[must_use]
    pub const fn id(&self) -> i64 {
        self.id
    }

    /// Assigns the chat to themselves.
    pub async fn takes(&self, customer: &Customer) {
        self.assigns(customer, &json!({ "assigned_to_user": self.id })).await;
    }

    /// Changes the chat's assignment: `{"assigned_to_user": 4, "assigned_group": null}`.
    pub async fn assigns(&self, customer: &Customer, assignment: &Value) {
        let path = format!("{}/api/v1/chat_assignment/{}/", self.url, customer.wa_id());
        answer(self.authorized(self.http.patch(path)).json(assignment)).await;
    }

    /// Whom the chat is assigned to: user and group.
    pub async fn owner(&self, customer: &Customer) -> (Option<i64>, Option<i64>) {
        let owner = self.get(&format!("/api/v1/chat_assignment/{}/", customer.wa_id())).await;
        (owner["assigned_to_user"].as_i64(), owner["assigned_group"].as_i64())
    }

    /// Writes to the customer.
    pub async fn writes(&self, customer: &Customer, text: &str) -> Value {
        self.post("/api/v1/messages/", &json!({ "wa_id": customer.wa_id(), "type": "text", "text": { "body": text } })).await
    }

    /// Puts a tag on the chat; the tag is made when there is none of that name.
    pub async fn tags(&self, customer: &Customer, name: &str) {
        let tags = self.get("/api/v1/tags/?limit=1000").await;
        let known = tags["results"].as_array().and_then(|tags| tags.iter().find(|tag| tag["name"] == name)).map(|tag| tag["id"].clone());
        let tag = match known {
            Some(tag) => tag,
            None => self.post("/api/v1/tags/", &json!({ "name": name })).await["id"].clone(),
        };
        self.post("/api/v1/chat_tagging/", &json!({ "tag": tag, "chat": customer.wa_id() })).await;
    }

    /// The id of the user with this name.
    pub async fn user_id(&self, username: &str) -> i64 {
        self.id_of("/api/v1/users/", "username", username).await
    }

    /// The id of the group with this name.
    pub async fn group_id(&self, name: &str) -> i64 {
        self.id_of("/api/v1/groups/", "name", name).await
    }

    async fn id_of(&self, path: &str, member: &str, name: &str) -> i64 {
        let list = self.get(&format!("{path}?limit=1000")).await;
        let found = list["results"].as_array().and_then(|list| list.iter().find(|one| one[member] == name));
        found.and_then(|one| one["id"].as_i64()).unwrap_or_else(|| panic!("{path} has no {name:?}: {list}"))
    }

    /// Reads from the API.
    pub async fn get(&self, path: &str) -> Value {
        answer(self.authorized(self.http.get(format!("{}{path}", self.url)))).await
    }

    /// Posts to the API.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        answer(self.authorized(self.http.post(format!("{}{path}", self.url))).json(body)).await
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.header("Authorization", format!("Token {}", self.token.expose()))
    }
}
