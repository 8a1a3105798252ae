//! The client against the embedded inbox: what both make of the same page of the contract.

use std::sync::Arc;

use serde_json::{Value, json};
use switchboard_inbox::Inbox;

use super::ada;
use crate::client::{Api, ApiConfig, ApiErrorKind, ChatQuery, InboxUrl, MessageQuery, Paging, Timeouts, Upload};
use crate::clock::SystemClock;
use crate::wire::content::{Content, Image};
use crate::wire::{
    Availability, ChatAccess, CreateMessageRequest, NewUserRequest, OutgoingMessage, ResolvedState, Role, Secret, TemplateStatus, UserId,
    UserPermissions, UserProfile, UserUpdateRequest,
};

const MIRA: UserId = UserId::new(2);

/// An inbox in which Ada has written, its admin, and a bot.
async fn start() -> (Inbox, Api, Api) {
    let inbox = Inbox::start().await.unwrap();
    let base = InboxUrl::new(&inbox.url()).unwrap();
    let config = ApiConfig { base, token: Some(inbox.admin_token()), timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    let admin = Api::new(config).unwrap();
    sandbox(&inbox, &admin, &format!("customers/{}/messages", ada().as_str()), json!({"text": {"body": "hi"}})).await;
    let profile = Some(UserProfile::new(Role::App));
    let new = NewUserRequest { username: "shopbot".to_owned(), first_name: None, last_name: None, email: None, profile };
    let made = admin.create_new_user(&new).await.unwrap();
    let bot = admin.with_token(&admin.activate(&made.activation_url).await.unwrap().token);
    (inbox, admin, bot)
}

/// A call of the sandbox: PUT for templates, POST for all else.
async fn sandbox(inbox: &Inbox, api: &Api, path: &str, body: Value) {
    let url = format!("{}/sandbox/{path}", inbox.url());
    let http = &api.shared.http;
    let request = if path.starts_with("templates") { http.put(url) } else { http.post(url) };
    let answer = request.json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

#[tokio::test]
async fn a_chat_is_resolved_and_a_person_is_away() {
    let (_inbox, admin, bot) = start().await;
    let answer = bot.resolve_chat(&ada(), &ResolvedState::resolved()).await.unwrap();
    assert_eq!((answer.wa_id, answer.resolved), (Some(ada()), true));
    assert!(!bot.resolve_chat(&ada(), &ResolvedState::open()).await.unwrap().resolved);
    admin.update_user_availability(MIRA, &Availability::away()).await.unwrap();
    assert_eq!(bot.retrieve_user(MIRA).await.unwrap().profile.unwrap().is_available, Some(false));
    assert_eq!(bot.update_user_availability(MIRA, &Availability::available()).await.unwrap_err().status(), Some(403));
}

#[tokio::test]
async fn a_hidden_chat_does_not_exist() {
    let (_inbox, admin, bot) = start().await;
    let me = bot.retrieve_current_user().await.unwrap().id;
    let hide = |access: ChatAccess| UserUpdateRequest {
        permissions: Some(UserPermissions { can_read_chats: Some(access), ..UserPermissions::default() }),
        ..UserUpdateRequest::default()
    };
    let user = admin.partial_update_user(me, &hide(ChatAccess::Group)).await.unwrap();
    assert_eq!(user.permissions.unwrap().can_read_chats, Some(ChatAccess::Group));
    let error = bot.retrieve_chat(&ada()).await.unwrap_err();
    assert_eq!((error.status(), error.may_have_happened()), (Some(404), false));
    assert_eq!(bot.list_chats(&ChatQuery::default()).await.unwrap().count, 0);
    assert_eq!(bot.resolve_chat(&ada(), &ResolvedState::resolved()).await.unwrap_err().status(), Some(404));
    admin.partial_update_user(me, &hide(ChatAccess::All)).await.unwrap();
    assert_eq!(bot.retrieve_chat(&ada()).await.unwrap().wa_id, ada());
    assert_eq!(bot.partial_update_user(me, &hide(ChatAccess::All)).await.unwrap_err().status(), Some(403));
}

#[tokio::test]
async fn messages_of_one_second_are_read_once_each_by_small_pages() {
    let (inbox, _admin, bot) = start().await;
    for number in 0..30 {
        sandbox(&inbox, &bot, &format!("customers/{}/messages", ada().as_str()), json!({"text": {"body": format!("word {number}")}})).await;
    }
    let query = MessageQuery { paging: Paging { limit: Some(7), offset: None }, ..MessageQuery::of_chat(ada()) };
    let mut messages = bot.every_message(&query);
    let mut words = Vec::new();
    while let Some(message) = messages.next().await.unwrap() {
        words.extend(message.waba_payload.content.text().map(str::to_owned));
    }
    let mut expected: Vec<_> = (0..30).rev().map(|number| format!("word {number}")).collect();
    expected.push("hi".to_owned());
    assert_eq!(words, expected);
}

#[tokio::test]
async fn templates_tell_their_state() {
    let (inbox, _admin, bot) = start().await;
    sandbox(&inbox, &bot, "templates/reminder", json!({"components": [{"type": "BODY", "text": "See you at {{1}}."}]})).await;
    sandbox(&inbox, &bot, "templates/reminder", json!({"language": "de", "status": "rejected"})).await;
    let templates = bot.all_templates().await.unwrap();
    let told: Vec<_> = templates.iter().map(|template| (template.language.as_str(), &template.status)).collect();
    assert_eq!(told, [("de", &TemplateStatus::Rejected), ("en", &TemplateStatus::Approved)]);
    assert_eq!(templates[1].body_parameters(), 1);
}

#[tokio::test]
async fn a_file_goes_up_and_comes_down() {
    let (inbox, _admin, bot) = start().await;
    let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let file = bot.create_media_file(Upload::new("image/png", bytes.clone()).filename("cat.png")).await.unwrap();
    let image = Image { link: Some(file.link("image/jpeg")), ..Image::default() };
    let message = CreateMessageRequest { wa_id: ada(), message: OutgoingMessage::new(Content::Image(image)) };
    let sent = bot.retrieve_message(&bot.create_message(&message).await.unwrap().id).await.unwrap();
    let link = sent.waba_payload.content.media_link().unwrap().to_owned();
    let down = bot.retrieve_media_link(&link).await.unwrap();
    assert_eq!((down.mime_type(), down.length()), (Some("image/jpeg"), Some(800_000)));
    assert_eq!(down.bytes().await.unwrap(), bytes);
    let by_id = bot.retrieve_media_file(&file.id).await.unwrap();
    assert_eq!(by_id.mime_type(), Some("image/png"));
    assert!(by_id.at_most(799_999).bytes().await.is_err());

    let audio = json!({"audio": {"data": "T2dnUw==", "mime_type": "audio/ogg"}});
    sandbox(&inbox, &bot, &format!("customers/{}/messages", ada().as_str()), audio).await;
    let newest = bot.list_messages(&crate::client::MessageQuery::of_chat(ada())).await.unwrap().results.remove(0);
    let heard = bot.retrieve_media_link(newest.waba_payload.content.media_link().unwrap()).await.unwrap();
    assert_eq!(heard.bytes().await.unwrap(), b"OggS"[..]);
}

#[tokio::test]
async fn a_person_logs_in_by_the_form_of_the_page() {
    let (_inbox, admin, _bot) = start().await;
    let new = NewUserRequest { username: "vera".to_owned(), first_name: None, last_name: None, email: None, profile: None };
    let made = admin.create_new_user(&new).await.unwrap();
    // A browser goes on to the page for a first password; that the account is active by now is enough here.
    admin.shared.http.get(made.activation_url.expose()).send().await.unwrap();
    let password = Secret::new("a long enough 1");
    admin.change_user_password(made.user.id, &password).await.unwrap();
    let wrong = admin.log_in("vera", &Secret::new("another 1")).await.unwrap_err();
    assert_eq!((wrong.kind(), wrong.may_have_happened()), (ApiErrorKind::Refused, false));
    let session = admin.log_in("vera", &password).await.unwrap();
    let vera = admin.with_session(&session);
    let me = vera.retrieve_current_user().await.unwrap();
    assert_eq!(me.username, "vera");
    let named = UserUpdateRequest { first_name: Some("Vera".to_owned()), ..UserUpdateRequest::default() };
    vera.partial_update_user(me.id, &named).await.unwrap();
    vera.logout().await.unwrap();
    assert!(vera.retrieve_current_user().await.unwrap_err().is_unauthorized());
}
