//! How each operation is called so that it succeeds, and who may.
//!
//! A text that begins with `@` stands for what the house has or makes under that name.

use serde_json::{Value, json};

use super::house::Role;
use crate::world::{ADA, BEN};

/// One way to call an operation.
pub(super) struct Line {
    pub(super) id: &'static str,
    pub(super) may: May,
    pub(super) at: Vec<(&'static str, &'static str)>,
    pub(super) query: Vec<(&'static str, &'static str)>,
    pub(super) body: Option<Carried>,
}

/// What a request carries.
pub(super) enum Carried {
    Json(Value),
    /// The picture of the house, as multipart.
    File,
}

/// Who may call: what the contract says, and `sandbox.md` where that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    Anybody,
    /// Whoever has no wrong credentials.
    AnybodyTrue,
    /// Whoever has credentials.
    Users,
    /// Users and admins; for an app and a Configurator there is no such thing.
    People,
    /// Whoever has credentials, but the Configurator of the Partner API.
    Messengers,
    Admins,
    /// Whoever is no admin. The document demands members from everybody that it lets admins change alone; who is none leaves them out.
    Others,
}

impl May {
    /// What this role is refused with; nothing when it may call.
    pub(super) fn refusals(self, role: Role) -> &'static [u16] {
        match (self, role.acts_as()) {
            (Self::Anybody, _) | (Self::AnybodyTrue, Role::Nobody) => &[],
            (_, Role::Nobody) => &[403],
            (_, Role::Stranger) => &[401],
            (Self::Others, Role::Admin | Role::Configurator) => &[400],
            (Self::People, Role::App | Role::Configurator) => &[404],
            (Self::Messengers, Role::Configurator) => &[403],
            (Self::Admins, Role::User | Role::App) => &[403],
            _ => &[],
        }
    }
}

fn line(id: &'static str, may: May) -> Line {
    Line { id, may, at: Vec::new(), query: Vec::new(), body: None }
}

impl Line {
    fn at(mut self, name: &'static str, value: &'static str) -> Self {
        self.at.push((name, value));
        self
    }

    fn query(mut self, name: &'static str, value: &'static str) -> Self {
        self.query.push((name, value));
        self
    }

    fn json(mut self, body: Value) -> Self {
        self.body = Some(Carried::Json(body));
        self
    }

    fn file(mut self) -> Self {
        self.body = Some(Carried::File);
        self
    }
}

pub(super) fn lines() -> Vec<Line> {
    use May::{Admins, Anybody, AnybodyTrue, Messengers, Others, People, Users};
    let exported = json!({
        "chat_text": "19.11.25, 09:00 - Cleo: Are you open?", "utc_offset_minutes": 60, "device_language_code": "de-DE",
        "chat_participants": [{"name": "Cleo", "phone_number": "+49 171 3920003"}], "media_files": [],
    });
    let template =
        json!({"name": "@new name", "category": "UTILITY", "language": "en_US", "components": [{"type": "BODY", "text": "Hello."}]});
    let whole_user = json!({
        "username": "@my name", "first_name": "Mira", "last_name": "Lind", "email": "mira@shop.example",
        "permissions": {"can_use_tags": true, "can_read_chats": "all", "can_write_to_chats": "all"},
    });
    let webhook = json!({"url": "@webhook URL", "on_incoming_message": true, "on_outgoing_message": false, "on_assigned": true, "headers": {"X-Bot": "demo"}});
    vec![
        line("retrieveApiRoot", AnybodyTrue),
        line("listHealthStatuses", Anybody),
        line("createAuthToken", Anybody).json(json!({"username": "mira", "password": "mira"})),
        line("retrieveRefreshToken", People).at("user", "@my id"),
        line("retrieveRefreshToken", Admins).at("user", "1"),
        line("convertRefreshToken", Anybody).json(json!({"refresh_token": "@new refresh token", "keep_refresh_token": true})),
        line("convertIdToken", Anybody).json(json!({"id_token": "@new refresh token"})),
        line("activateUser", Anybody).query("c", "@new code"),
        line("listWhatsAppAccounts", Users),
        line("listMessages", Messengers),
        line("createMessage", Messengers)
            .json(json!({"wa_id": ADA, "type": "text", "text": {"body": "On its way.", "preview_url": false}})),
        line("retrieveMessage", Messengers).at("id", "@message"),
        line("createReceivedMessageMark", Messengers).json(json!({"customer_wa_id": ADA, "timestamp": 1})),
        line("retrievePerson", Users).at("wa_id", ADA),
        line("listPeople", Users),
        line("listContacts", Users),
        line("listBlockedContacts", Users),
        line("resolveContact", Users).at("wa_id", ADA),
        line("verifyContacts", Users).json(json!({"contacts": ["+49 171 3920001"], "blocking": "wait", "force_check": false})),
        line("reportContact", Users).query("wa_id", ADA).json(json!({"reason": "spam", "block": false, "message_id": "@waba id"})),
        line("blockContact", Users).query("wa_id", BEN).json(json!({"reason": "spam"})),
        line("unblockContact", Users).query("wa_id", BEN).json(json!({"reason": ""})),
        line("listChats", Users),
        line("retrieveChat", Users).at("wa_id", ADA),
        line("resolveChat", Users).at("wa_id", ADA).json(json!({"resolved": true})),
        line("createChatImport", Messengers).json(exported),
        line("listTags", Users),
        line("createTag", Users).json(json!({"name": "@new name", "web_inbox_color": "#2a7"})),
        line("destroyTag", Users).at("id", "@new tag"),
        line("createChatTagging", Users).json(json!({"tag": "@new tag", "chat": ADA, "extra": {"order": 17}})),
        line("retrieveChatTagging", Users).at("id", "@new chat tagging"),
        line("destroyChatTagging", Users).at("id", "@new chat tagging"),
        line("listChatTaggingEvents", Users),
        line("createMessageTagging", Users).json(json!({"tag": "@new tag", "message": "@waba id", "extra": null})),
        line("retrieveMessageTagging", Users).at("id", "@new message tagging"),
        line("destroyMessageTagging", Users).at("id", "@new message tagging"),
        line("listMessageTaggingEvents", Users),
        line("retrieveChatAssignment", Users).at("wa_id", ADA),
        line("updateChatAssignment", Users).at("wa_id", ADA).json(json!({"wa_id": ADA, "assigned_to_user": 1, "assigned_group": null})),
        line("partialUpdateChatAssignment", Users).at("wa_id", ADA).json(json!({"wa_id": ADA, "assigned_group": 1})),
        line("listChatAssignmentEvents", Users),
        line("listSavedResponses", Users),
        line("createSavedResponse", Users).json(json!({"text": "Until six."})),
        line("deleteSavedResponse", Users).at("id", "@my saved response"),
        line("listTemplates", Users),
        line("createTemplate", Admins).json(template),
        line("destroyTemplate", Admins).at("name", "@new template"),
        line("checkTemplateRefreshStatus", Users),
        line("issueTemplateRefreshRequest", Users).json(json!({})),
        line("checkSettingsRefreshStatus", Users),
        line("issueSettingsRefreshRequest", Users).json(json!({})),
        line("retrieveBusinessProfileSettings", Users),
        line("partialUpdateBusinessProfileSettings", Users).json(json!({
            "address": "Main Street 1", "description": null, "email": "shop@shop.example", "messaging_product": "whatsapp",
            "vertical": "RETAIL", "websites": ["https://shop.example"],
        })),
        line("partialUpdateBusinessProfileSettings", Admins).json(json!({"about": "Open until six."})),
        line("retrieveProfileAbout", Users),
        line("updateProfileAbout", Admins).json(json!({"settings": {"profile": {"about": {"text": "Open until six."}}}})),
        line("updateProfileAbout", Admins).json(json!({"text": null})),
        line("updateProfilePhoto", Admins).file(),
        line("retrieveProfilePhoto", Admins),
        line("deleteProfilePhoto", Admins),
        line("createMediaFile", Users).file(),
        line("retrieveMediaFile", Anybody).at("id", "@media"),
        line("listUsers", Users),
        line("createNewUser", Admins).json(json!({
            "username": "@new name", "first_name": "Cleo", "last_name": "", "email": "cleo@shop.example", "profile": {"role": "app"},
        })),
        line("retrieveCurrentUser", Users),
        line("retrieveUser", Users).at("id", "1"),
        line("updateUser", Admins).at("id", "@my id").json(whole_user),
        line("updateUser", Others).at("id", "@my id").json(json!({"username": "@my name", "email": "mira@shop.example"})),
        line("partialUpdateUser", Admins)
            .at("id", "@new user")
            .json(json!({"profile": {"role": "user"}, "group_ids": [1, 2], "permissions": {"can_read_chats": "group"}})),
        line("partialUpdateUser", Users)
            .at("id", "@my id")
            .json(json!({"first_name": "Mira", "last_name": "Lind", "email": "mira@shop.example"})),
        line("updateUserAvailability", Users).at("id", "@my id").json(json!({"is_available": true})),
        line("changeUserPassword", Admins).at("id", "@new user").json(json!({"password": "a-Secret-17"})),
        line("resendActivationEmailNotification", Admins),
        line("listGroups", Users),
        line("retrieveGroup", Users).at("id", "1"),
        line("listWabaWebhooks", Users),
        line("createWabaWebhook", Users).json(webhook.clone()),
        line("retrieveWabaWebhook", Users).at("id", "@my webhook"),
        line("updateWabaWebhook", Users).at("id", "@my webhook").json(webhook),
        line("testWabaWebhook", Users).at("id", "@my webhook"),
        line("deleteWabaWebhook", Users).at("id", "@my webhook"),
        line("listWabaErrors", Users),
        line("retrieveWabaError", Users).at("id", "@error"),
        line("listFcmDeviceTokens", Users),
        line("registerFcmDeviceToken", Users).json(json!({"token": "@new name"})),
        line("updateFcmDeviceToken", Users).at("id", "@my device").json(json!({"token": "@new name"})),
        line("deregisterFcmDeviceToken", Users).at("id", "@my device"),
        line("changeMyPassword", Users).json(json!({"current_password": "@my password", "new_password": "a-Secret-17"})),
        line("logout", Users),
    ]
}
