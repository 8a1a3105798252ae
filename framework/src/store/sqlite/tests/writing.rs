//! The queue, the batches, and a disk that is full.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::Poll;

use super::{Files, integrity};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::writer::{QUEUE, QUEUE_BYTES};
use crate::store::{Delivery, EventKey, InboxId, Ingested, Lane, NewEvent, Store, StoreError};

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Vec<Ingested>, StoreError>> + Send + 'a>>;

fn inbox() -> InboxId {
    InboxId::new("main").unwrap()
}

fn delivery(key: &str, bytes: usize) -> Delivery {
    let event = NewEvent { key: EventKey::new(key), lane: Lane::Inbox, kind: "unknown".to_owned(), part: 0, end: None };
    Delivery::new(vec![7; bytes], jiff::Timestamp::UNIX_EPOCH, vec![event])
}

async fn ingest(store: &SqliteStore, key: &str, bytes: usize) -> Result<Vec<Ingested>, StoreError> {
    store.ingest(&inbox(), delivery(key, bytes)).await
}

/// Puts a call into the queue of a store whose thread is held. One that is refused is refused at once.
async fn queue(store: &SqliteStore, key: String, bytes: usize) -> Result<Answer<'_>, StoreError> {
    let mut call: Answer<'_> = Box::pin(async move { ingest(store, &key, bytes).await });
    match poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await {
        Poll::Pending => Ok(call),
        Poll::Ready(answer) => Err(answer.expect_err("the thread is held and cannot have answered")),
    }
}

/// Holds the store's thread until the sender is dropped.
async fn hold(store: &Arc<SqliteStore>) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel();
    let (arrived, mut arrival) = tokio::sync::mpsc::unbounded_channel();
    let store = Arc::clone(store);
    tokio::spawn(async move {
        let wait = move |_: &_| {
            let _ = arrived.send(());
            let _ = released.recv();
            Ok(())
        };
        store.writer.read(wait).await
    });
    arrival.recv().await.unwrap();
    release
}

/// Lets the store grow by so many pages at most.
async fn limit(store: &SqliteStore, pages: i64) {
    let limit = move |db: &rusqlite::Connection| {
        let now: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
        db.pragma_update_and_check(None, "max_page_count", now + pages, |_| Ok(()))?;
        Ok(())
    };
    store.writer.read(limit).await.unwrap();
}

async fn is_known(store: &SqliteStore, key: &str) -> bool {
    store.chat_of_message(&inbox(), &EventKey::new(key)).await.unwrap().is_some()
}

#[tokio::test]
async fn s25_of_64_intakes_in_one_batch_only_the_bad_one_fails() {
    let files = Files::new();
    let store = Arc::new(files.store());
    let held = hold(&store).await;
    let mut answers = Vec::new();
    for number in 0..64 {
        // An empty key breaks the schema's rule.
        let key = if number == 40 { String::new() } else { number.to_string() };
        answers.push(queue(&store, key, 10).await.unwrap());
    }
    drop(held);
    for (number, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.await.is_ok(), number != 40, "{number}");
    }
    assert!(is_known(&store, "39").await && is_known(&store, "41").await && !is_known(&store, "").await);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_loses_nothing() {
    let files = Files::new();
    let store = Arc::new(files.store());
    let held = hold(&store).await;
    let mut answers = Vec::new();
    for number in 0..QUEUE {
        answers.push(queue(&store, number.to_string(), 10).await.unwrap());
    }
    for key in ["one more", "and one more"] {
        let refused = queue(&store, key.to_owned(), 10).await.err().unwrap();
        assert!(matches!(refused, StoreError::Overloaded), "{refused:?}");
    }
    drop(held);
    for answer in answers {
        answer.await.unwrap();
    }
    assert!(!is_known(&store, "one more").await);
    ingest(&store, "one more", 10).await.unwrap();
}

#[tokio::test]
async fn bodies_fill_the_queue_too() {
    let files = Files::new();
    let store = Arc::new(files.store());
    let held = hold(&store).await;
    let large = QUEUE_BYTES / 4;
    let mut answers = Vec::new();
    for number in 0..4 {
        answers.push(queue(&store, number.to_string(), large).await.unwrap());
    }
    assert!(matches!(queue(&store, "5".to_owned(), 1).await.err().unwrap(), StoreError::Overloaded));
    drop(held);
    for answer in answers {
        answer.await.unwrap();
    }
    // Even what is larger than the queue finds room when nothing else waits.
    ingest(&store, "huge", QUEUE_BYTES + 1).await.unwrap();
    ingest(&store, "small", 1).await.unwrap();
}

#[tokio::test]
async fn dropping_the_store_finishes_what_was_accepted() {
    let files = Files::new();
    {
        let store = Arc::new(files.store());
        let held = hold(&store).await;
        for number in 0..1000 {
            // The one who asked is gone at once; the call was accepted all the same.
            drop(queue(&store, number.to_string(), 10).await.unwrap());
        }
        drop(held);
        // The task that held the thread lets go of the store when it was answered.
        let mut store = store;
        let store = loop {
            match Arc::try_unwrap(store) {
                Ok(store) => break store,
                Err(shared) => store = shared,
            }
            tokio::task::yield_now().await;
        };
        drop(store);
    }
    let store = files.store();
    for number in 0..1000 {
        assert!(is_known(&store, &number.to_string()).await, "{number}");
    }
}

#[tokio::test]
async fn a_full_disk_fails_what_does_not_fit_and_nothing_else() {
    let files = Files::new();
    let store = Arc::new(files.store());
    limit(&store, 40).await;
    let held = hold(&store).await;
    let mut answers = Vec::new();
    for (key, bytes) in [("a", 10), ("huge", 1 << 20), ("b", 10), ("", 10), ("c", 10)] {
        answers.push((key, queue(&store, key.to_owned(), bytes).await.unwrap()));
    }
    drop(held);
    for (key, answer) in answers {
        match (key, answer.await) {
            ("huge", Err(StoreError::Failed(cause))) => assert!(cause.contains("full"), "{cause}"),
            ("", Err(StoreError::Failed(cause))) => assert!(cause.contains("CHECK"), "{cause}"),
            ("a" | "b" | "c", Ok(_)) => {}
            (key, other) => panic!("{key}: {other:?}"),
        }
    }
    assert!(!is_known(&store, "huge").await);
    assert_eq!(integrity(&store).await, "ok");
}

#[tokio::test]
async fn a_full_disk_works_again_when_there_is_space() {
    let files = Files::new();
    let store = files.store();
    limit(&store, 40).await;
    let mut kept = Vec::new();
    let error = loop {
        let key = kept.len().to_string();
        match ingest(&store, &key, 3000).await {
            Ok(_) => kept.push(key),
            Err(error) => break error,
        }
    };
    assert!(matches!(&error, StoreError::Failed(cause) if cause.contains("full")), "{error:?}");
    // Reading goes on, and a write that fits in what there is may pass or fail, but tells the truth.
    for key in &kept {
        assert!(is_known(&store, key).await, "{key}");
    }
    ingest(&store, "again", 8000).await.unwrap_err();
    assert!(!is_known(&store, "again").await);

    limit(&store, 1000).await;
    ingest(&store, "again", 8000).await.unwrap();
    assert_eq!(integrity(&store).await, "ok");
    drop(store);
    let store = files.store();
    for key in kept.iter().map(String::as_str).chain(["again"]) {
        assert!(is_known(&store, key).await, "{key}");
    }
}

#[tokio::test]
async fn a_commit_that_fails_fails_everybody_and_the_next_one_works() {
    let files = Files::new();
    let store = Arc::new(files.store());
    let held = hold(&store).await;
    let first = queue(&store, "a".to_owned(), 10).await.unwrap();
    let break_commit = store.writer.write(0, |db| {
        // A row without its parent is noticed at the commit only.
        db.pragma_update(None, "defer_foreign_keys", true)?;
        db.execute(
            "INSERT INTO event (inbox, key, lane, kind, delivery, part, state, attempts) VALUES ('main', 'orphan', 'i', '', 99, 0, 0, 0)",
            [],
        )?;
        Ok(())
    });
    let mut break_commit = Box::pin(break_commit);
    poll_fn(|context| Poll::Ready(break_commit.as_mut().poll(context))).await.is_pending();
    let last = queue(&store, "b".to_owned(), 10).await.unwrap();
    let bad = queue(&store, String::new(), 10).await.unwrap();
    drop(held);
    for answer in [first, last] {
        assert!(matches!(answer.await, Err(StoreError::Failed(cause)) if cause.contains("FOREIGN KEY")));
    }
    assert!(matches!(bad.await, Err(StoreError::Failed(cause)) if cause.contains("CHECK")), "its own error says more");
    assert!(break_commit.await.is_err());
    for key in ["a", "b", "orphan"] {
        assert!(!is_known(&store, key).await, "{key}");
    }
    ingest(&store, "a", 10).await.unwrap();
    assert_eq!(integrity(&store).await, "ok");
}

#[tokio::test]
async fn a_store_whose_thread_died_says_so() {
    let files = Files::new();
    let store = files.store();
    let died = store.writer.write(0, |_| -> Result<(), _> { panic!("as a test wants it") }).await;
    assert!(matches!(died, Err(StoreError::Failed(_))), "{died:?}");
    assert!(matches!(ingest(&store, "a", 10).await, Err(StoreError::Failed(_))));
}
