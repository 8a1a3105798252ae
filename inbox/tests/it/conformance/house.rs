//! An inbox with something of everything, and those who call it.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{ADA, BEN, Browser, Http, Receiver, World, results};

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Nobody,
    /// Somebody with a token that nobody has.
    Stranger,
    User,
    /// A user who is logged in by the form, without a token.
    Session,
    App,
    /// The service account that the Partner API makes with an instance.
    Configurator,
    Admin,
    /// A key of the provider, which acts as the first admin.
    ProviderKey,
    /// Somebody with a key of the Partner API.
    Partner,
}

impl Role {
    pub(super) const ALL: [Self; 8] =
        [Self::Nobody, Self::Stranger, Self::User, Self::Session, Self::App, Self::Configurator, Self::Admin, Self::ProviderKey];

    /// Whose rights it has.
    pub(super) fn acts_as(self) -> Self {
        match self {
            Self::Session => Self::User,
            Self::ProviderKey => Self::Admin,
            other => other,
        }
    }
}

/// Somebody, as they call.
pub(super) struct Caller {
    pub(super) role: Role,
    /// The way in which the role calls: this, with these headers.
    pub(super) http: Http,
    pub(super) headers: Vec<(&'static str, String)>,
    /// The same user by a token, to make what is theirs.
    own: Http,
    /// The user, or the admin where there is none.
    id: Value,
    name: Value,
}

impl Caller {
    /// Somebody who calls the Partner API, which knows no users.
    pub(super) fn partner(role: Role, http: Http) -> Self {
        Self { role, own: http.clone(), http, headers: Vec::new(), id: Value::Null, name: Value::Null }
    }
}

pub(super) struct House {
    pub(super) world: World,
    /// What answers the webhooks' calls.
    receiver: Receiver,
    template: Value,
    made: AtomicU64,
}

/// Who logs in by the form.
const PERSON: &str = "noor";

const PASSWORD: &str = "a-Secret-17";

const PROVIDER_KEY: &str = "a-key-of-360dialog";

/// A small picture, as multipart.
pub(super) fn picture() -> (&'static str, Vec<u8>) {
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file_encoded\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    ("multipart/form-data; boundary=edge", format!("{head}picture\r\n--edge--\r\n").into_bytes())
}

/// The contents that customers send, as the golden files have them.
pub(super) fn contents() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wire/contract/golden/messages");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the golden files").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let incoming = paths.iter().filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("in-")));
    incoming.map(|path| serde_json::from_slice(&fs::read(path).expect("it can be read")).expect("it is JSON")).collect()
}

impl House {
    pub(super) async fn open() -> Self {
        let world = World::start().await;
        let admin = world.admin.clone();
        for (name, status) in [("order_update", "approved"), ("winter_sale", "rejected")] {
            let components = json!([
                {"type": "HEADER", "format": "TEXT", "text": "Your order"},
                {"type": "BODY", "text": "Order {{1}}.", "example": {"body_text": [["A-17"]]}},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop"}]},
            ]);
            let template = json!({"components": components, "language": "en_US", "status": status});
            world.sandbox().put(&format!("/sandbox/templates/{name}"), template).await.created();
        }
        let ada = json!({
            "name": "Ada Moreno", "phone_numbers": [{"phone_number": ADA, "description": "work"}],
            "email_addresses": ["ada@shop.example"], "urls": ["https://shop.example/ada"],
            "avatar": "https://shop.example/ada.png", "large_avatar": "https://shop.example/ada-large.png",
        });
        let book = json!([ada, {"name": "Cleo"}]);
        world.sandbox().put("/sandbox/contact-provider", json!({"contacts": book})).await.ok();
        let receiver = Receiver::start().await;
        let house = Self { world, receiver, template: json!("order_update"), made: AtomicU64::new(0) };
        house.have_chats().await;
        for path in ["/api/v1/settings/profile/photo/", "/api/v1/media/"] {
            let (kind, body) = picture();
            assert!(admin.call(Method::POST, path, &[("Content-Type", kind)], body).await.status.is_success(), "{path}");
        }
        let profile = json!({"address": "Main Street 1", "vertical": "RETAIL", "about": "Open until six."});
        admin.patch("/api/v1/settings/business/profile/", profile).await.ok();
        house
    }

    /// Chats with messages of all kinds, assigned, tagged, blocked, and with an error.
    async fn have_chats(&self) {
        let (world, admin) = (&self.world, &self.world.admin);
        let quoted = world.customer_says(ADA, "Is it open today?").await;
        for content in contents() {
            world.customer_sends(ADA, content).await;
        }
        let picture = json!({"data": "cGljdHVyZQ==", "mime_type": "image/png", "caption": "my parcel"});
        world.customer_sends(ADA, json!({"image": picture, "context": {"id": quoted}, "profile_name": "Ada Moreno"})).await;
        world.customer_sends(ADA, json!({"reaction": {"message_id": quoted, "emoji": "👍"}})).await;
        world.customer_says(BEN, "hello").await;
        admin.says(ADA, "Until six.").await;
        let unknown = json!({"wa_id": ADA, "type": "template", "template": {"name": "none", "language": {"code": "en"}}});
        assert!(admin.post("/api/v1/messages/", unknown).await.status.is_success(), "it fails later");
        let buttons = json!({"type": "button", "body": {"text": "Sure?"}, "action": {"buttons": [
            {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}, {"type": "reply", "reply": {"id": "no", "title": "No"}},
        ]}});
        let message = json!({"wa_id": ADA, "type": "interactive", "interactive": buttons, "context": {"message_id": quoted}});
        admin.post("/api/v1/messages/", message).await.created();
        world.sandbox().post(&format!("/sandbox/customers/{ADA}/press"), json!({"title": "Yes"})).await.created();
        let chat = format!("/api/v1/chat_assignment/{ADA}/");
        for assignment in
            [json!({"assigned_to_user": 2}), json!({"assigned_to_user": null, "assigned_group": 1}), json!({"assigned_to_user": 1})]
        {
            admin.patch(&chat, assignment).await.ok();
        }
        let tag = admin.post("/api/v1/tags/", json!({"name": "order", "web_inbox_color": "#2a7"})).await.created()["id"].clone();
        admin.post("/api/v1/chat_tagging/", json!({"tag": tag, "chat": BEN, "extra": {"order": 17}})).await.created();
        admin.post("/api/v1/message_tagging/", json!({"tag": tag, "message": quoted})).await.created();
        admin.post("/api/v1/saved_responses/", json!({"text": "Until six."})).await.created();
        admin.post(&format!("/api/v1/contacts/block/?wa_id={BEN}"), json!({"reason": "spam"})).await.ok();
    }

    /// Somebody of this role, logged in.
    pub(super) async fn caller(&self, role: Role) -> Caller {
        let nobody = self.world.nobody();
        let (id, own) = match role {
            Role::Nobody | Role::Stranger | Role::Admin | Role::ProviderKey => (1, self.world.admin.clone()),
            Role::User => (2, self.world.mira().await),
            Role::Session => self.person().await,
            Role::App => {
                let (id, app) = self.world.app("shopbot").await;
                self.world.admin.patch(&format!("/api/v1/users/{id}/"), json!({"group_ids": [1, 2]})).await.ok();
                (id, app)
            }
            Role::Configurator => {
                let made = self.world.sandbox().post("/sandbox/configurator", json!({"user_name": "installer"})).await.created();
                let token = made["token"].as_str().expect("a token");
                (made["id"].as_i64().expect("an id"), self.world.with_token(token))
            }
            Role::Partner => panic!("a partner calls another API"),
        };
        let (http, headers) = match role {
            Role::Nobody => (nobody, Vec::new()),
            Role::Stranger => (self.world.with_token("wrong"), Vec::new()),
            Role::Session => {
                let mut browser = Browser::new(nobody.clone());
                assert!(browser.logs_in(PERSON, PASSWORD).await.is_some(), "the form lets them in");
                let cookies = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
                (nobody, vec![("Cookie", cookies), ("X-CSRFToken", browser.cookies["csrftoken"].clone())])
            }
            Role::ProviderKey => {
                self.world.sandbox().put("/sandbox/provider-keys", json!({"keys": [PROVIDER_KEY]})).await.ok();
                (nobody, vec![("D360-Api-Key", PROVIDER_KEY.to_owned())])
            }
            Role::User | Role::App | Role::Configurator | Role::Admin | Role::Partner => (own.clone(), Vec::new()),
        };
        let name = self.world.admin.get(&format!("/api/v1/users/{id}/")).await.ok()["username"].clone();
        Caller { role, http, headers, own, id: json!(id), name }
    }

    /// A person who sets a password and is activated: the id, and a token.
    async fn person(&self) -> (i64, Http) {
        let admin = &self.world.admin;
        let made = admin.post("/api/v1/users/", json!({"username": PERSON})).await.created();
        admin.put(&format!("/api/v1/users/{}/password/change/", made["id"]), json!({"password": PASSWORD})).await.ok();
        assert_eq!(self.world.nobody().get(made["activation_url"].as_str().expect("a URL")).await.status, 302);
        let login = json!({"username": PERSON, "password": PASSWORD});
        let token = self.world.nobody().post("/api/v1/auth/token/", login).await.ok();
        (made["id"].as_i64().expect("an id"), self.world.with_token(token["token"].as_str().expect("a token")))
    }

    /// A word that was not used yet.
    fn unused(&self, word: &str) -> String {
        format!("{word}{}", self.made.fetch_add(1, Ordering::Relaxed))
    }

    async fn first(&self, path: &str) -> Value {
        results(&self.world.admin.get(path).await.ok())[0].clone()
    }

    /// What the table means by a name: `new` is made for this call, `my` belongs to who calls.
    pub(super) async fn supply(&self, name: &str, caller: &Caller) -> Value {
        let admin = &self.world.admin;
        let mine = &caller.own;
        let made = async |who: &Http, path: &str, body: Value| who.post(path, body).await.created()["id"].clone();
        match name {
            "my id" => caller.id.clone(),
            "my name" => caller.name.clone(),
            // A new password would end the session.
            "my password" if caller.role == Role::Session => json!(PASSWORD),
            "my password" => {
                admin.put(&format!("/api/v1/users/{}/password/change/", caller.id), json!({"password": PASSWORD})).await.ok();
                json!(PASSWORD)
            }
            "my webhook" => made(mine, "/api/v1/webhooks/waba/", json!({"url": self.receiver.url, "headers": {"X-Bot": "demo"}})).await,
            "my device" => made(mine, "/api/v1/fcm_device_tokens/", json!({"token": self.unused("device")})).await,
            "my saved response" => made(mine, "/api/v1/saved_responses/", json!({"text": "Until six."})).await,
            "new name" => json!(self.unused("name")),
            "new user" => made(admin, "/api/v1/users/", json!({"username": self.unused("user")})).await,
            "new code" => {
                let user = json!({"username": self.unused("bot"), "profile": {"role": "app"}});
                let url = admin.post("/api/v1/users/", user).await.created()["activation_url"].clone();
                json!(url.as_str().and_then(|url| url.split_once("c=")).expect("a code").1)
            }
            "new refresh token" => admin.get("/api/v1/auth/refresh_token/2/").await.ok()["refresh_token"].clone(),
            "new tag" => made(admin, "/api/v1/tags/", json!({"name": self.unused("tag")})).await,
            "new chat tagging" => {
                let tag = made(admin, "/api/v1/tags/", json!({"name": self.unused("tag")})).await;
                made(admin, "/api/v1/chat_tagging/", json!({"tag": tag, "chat": ADA})).await
            }
            "new message tagging" => {
                let tag = made(admin, "/api/v1/tags/", json!({"name": self.unused("tag")})).await;
                let message = self.first("/api/v1/messages/?search=open").await["waba_payload"]["id"].clone();
                made(admin, "/api/v1/message_tagging/", json!({"tag": tag, "message": message})).await
            }
            "new template" => {
                let name = self.unused("template");
                let template = json!({"components": [{"type": "BODY", "text": "Hello."}]});
                self.world.sandbox().put(&format!("/sandbox/templates/{name}"), template).await.created();
                json!(name)
            }
            "template" => self.template.clone(),
            "message" => self.first("/api/v1/messages/?search=open").await["id"].clone(),
            "waba id" => self.first("/api/v1/messages/?search=open").await["waba_payload"]["id"].clone(),
            "media" => self.first("/api/v1/messages/?search=parcel").await["waba_payload"]["image"]["id"].clone(),
            "error" => self.first("/api/v1/errors/waba/").await["id"].clone(),
            "webhook URL" => json!(self.receiver.url),
            other => panic!("the house has no {other}"),
        }
    }
}
