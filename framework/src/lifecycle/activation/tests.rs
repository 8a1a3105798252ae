use std::error::Error;
use std::path::PathBuf;

use axum::Router;

use super::super::fake_inbox::{ADMIN, FakeInbox, Inhabitant};
use super::{Admin, WantedUser, ensure_user};
use crate::client::fake::{self, Server};
use crate::config::{InboxId, Place, Username};
use crate::lifecycle::{Credentials, StartError};
use crate::wire::{Secret, UserId};

fn wanted() -> WantedUser {
    WantedUser { username: Username::of_crate("echo"), token: None, admin: None }
}

fn with_admin() -> WantedUser {
    WantedUser { admin: Some(Admin::Token(Secret::new(ADMIN))), ..wanted() }
}

fn with_login(password: &str) -> WantedUser {
    WantedUser { admin: Some(Admin::Login { username: "admin".to_owned(), password: Secret::new(password) }), ..wanted() }
}

fn open(place: &Place) -> Credentials {
    Credentials::open(place, &InboxId::new("one").unwrap()).unwrap()
}

fn in_memory() -> Credentials {
    open(&Place::Memory)
}

/// The sentence and its causes, none of which may show a secret.
fn sentence(error: &StartError) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words += &format!(": {cause}");
        source = cause.source();
    }
    assert!(!format!("{words} {error:?}").contains("s3cret"), "{words}");
    words
}

#[tokio::test]
async fn a_bot_makes_itself_at_home_and_stays() {
    let inbox = FakeInbox::start().await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Path(folder.path().join("credentials.json"));

    let (api, user) = ensure_user(&inbox.api(), &with_admin(), &mut open(&place)).await.unwrap();
    assert_eq!((user.id, user.username.as_str()), (UserId::new(2), "echo"));
    assert_eq!(api.retrieve_current_user().await.unwrap().id, user.id);
    let kept = open(&place).kept().cloned().unwrap();
    assert_eq!((kept.user, kept.activation_url), (Some(UserId::new(2)), None));
    assert_eq!(kept.token.as_ref().map(Secret::expose), Some("token-2-s3cret"));
    let text = std::fs::read_to_string(PathBuf::from(open(&place).place())).unwrap();
    assert!(!text.contains("confirm_account"), "the URL is forgotten");

    inbox.take_calls();
    ensure_user(&inbox.api(), &wanted(), &mut open(&place)).await.unwrap();
    assert_eq!(inbox.take_calls(), ["GET /api/v1/users/current/"]);
}

#[tokio::test]
async fn an_admin_may_log_in_by_name() {
    let inbox = FakeInbox::start().await;
    let (_, user) = ensure_user(&inbox.api(), &with_login(ADMIN), &mut in_memory()).await.unwrap();
    assert_eq!(user.username, "echo");

    let error = ensure_user(&inbox.api(), &with_login("wrong-s3cret"), &mut in_memory()).await.unwrap_err();
    assert!(sentence(&error).contains("inbox.admin_password"), "{error}");
}

#[tokio::test]
async fn a_configured_token_is_used_as_it_is() {
    let inbox = FakeInbox::start().await;
    inbox.house().users.push(Inhabitant::new(2, "other", "app"));
    let mut credentials = in_memory();
    credentials.change(|kept| kept.token = Some(Secret::new("an-old-s3cret"))).unwrap();
    let wanted = WantedUser { token: Some(Secret::new("token-2-s3cret")), ..with_admin() };
    let (_, user) = ensure_user(&inbox.api(), &wanted, &mut credentials).await.unwrap();
    assert_eq!(user.username, "other");
    assert_eq!(inbox.take_calls(), ["GET /api/v1/users/current/"]);
}

#[tokio::test]
async fn a_start_that_ended_before_the_activation_goes_on_with_it() {
    let inbox = FakeInbox::start().await;
    let mut user = Inhabitant::new(2, "echo", "app");
    user.is_active = false;
    inbox.house().users.push(user);
    let mut credentials = in_memory();
    credentials.change(|kept| kept.activation_url = Some(Secret::new(inbox.activation_url(2)))).unwrap();

    ensure_user(&inbox.api(), &wanted(), &mut credentials).await.unwrap();
    assert_eq!(inbox.take_calls(), ["GET /confirm_account", "GET /api/v1/users/current/"]);
    assert_eq!(credentials.kept().unwrap().activation_url, None);
}

#[tokio::test]
async fn a_start_that_ended_before_the_url_was_forgotten_forgets_it() {
    let inbox = FakeInbox::start().await;
    inbox.house().users.push(Inhabitant::new(2, "echo", "app"));
    let mut credentials = in_memory();
    credentials
        .change(|kept| {
            kept.activation_url = Some(Secret::new(inbox.activation_url(2)));
            kept.token = Some(Secret::new("token-2-s3cret"));
        })
        .unwrap();

    ensure_user(&inbox.api(), &wanted(), &mut credentials).await.unwrap();
    assert_eq!(inbox.take_calls(), ["GET /api/v1/users/current/"]);
    assert_eq!(credentials.kept().unwrap().activation_url, None);
}

#[tokio::test]
async fn a_start_that_ended_before_the_url_was_kept_is_repaired() {
    let inbox = FakeInbox::start().await;
    let mut user = Inhabitant::new(2, "echo", "app");
    user.is_active = false;
    inbox.house().users.push(user);
    let mut credentials = in_memory();
    ensure_user(&inbox.api(), &with_admin(), &mut credentials).await.unwrap();
    assert_eq!(credentials.kept().unwrap().token.as_ref().map(Secret::expose), Some("token-2-s3cret"));
}

#[tokio::test]
async fn a_lost_answer_of_the_activation_is_repaired() {
    let inbox = FakeInbox::start().await;
    inbox.house().lose_activations = 1;
    let mut credentials = in_memory();
    let (_, user) = ensure_user(&inbox.api(), &with_admin(), &mut credentials).await.unwrap();
    assert_eq!(user.username, "echo");
    assert_eq!(credentials.kept().unwrap().activation_url, None);

    // The same at a start of its own: the code is used up and the answer was never kept.
    let mut credentials = in_memory();
    credentials.change(|kept| kept.activation_url = Some(Secret::new(inbox.activation_url(2)))).unwrap();
    assert!(ensure_user(&inbox.api(), &with_admin(), &mut credentials).await.is_ok());
}

#[tokio::test]
async fn a_user_that_was_never_activated_and_gets_no_token_is_told() {
    let inbox = FakeInbox::start().await;
    let mut user = Inhabitant::new(2, "echo", "app");
    user.is_active = false;
    inbox.house().users.push(user);
    inbox.house().inactive_may_log_in = false;
    let error = ensure_user(&inbox.api(), &with_admin(), &mut in_memory()).await.unwrap_err();
    assert!(matches!(error, StartError::TokenLost { .. }) && sentence(&error).contains("`echo`"), "{error}");
}

#[tokio::test]
async fn a_person_is_never_locked_out() {
    let inbox = FakeInbox::start().await;
    for role in ["user", "admin"] {
        let mut mira = Inhabitant::new(2, "echo", role);
        mira.password = Some("mira".to_owned());
        inbox.house().users.truncate(1);
        inbox.house().users.push(mira);
        let error = ensure_user(&inbox.api(), &with_admin(), &mut in_memory()).await.unwrap_err();
        assert!(matches!(error, StartError::NameTaken { .. }) && sentence(&error).contains("`bot.username`"), "{error}");
        assert_eq!(inbox.house().users[1].password.as_deref(), Some("mira"));
    }
}

#[tokio::test]
async fn without_a_token_and_an_admin_the_sentence_names_both() {
    let inbox = FakeInbox::start().await;
    let error = ensure_user(&inbox.api(), &wanted(), &mut in_memory()).await.unwrap_err();
    let words = sentence(&error);
    assert!(["`inbox.token`", "`inbox.admin_username`", "`echo`"].iter().all(|key| words.contains(key)), "{words}");
    assert!(inbox.take_calls().is_empty());
}

#[tokio::test]
async fn a_wrong_token_is_told_by_where_it_came_from() {
    let inbox = FakeInbox::start().await;
    let configured = WantedUser { token: Some(Secret::new("wrong-s3cret")), ..wanted() };
    let error = ensure_user(&inbox.api(), &configured, &mut in_memory()).await.unwrap_err();
    assert!(sentence(&error).contains("`inbox.token`: set a valid one"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let mut credentials = open(&Place::Path(folder.path().join("bot.json")));
    credentials.change(|kept| kept.token = Some(Secret::new("wrong-s3cret"))).unwrap();
    let error = ensure_user(&inbox.api(), &wanted(), &mut credentials).await.unwrap_err();
    assert!(sentence(&error).contains("bot.json"), "{error}");
}

#[tokio::test]
async fn an_admin_who_is_none_is_told() {
    let inbox = FakeInbox::start().await;
    inbox.house().users.push(Inhabitant::new(2, "mira", "user"));
    let wanted = WantedUser { admin: Some(Admin::Token(Secret::new("token-2-s3cret"))), ..wanted() };
    let error = ensure_user(&inbox.api(), &wanted, &mut in_memory()).await.unwrap_err();
    assert!(matches!(error, StartError::AdminRefused { .. }) && sentence(&error).contains("`embedded.admin_token`"), "{error}");
}

#[tokio::test]
async fn what_is_no_inbox_and_what_does_not_answer_are_told_apart() {
    let configured = WantedUser { token: Some(Secret::new("s3cret")), ..wanted() };
    let error = ensure_user(&fake::api(fake::nobody()), &configured, &mut in_memory()).await.unwrap_err();
    assert!(matches!(error, StartError::Unreachable { .. }) && sentence(&error).contains("`inbox.url`"), "{error}");

    let page = async || "<html>It works!</html>";
    for server in [Server::start(Router::new()).await, Server::start(Router::new().fallback(page)).await] {
        let error = ensure_user(&server.api(), &configured, &mut in_memory()).await.unwrap_err();
        assert!(matches!(error, StartError::NoInboxThere { .. }) && sentence(&error).contains("`inbox.url`"), "{error}");
    }
}
