use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::Customer;
use super::belonging::{listed, names};
use super::caller::{Caller, Place};
use super::ground::Ground;
use crate::wire::Secret;

/// A person, or an admin, who works in the inbox with a token of their own.
///
/// ```
/// use switchboard::prelude::*;
/// use switchboard::testing::{To, World};
///
/// #[on(assigned_messages)]
/// async fn note(text: Text) -> String {
///     format!("Noted: {text}")
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// let _bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![note])).await;
/// let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
/// mira.takes_over(&ada).await;
/// ada.says("the blue one").await;
/// ada.hears_nothing().await;
/// mira.gives_to(&ada, To::Bot).await;
/// ada.hears("Noted: the blue one").await;
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Agent {
    ground: Arc<Ground>,
    caller: Caller,
    id: i64,
    username: String,
}

/// To whom a chat is given.
///
/// ```
/// use switchboard::testing::{To, World};
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
/// ada.says("hi").await;
/// for to in [To::User("mira"), To::Group("Regular user"), To::Nobody] {
///     mira.gives_to(&ada, to).await;
/// }
/// assert_eq!(mira.owner(&ada).await, (None, None));
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum To<'a> {
    /// The bot of the world that was started last.
    Bot,
    /// The user of this name.
    User(&'a str),
    /// The group of this name; nobody of it has the chat yet.
    Group(&'a str),
    /// Nobody, no group.
    Nobody,
}

impl Agent {
    pub(super) fn admin(ground: Arc<Ground>) -> Self {
        let caller = ground.admin.clone();
        Self { ground, caller, id: 1, username: "admin".to_owned() }
    }

    pub(super) async fn called(ground: &Arc<Ground>, username: &str, at: Place) -> Self {
        let users = ground.list("/api/v1/users/", at).await;
        if !users.iter().any(|user| user["username"] == username) {
            let made = ground.admin.post("/api/v1/users/", &json!({ "username": username, "role": "user" }), at).await;
            let id = made["id"].clone();
            // Who was invited opens the link once; then the password counts.
            let link = made["activation_url"].as_str().unwrap_or_default();
            let opened = ground.sandbox.http().get(link).send().await;
            opened.unwrap_or_else(|cause| panic!("{at}: {username} cannot accept the invitation: {cause}"));
            let path = format!("/api/v1/users/{id}/password/change/");
            ground.admin.call(Method::PUT, &path, Some(&json!({ "password": username })), at).await;
        }
        let login = json!({ "username": username, "password": username });
        let token = ground.sandbox.post("/api/v1/auth/token/", &login, at).await;
        let caller = ground.sandbox.with_token(Secret::new(token["token"].as_str().unwrap_or_default()));
        let me = caller.get("/api/v1/users/current/", at).await;
        let id = me["id"].as_i64().unwrap_or_else(|| panic!("{at}: {username} has no id"));
        Self { ground: ground.clone(), caller, id, username: username.to_owned() }
    }

    /// Their user's id.
    #[must_use]
    pub const fn id(&self) -> i64 {
        self.id
    }

    /// The name they log in with.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Assigns the chat to themselves.
    #[track_caller]
    pub fn takes_over(&self, customer: &Customer) -> impl Future<Output = ()> + Send {
        self.patch(customer, json!({ "assigned_to_user": self.id }), std::panic::Location::caller())
    }

    /// Gives the chat to somebody. User and group are written together.
    ///
    /// # Panics
    /// When there is nobody of that name.
    #[track_caller]
    pub fn gives_to(&self, customer: &Customer, to: To<'_>) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            let (user, group) = match to {
                To::Bot => {
                    let bot = self.ground.newest_bot().unwrap_or_else(|| panic!("{at}: no bot was started in this world"));
                    (Some(self.user(&bot, at).await), None)
                }
                To::User(name) => (Some(self.user(name, at).await), None),
                To::Group(name) => (None, Some(self.named("/api/v1/groups/", "name", name, at).await)),
                To::Nobody => (None, None),
            };
            self.patch(customer, json!({ "assigned_to_user": user, "assigned_group": group }), at).await;
        }
    }

    /// Changes the chat's assignment as it is written here: `{"assigned_to_user": 4}`. What is left out stays.
    #[track_caller]
    pub fn assigns(&self, customer: &Customer, assignment: &Value) -> impl Future<Output = ()> + Send {
        self.patch(customer, assignment.clone(), std::panic::Location::caller())
    }

    /// Whom the chat is assigned to: user and group, by id.
    #[track_caller]
    pub fn owner(&self, customer: &Customer) -> impl Future<Output = (Option<i64>, Option<i64>)> + Send {
        let at = std::panic::Location::caller();
        let path = format!("/api/v1/chat_assignment/{}/", customer.wa_id());
        async move {
            let owner = self.caller.get(&path, at).await;
            (owner["assigned_to_user"].as_i64(), owner["assigned_group"].as_i64())
        }
    }

    /// Writes to the customer.
    ///
    /// # Panics
    /// When the inbox refuses, such as 24 hours after the customer's last message: it says why, and prints the conversation so far.
    #[track_caller]
    pub fn writes(&self, customer: &Customer, text: &str) -> impl Future<Output = Value> + Send {
        let at = std::panic::Location::caller();
        let message = json!({ "wa_id": customer.wa_id(), "type": "text", "text": { "body": text } });
        async move { self.does(customer, "cannot write to the customer", Method::POST, "/api/v1/messages/", &message, at).await }
    }

    /// Puts a tag on the chat; the tag is made when there is none of that name.
    #[track_caller]
    pub fn tags(&self, customer: &Customer, name: &str) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            let tags = self.ground.list("/api/v1/tags/", at).await;
            let tag = match tags.iter().find(|tag| tag["name"] == name) {
                Some(tag) => tag["id"].clone(),
                None => self.caller.post("/api/v1/tags/", &json!({ "name": name }), at).await["id"].clone(),
            };
            let tagging = json!({ "tag": tag, "chat": customer.wa_id() });
            self.does(customer, &format!("cannot put the tag {name:?} on the chat"), Method::POST, "/api/v1/chat_tagging/", &tagging, at)
                .await;
        }
    }

    /// Takes a tag off the chat.
    ///
    /// # Panics
    /// When it is not there.
    #[track_caller]
    pub fn untags(&self, customer: &Customer, name: &str) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        async move {
            let chat = self.caller.get(&format!("/api/v1/chats/{}/", customer.wa_id()), at).await;
            let tag = chat["tags"].as_array().and_then(|tags| tags.iter().find(|tag| tag["name"] == name));
            let Some(id) = tag.and_then(|tag| tag["tagging_id"].as_i64()) else {
                let tags = listed(&customer.tags(at).await);
                return customer.fails(at, &format!("the chat has no tag {name:?} that could be taken off; it has: {tags}")).await;
            };
            self.caller.call(Method::DELETE, &format!("/api/v1/chat_tagging/{id}/"), None::<&()>, at).await;
        }
    }

    /// Marks the chat as resolved.
    #[track_caller]
    pub fn resolves(&self, customer: &Customer) -> impl Future<Output = ()> + Send {
        self.marks(customer, json!({ "resolved": true }))
    }

    /// Marks the chat as open again.
    #[track_caller]
    pub fn reopens(&self, customer: &Customer) -> impl Future<Output = ()> + Send {
        self.marks(customer, json!({ "resolved": false }))
    }

    /// The id of the user with this name.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn user_id(&self, username: &str) -> impl Future<Output = i64> + Send {
        self.user(username, std::panic::Location::caller())
    }

    /// The id of the group with this name.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn group_id(&self, name: &str) -> impl Future<Output = i64> + Send {
        self.named("/api/v1/groups/", "name", name, std::panic::Location::caller())
    }

    /// Reads from the API in their name: a path from `/api/v1/` on.
    ///
    /// # Panics
    /// When the inbox refuses.
    #[track_caller]
    pub fn get(&self, path: &str) -> impl Future<Output = Value> + Send {
        let at = std::panic::Location::caller();
        let path = path.to_owned();
        async move { self.caller.get(&path, at).await }
    }

    /// Posts to the API in their name: a path from `/api/v1/` on.
    ///
    /// # Panics
    /// When the inbox refuses.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> impl Future<Output = Value> + Send {
        let at = std::panic::Location::caller();
        let (path, body) = (path.to_owned(), body.clone());
        async move { self.caller.post(&path, &body, at).await }
    }

    #[track_caller]
    fn marks(&self, customer: &Customer, state: Value) -> impl Future<Output = ()> + Send {
        let at = std::panic::Location::caller();
        let path = format!("/api/v1/chats/{}/resolve", customer.wa_id());
        async move { drop(self.caller.call(Method::PATCH, &path, Some(&state), at).await) }
    }

    async fn patch(&self, customer: &Customer, assignment: Value, at: Place) {
        let path = format!("/api/v1/chat_assignment/{}/", customer.wa_id());
        self.does(customer, "cannot change whom the chat belongs to", Method::PATCH, &path, &assignment, at).await;
    }

    /// Calls; a refusal ends the test with the conversation so far.
    async fn does(&self, customer: &Customer, what_fails: &str, method: Method, path: &str, body: &Value, at: Place) -> Value {
        match self.caller.try_call(&method, path, Some(body), at).await {
            Ok(answer) => answer,
            Err(refusal) => {
                let Self { username, .. } = self;
                customer
                    .fails(at, &format!("{username} {what_fails}: the inbox answers {}\n    {}", refusal.status.as_u16(), refusal.text))
                    .await
            }
        }
    }

    async fn user(&self, username: &str, at: Place) -> i64 {
        self.named("/api/v1/users/", "username", username, at).await
    }

    async fn named(&self, path: &str, member: &str, name: &str, at: Place) -> i64 {
        let list = self.ground.list(path, at).await;
        let found = list.iter().find(|one| one[member] == name).and_then(|one| one["id"].as_i64());
        found.unwrap_or_else(|| {
            let (kind, known) = (path.trim_end_matches("s/").trim_start_matches("/api/v1/"), names(&list, member).collect::<Vec<_>>());
            panic!("{at}: there is no {kind} {name:?}; there are: {}", listed(&known))
        })
    }
}
