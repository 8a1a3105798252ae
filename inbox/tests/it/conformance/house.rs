//! An inbox with something of everything, and those who call it.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{ADA, BEN, Http, Receiver, World, results};

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Nobody,
    /// Somebody with a token that nobody has.
    Stranger,
    User,
    App,
    /// The service account that the Partner API makes with an instance.
    Configurator,
    Admin,
    /// Somebody with a key of the Partner API.
    Partner,
}

impl Role {
    pub(super) const ALL: [Self; 6] = [Self::Nobody, Self::Stranger, Self::User, Self::App, Self::Configurator, Self::Admin];
}

/// Somebody, as they call.
pub(super) struct Caller {
    pub(super) role: Role,
    pub(super) http: Http,
    /// The user, or the admin where there is none.
    id: Value,
    name: Value,
}

impl Caller {
    /// Somebody who calls the Partner API, which knows no users.
    pub(super) fn partner(role: Role, http: Http) -> Self {
        Self { role, http, id: Value::Null, name: Value::Null }
    }
}

pub(super) struct House {
    pub(super) world: World,
    /// What answers the webhooks' calls.
    receiver: Receiver,
    template: Value,
    made: AtomicU64,
}

/// A small picture, as multipart.
pub(super) fn picture() -> (&'static str, Vec<u8>) {
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file_encoded\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    ("multipart/form-data; boundary=edge", format!("{head}picture\r\n--edge--\r\n").into_bytes())
}

impl House {
    pub(super) async fn open() -> Self {
        let world = World::start().await;
        let admin = world.admin.clone();
        for (name, status) in [("order_update", "approved"), ("winter_sale", "rejected")] {
            let template = json!({"components": [{"type": "BODY", "text": "Order {{1}}."}], "language": "en_US", "status": status});
            world.sandbox().put(&format!("/sandbox/templates/{name}"), template).await.created();
        }
        let book = json!([{"name": "Ada Moreno", "phone_numbers": [ADA], "email_addresses": ["ada@shop.example"]}, {"name": "Cleo"}]);
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
        for message in [
            json!({"text": {"body": "hi"}, "context": {"id": quoted}, "profile_name": "Ada Moreno"}),
            json!({"image": {"data": "cGljdHVyZQ==", "mime_type": "image/png", "caption": "my parcel"}}),
            json!({"voice": {"data": "c291bmQ=", "mime_type": "audio/ogg"}}),
            json!({"location": {"latitude": 52.5, "longitude": 13.4, "name": "Shop"}}),
            json!({"contacts": [{"name": {"formatted_name": "Cleo", "first_name": "Cleo"}, "phones": [{"phone": BEN}]}]}),
            json!({"reaction": {"message_id": quoted, "emoji": "👍"}}),
            json!({"text": {"body": "hello"}, "referral": {"source_url": "https://shop.example/ad", "source_type": "ad", "headline": "Sale"}}),
        ] {
            world.customer_sends(ADA, message).await;
        }
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
        let (id, http) = match role {
            Role::Nobody => (1, self.world.nobody()),
            Role::Stranger => (1, self.world.with_token("wrong")),
            Role::User => (2, self.world.mira().await),
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
            Role::Admin => (1, self.world.admin.clone()),
            Role::Partner => panic!("a partner calls another API"),
        };
        let name = self.world.admin.get(&format!("/api/v1/users/{id}/")).await.ok()["username"].clone();
        Caller { role, http, id: json!(id), name }
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
        let mine = if matches!(caller.role, Role::Nobody | Role::Stranger) { admin } else { &caller.http };
        let made = async |who: &Http, path: &str, body: Value| who.post(path, body).await.created()["id"].clone();
        match name {
            "my id" => caller.id.clone(),
            "my name" => caller.name.clone(),
            "my password" => {
                admin.put(&format!("/api/v1/users/{}/password/change/", caller.id), json!({"password": "a-Secret-17"})).await.ok();
                json!("a-Secret-17")
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
