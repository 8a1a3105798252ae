use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::fake_inbox::{FakeInbox, Inhabitant};
use super::{Switches, WantedWebhook, ensure_webhook, remove_webhook, test_webhook, webhook_secret};
use crate::client::Api;
use crate::config::{InboxId, Place, PublicUrl, WebhookPath};
use crate::lifecycle::{Credentials, StartError};
use crate::wire::{Secret, User, UserId, WebhookId};

fn wanted(host: &str, secret: &str) -> WantedWebhook {
    WantedWebhook {
        public_url: PublicUrl::try_from(format!("https://{host}")).unwrap(),
        path: WebhookPath::try_from("/webhook/one".to_owned()).unwrap(),
        secret: Secret::new(secret),
        switches: Switches { incoming: true, outgoing: false, assigned: true },
    }
}

fn in_memory() -> Credentials {
    Credentials::open(&Place::Memory, &InboxId::new("one").unwrap()).unwrap()
}

/// An inbox with the bot's user 2 and another app, 3.
async fn inbox() -> (FakeInbox, Api, User) {
    let inbox = FakeInbox::start().await;
    inbox.house().users.extend([Inhabitant::new(2, "echo", "app"), Inhabitant::new(3, "other", "app")]);
    let api = inbox.api().with_token(&Secret::new("token-2-s3cret"));
    (inbox, api, User::new(UserId::new(2), "echo"))
}

fn registered(user: i64, id: i64, url: &str) -> Value {
    json!({"id": id, "user": {"id": user, "username": "u"}, "url": url, "headers": {}})
}

fn ids(inbox: &FakeInbox) -> Vec<i64> {
    inbox.house().webhooks.iter().map(|webhook| webhook["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_webhook_is_registered_once_and_then_left_alone() {
    let (inbox, api, me) = inbox().await;
    let (wanted, mut credentials) = (wanted("bot.example", "a&b"), in_memory());
    let id = ensure_webhook(&api, &me, &wanted, &mut credentials).await.unwrap();
    assert_eq!((id, credentials.webhook()), (WebhookId::new(7), Some(id)));
    assert_eq!(
        inbox.house().webhooks,
        [json!({
            "id": 7,
            "user": {"id": 2, "username": "echo"},
            "url": "https://bot.example/webhook/one?auth=a%26b",
            "on_incoming_message": true,
            "on_outgoing_message": false,
            "on_assigned": true,
            "headers": {"X-Switchboard-Secret": "a&b"},
        })]
    );

    inbox.take_calls();
    assert_eq!(ensure_webhook(&api, &me, &wanted, &mut credentials).await.unwrap(), id);
    assert_eq!(inbox.take_calls(), ["GET /api/v1/webhooks/waba/"]);
}

#[tokio::test]
async fn one_that_changed_is_corrected_and_keeps_what_others_set() {
    let (inbox, api, me) = inbox().await;
    let mut credentials = in_memory();
    let id = ensure_webhook(&api, &me, &wanted("old.example", "old"), &mut credentials).await.unwrap();
    inbox.house().webhooks[0]["event_format"] = "on_prem".into();
    inbox.house().webhooks[0]["headers"]["X-Proxy"] = "1".into();

    let mut wanted = wanted("new.example", "new");
    wanted.switches.outgoing = true;
    assert_eq!(ensure_webhook(&api, &me, &wanted, &mut credentials).await.unwrap(), id);
    let webhooks = inbox.house().webhooks.clone();
    assert_eq!(webhooks.len(), 1);
    assert_eq!(webhooks[0]["url"], "https://new.example/webhook/one?auth=new");
    assert_eq!(webhooks[0]["on_outgoing_message"], true);
    assert_eq!(webhooks[0]["headers"], json!({"X-Switchboard-Secret": "new", "X-Proxy": "1"}));
    assert_eq!(webhooks[0]["event_format"], "on_prem");
}

#[tokio::test]
async fn without_a_kept_id_it_is_found_by_its_url() {
    let (inbox, api, me) = inbox().await;
    let wanted = wanted("bot.example", "s");
    inbox.house().webhooks = vec![
        registered(3, 1, "https://bot.example/webhook/one?auth=x"),
        registered(2, 2, "https://bot.example/another"),
        registered(2, 4, "https://bot.example/webhook/one?auth=x"),
    ];
    let mut credentials = in_memory();
    assert_eq!(ensure_webhook(&api, &me, &wanted, &mut credentials).await.unwrap(), WebhookId::new(4));
    assert_eq!((ids(&inbox), credentials.webhook()), (vec![1, 2, 4], Some(WebhookId::new(4))));
}

#[tokio::test]
async fn on_this_machine_another_port_is_the_same_webhook() {
    let (inbox, api, me) = inbox().await;
    inbox.house().webhooks = vec![
        registered(2, 1, "http://127.0.0.1:4000/webhook/another"),
        registered(2, 2, "http://localhost:4000/webhook/one?auth=x"),
        registered(2, 3, "https://bot.example/webhook/one"),
    ];
    let mut wanted = wanted("bot.example", "s");
    wanted.public_url = PublicUrl::of_this_machine("127.0.0.1:5000".parse().unwrap());
    assert_eq!(ensure_webhook(&api, &me, &wanted, &mut in_memory()).await.unwrap(), WebhookId::new(2));
    assert_eq!(ids(&inbox), [1, 2, 3]);
    assert_eq!(inbox.house().webhooks[1]["url"], "http://127.0.0.1:5000/webhook/one?auth=s");
}

#[tokio::test]
async fn doubles_are_taken_away_and_the_kept_one_stays() {
    let (inbox, api, me) = inbox().await;
    inbox.house().webhooks = vec![
        registered(2, 4, "https://bot.example/webhook/one"),
        registered(2, 5, "https://bot.example/webhook/one?auth=x"),
        registered(3, 6, "https://bot.example/webhook/one"),
    ];
    let mut credentials = in_memory();
    credentials.change(|kept| kept.webhook = Some(WebhookId::new(5))).unwrap();
    assert_eq!(ensure_webhook(&api, &me, &wanted("bot.example", "s"), &mut credentials).await.unwrap(), WebhookId::new(5));
    assert_eq!(ids(&inbox), [5, 6]);
}

#[tokio::test]
async fn one_that_is_gone_or_anothers_is_registered_anew() {
    let (inbox, api, me) = inbox().await;
    // The kept id was given to somebody else after the inbox lost its data.
    inbox.house().webhooks = vec![registered(3, 5, "https://other.example/")];
    let mut credentials = in_memory();
    credentials.change(|kept| kept.webhook = Some(WebhookId::new(5))).unwrap();
    let id = ensure_webhook(&api, &me, &wanted("bot.example", "s"), &mut credentials).await.unwrap();
    assert_eq!((ids(&inbox), credentials.webhook()), (vec![5, id.get()], Some(id)));
    assert_eq!(inbox.house().webhooks[0]["url"], "https://other.example/");
}

#[tokio::test]
async fn one_that_is_not_needed_any_more_is_taken_away_and_no_others() {
    let (inbox, api, me) = inbox().await;
    let mut credentials = in_memory();
    remove_webhook(&api, &me, &mut credentials).await.unwrap();
    assert!(inbox.take_calls().is_empty(), "there never was one");

    let own = ensure_webhook(&api, &me, &wanted("bot.example", "s"), &mut credentials).await.unwrap();
    inbox.house().webhooks.extend([registered(3, 1, "https://bot.example/webhook/one"), registered(2, 2, "https://bot.example/another")]);
    remove_webhook(&api, &me, &mut credentials).await.unwrap();
    assert_eq!((ids(&inbox), credentials.webhook()), (vec![1, 2], None));

    // After the inbox lost its data, the kept id is another app's.
    credentials.change(|kept| kept.webhook = Some(WebhookId::new(1))).unwrap();
    remove_webhook(&api, &me, &mut credentials).await.unwrap();
    assert_eq!((ids(&inbox), credentials.webhook()), (vec![1, 2], None));
    assert_ne!(own, WebhookId::new(1));
}

#[tokio::test]
async fn a_webhook_that_the_inbox_cannot_call_is_told_without_its_secret() {
    let (inbox, api, me) = inbox().await;
    let wanted = wanted("bot.example", "s3cret");
    let id = ensure_webhook(&api, &me, &wanted, &mut in_memory()).await.unwrap();
    test_webhook(&api, id, &wanted).await.unwrap();

    inbox.house().test_answer = Some((StatusCode::BAD_REQUEST, json!({"reason": "connection refused"})));
    let error = test_webhook(&api, id, &wanted).await.unwrap_err();
    let words = format!("{error} {error:?}");
    assert!(matches!(error, StartError::WebhookUnreachable { .. }) && words.contains("https://bot.example/webhook/one"), "{words}");
    assert!(!words.contains("s3cret"), "{words}");
}

#[test]
fn the_secret_is_made_once_and_a_configured_one_wins() {
    let mut credentials = in_memory();
    let made = webhook_secret(None, &mut credentials).unwrap();
    assert!(webhook_secret(None, &mut credentials).unwrap() == made);
    let configured = Secret::new("configured");
    assert!(webhook_secret(Some(&configured), &mut credentials).unwrap() == configured);
    assert!(credentials.webhook_secret() == Some(&made));
}
