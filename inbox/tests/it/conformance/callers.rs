//! Those who call.

use serde_json::{Value, json};

use super::house::House;
use crate::world::{Browser, Http};

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
    /// A user who may read no chat and write to none.
    Blind,
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
    pub(super) own: Http,
    /// The user, or the admin where there is none.
    pub(super) id: Value,
    pub(super) name: Value,
}

impl Caller {
    /// Somebody who calls the Partner API, which knows no users.
    pub(super) fn partner(role: Role, http: Http) -> Self {
        Self { role, own: http.clone(), http, headers: Vec::new(), id: Value::Null, name: Value::Null }
    }
}

/// Who logs in by the form.
const PERSON: &str = "noor";

/// What people are given as a password.
pub(super) const PASSWORD: &str = "a-Secret-17";

const PROVIDER_KEY: &str = "a-key-of-360dialog";

impl House {
    /// Somebody of this role, logged in.
    pub(super) async fn caller(&self, role: Role) -> Caller {
        let nobody = self.world.nobody();
        let (id, own) = match role {
            Role::Nobody | Role::Stranger | Role::Admin | Role::ProviderKey => (1, self.world.admin.clone()),
            Role::User => (2, self.world.mira().await),
            Role::Session => self.person(PERSON).await,
            Role::Blind => {
                let (id, blind) = self.person("noa").await;
                let permissions = json!({"can_use_tags": true, "can_read_chats": "none", "can_write_to_chats": "none"});
                self.world.admin.patch(&format!("/api/v1/users/{id}/"), json!({"permissions": permissions})).await.ok();
                (id, blind)
            }
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
            Role::User | Role::App | Role::Configurator | Role::Admin | Role::Blind | Role::Partner => (own.clone(), Vec::new()),
        };
        let name = self.world.admin.get(&format!("/api/v1/users/{id}/")).await.ok()["username"].clone();
        Caller { role, http, headers, own, id: json!(id), name }
    }

    /// A person who sets a password and is activated: the id, and a token.
    async fn person(&self, username: &str) -> (i64, Http) {
        let admin = &self.world.admin;
        let made = admin.post("/api/v1/users/", json!({"username": username})).await.created();
        admin.put(&format!("/api/v1/users/{}/password/change/", made["id"]), json!({"password": PASSWORD})).await.ok();
        assert_eq!(self.world.nobody().get(made["activation_url"].as_str().expect("a URL")).await.status, 302);
        let login = json!({"username": username, "password": PASSWORD});
        let token = self.world.nobody().post("/api/v1/auth/token/", login).await.ok();
        (made["id"].as_i64().expect("an id"), self.world.with_token(token["token"].as_str().expect("a token")))
    }
}
