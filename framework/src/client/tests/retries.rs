//! What the client repeats by itself, and what it never does.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;
use jiff::Timestamp;
use serde_json::json;

use super::{ada, hello};
use crate::client::fake::{self, Server};
use crate::client::{Api, ApiConfig, ApiErrorKind, Retries, Timeouts};
use crate::clock::Clock;
use crate::wire::{ChatAssignmentRequest, ReceivedMark, Secret, TaggingId};

/// A clock on which waiting takes no time, and is written down.
#[derive(Debug, Default)]
struct Hasty {
    waits: Mutex<Vec<Duration>>,
}

#[async_trait::async_trait]
impl Clock for Hasty {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    async fn sleep_until(&self, time: Timestamp) {
        self.waits.lock().unwrap().push(time.duration_since(self.now()).try_into().unwrap());
    }
}

impl Hasty {
    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

/// An inbox that answers `failures` calls with this status, and all others well.
async fn failing(failures: usize, status: u16, headers: &'static [(&'static str, &'static str)]) -> (Server, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let answer = async move || {
        let is_failure = counted.fetch_add(1, Ordering::SeqCst) < failures;
        let status = if is_failure { StatusCode::from_u16(status).unwrap() } else { StatusCode::OK };
        let headers: axum::http::HeaderMap = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        (status, headers, json!({"id": 4, "username": "mira"}).to_string())
    };
    (Server::start(Router::new().fallback(any(answer))).await, calls)
}

fn patient(base: &Api) -> (Api, Arc<Hasty>) {
    let clock = Arc::new(Hasty::default());
    let config = ApiConfig {
        base: base.base().clone(),
        token: Some(Secret::new("s3cret")),
        timeouts: Timeouts::default(),
        clock: Arc::<Hasty>::clone(&clock),
    };
    (Api::new(config).unwrap().with_retries(Retries::default()), clock)
}

#[tokio::test]
async fn reading_is_repeated_with_waits_that_grow_and_end() {
    let (server, calls) = failing(2, 502, &[]).await;
    let (api, clock) = patient(&server.api());
    assert_eq!(api.retrieve_current_user().await.unwrap().username, "mira");
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    let waits = clock.waits();
    assert!(waits[0] >= Duration::from_millis(200) && waits[1] >= Duration::from_millis(400) && waits.len() == 2, "{waits:?}");

    let (server, calls) = failing(100, 500, &[]).await;
    let (api, clock) = patient(&server.api());
    assert_eq!(api.retrieve_current_user().await.unwrap_err().status(), Some(500));
    assert_eq!((calls.load(Ordering::SeqCst), clock.waits().len()), (4, 3));
    assert!(clock.waits().iter().all(|wait| *wait <= Duration::from_secs(5)), "{:?}", clock.waits());
}

#[tokio::test]
async fn an_inbox_that_is_not_there_is_asked_again() {
    let (api, clock) = patient(&fake::api(fake::nobody()));
    assert_eq!(api.retrieve_current_user().await.unwrap_err().kind(), ApiErrorKind::Unreachable);
    assert_eq!(clock.waits().len(), 3);
}

#[tokio::test]
async fn the_wait_that_the_inbox_asks_for_is_kept_and_one_too_long_is_none() {
    let (server, _) = failing(1, 429, &[("retry-after", "3")]).await;
    let (api, clock) = patient(&server.api());
    api.retrieve_current_user().await.unwrap();
    assert_eq!(clock.waits(), [Duration::from_secs(3)]);

    let (server, calls) = failing(1, 429, &[("retry-after", "60")]).await;
    let (api, clock) = patient(&server.api());
    assert_eq!(api.retrieve_current_user().await.unwrap_err().retry_after(), Some(Duration::from_secs(60)));
    assert_eq!((calls.load(Ordering::SeqCst), clock.waits().len()), (1, 0));
}

#[tokio::test]
async fn what_changes_something_is_never_repeated() {
    for status in [500, 503, 504] {
        let (server, calls) = failing(100, status, &[]).await;
        let (api, _) = patient(&server.api());
        api.create_message(&hello()).await.unwrap_err();
        api.update_chat_assignment(&ada(), &ChatAssignmentRequest::default()).await.unwrap_err();
        api.partial_update_chat_assignment(&ada(), &ChatAssignmentRequest::default()).await.unwrap_err();
        api.destroy_chat_tagging(TaggingId::new(1)).await.unwrap_err();
        api.activate(&Secret::new(format!("{}confirm_account?c=1", api.base()))).await.unwrap_err();
        assert_eq!(calls.load(Ordering::SeqCst), 5, "{status}");
    }
}

#[tokio::test]
async fn what_comes_to_the_same_twice_is_repeated() {
    let (server, calls) = failing(1, 500, &[]).await;
    let mark: ReceivedMark = serde_json::from_value(json!({"customer_wa_id": ada(), "timestamp": 5})).unwrap();
    patient(&server.api()).0.create_received_message_mark(&mark).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refusal_is_final_and_nobody_repeats_unasked() {
    let (server, calls) = failing(100, 404, &[]).await;
    patient(&server.api()).0.retrieve_current_user().await.unwrap_err();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    let (server, calls) = failing(100, 503, &[]).await;
    server.api().retrieve_current_user().await.unwrap_err();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}
