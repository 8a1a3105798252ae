//! Lists to their end: by offset, and messages by time.

use std::collections::{BTreeSet, HashMap};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{ada, recorder};
use crate::client::fake::Server;
use crate::client::{Api, ChatQuery, ContactQuery, EventQuery, MessageQuery, Paging};
use crate::wire::{Message, Timestamp, WabaId};

/// Pages of an inbox whose messages were written at these seconds, newest first.
struct Listed {
    seconds: Vec<i64>,
    /// More than this on a page nobody gets.
    most: usize,
    /// What `count` says, when it lies.
    count: Option<usize>,
}

async fn list(State(listed): State<Arc<Listed>>, Query(query): Query<HashMap<String, String>>) -> String {
    let number = |name: &str| query.get(name).map(|value| value.parse::<i64>().unwrap());
    let before = number("before_time").unwrap_or(i64::MAX);
    let since = number("since_time").unwrap_or(i64::MIN);
    let matching: Vec<_> = listed.seconds.iter().enumerate().filter(|(_, second)| **second < before && **second >= since).collect();
    let limit = usize::try_from(number("limit").unwrap()).unwrap().min(listed.most);
    let results: Vec<Value> = matching
        .iter()
        .skip(usize::try_from(number("offset").unwrap_or(0)).unwrap())
        .take(limit)
        .map(|(place, second)| message(*place, **second))
        .collect();
    json!({"count": listed.count.unwrap_or(matching.len()), "results": results}).to_string()
}

fn message(place: usize, second: i64) -> Value {
    let words = json!({"id": format!("w-{place}"), "timestamp": second.to_string(), "type": "text", "text": {"body": "hi"}});
    json!({"id": format!("m-{place}"), "from_us": false, "customer_wa_id": ada(), "waba_payload": words})
}

async fn inbox(listed: Listed) -> Server {
    Server::start(Router::new().route("/api/v1/messages/", get(list)).with_state(Arc::new(listed))).await
}

/// The places of all messages that come, in their order.
async fn places(api: &Api, query: &MessageQuery) -> Vec<usize> {
    let mut messages = api.every_message(query);
    let mut places = Vec::new();
    while let Some(message) = messages.next().await.unwrap() {
        places.push(place(&message));
    }
    places
}

fn place(message: &Message) -> usize {
    message.id.as_ref().unwrap().as_str().trim_start_matches("m-").parse().unwrap()
}

fn by(limit: u64) -> MessageQuery {
    MessageQuery { paging: Paging { limit: Some(limit), offset: Some(7) }, ..MessageQuery::default() }
}

#[tokio::test]
async fn every_message_comes_once_whatever_shares_a_second() {
    for seconds in [
        vec![],
        vec![9],
        vec![9, 8, 7, 6, 5],
        vec![9, 8, 8, 8, 8, 8, 8, 8, 7],
        vec![5; 20],
        vec![9, 9, 9, 9, 5, 5, 5, 5, 5, 5, 1],
        (0..100).rev().flat_map(|second| vec![second; usize::try_from(second % 7).unwrap()]).collect(),
    ] {
        for limit in [1, 2, 3, 4, 5, 50] {
            let whole: Vec<_> = (0..seconds.len()).collect();
            let server = inbox(Listed { seconds: seconds.clone(), most: usize::MAX, count: None }).await;
            assert_eq!(places(&server.api(), &by(limit)).await, whole, "{seconds:?} by {limit}");
        }
    }
}

#[tokio::test]
async fn an_inbox_that_caps_pages_or_counts_wrongly_hides_nothing() {
    let seconds: Vec<_> = (0..40).rev().map(|place| place / 6).collect();
    for count in [None, Some(0), Some(2), Some(10_000)] {
        let server = inbox(Listed { seconds: seconds.clone(), most: 4, count }).await;
        assert_eq!(places(&server.api(), &by(100)).await, (0..40).collect::<Vec<_>>(), "{count:?}");
    }
}

#[tokio::test]
async fn the_bounds_of_the_query_hold() {
    let server = inbox(Listed { seconds: vec![9, 8, 7, 7, 6, 5], most: 100, count: None }).await;
    let (since_time, before_time) = (Some(Timestamp::from_seconds(6)), Some(Timestamp::from_seconds(9)));
    assert_eq!(places(&server.api(), &MessageQuery { since_time, before_time, ..by(2) }).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn an_inbox_that_repeats_a_page_for_ever_ends() {
    let (server, log) = recorder(axum::http::StatusCode::OK, &[], json!({"count": 2, "results": [message(0, 5), message(1, 5)]})).await;
    assert_eq!(places(&server.api(), &by(2)).await, [0, 1]);
    let lines: Vec<_> = log.lock().unwrap().iter().map(|seen| seen.line.clone()).collect();
    assert_eq!(
        lines,
        [
            "GET /api/v1/messages/?limit=2",
            "GET /api/v1/messages/?limit=2&before_time=6",
            "GET /api/v1/messages/?limit=2&offset=2&before_time=6"
        ]
    );
}

#[tokio::test]
async fn a_stream_ends_behind_its_error() {
    let server = inbox(Listed { seconds: vec![3, 2, 1], most: 2, count: None }).await;
    fn is_send<T: Send>(stream: T) -> T {
        stream
    }
    let messages: Vec<_> =
        is_send(server.api().every_message(&by(2)).into_stream()).map(|message| place(&message.unwrap())).collect().await;
    assert_eq!(messages, [0, 1, 2]);
    let (server, _log) = recorder(axum::http::StatusCode::FORBIDDEN, &[], json!({})).await;
    let mut chats = pin!(is_send(server.api().every_chat(&ChatQuery::default()).into_stream()));
    assert_eq!(chats.next().await.unwrap().unwrap_err().status(), Some(403));
    assert!(chats.next().await.is_none());
}

#[tokio::test]
async fn a_list_by_offset_keeps_its_filters_and_tells_each_entry_once() {
    // An entry came in front between two pages.
    let page = async |Query(query): Query<HashMap<String, String>>| {
        assert_eq!((query["limit"].as_str(), query["unread"].as_str()), ("2", "true"));
        let first: i64 = query["offset"].parse::<i64>().unwrap() - i64::from(query["offset"] != "0");
        let chats: Vec<_> = (first..(first + 2).min(5)).map(|n| json!({"wa_id": format!("49171392000{n}")})).collect();
        json!({"count": 6, "results": chats}).to_string()
    };
    let server = Server::start(Router::new().route("/api/v1/chats/", get(page))).await;
    let query = ChatQuery { unread: Some(true), paging: Paging { limit: Some(2), offset: None }, ..ChatQuery::default() };
    let chats: Vec<_> = server.api().every_chat(&query).into_stream().map(|chat| chat.unwrap().wa_id).collect().await;
    assert_eq!(chats.len(), 5);
    assert_eq!(chats.iter().collect::<BTreeSet<_>>().len(), 5);
}

#[tokio::test]
async fn contacts_go_on_by_their_cursor() {
    let next = "https://inbox.example/api/v1/contacts/?limit=2&pages=a%20b";
    let (server, log) = recorder(axum::http::StatusCode::OK, &[], json!({"count": 9, "next": next, "results": []})).await;
    let api = server.api();
    let first = ContactQuery { limit: Some(2), ..ContactQuery::default() };
    let second = first.clone().following(&api.list_contacts(&first).await.unwrap()).unwrap();
    let page = api.list_contacts(&second).await.unwrap();
    assert_eq!(second.following(&page), None, "the same cursor once more");
    assert_eq!(log.lock().unwrap()[1].line, "GET /api/v1/contacts/?limit=2&pages=a+b");
}

#[tokio::test]
async fn every_contact_comes_whatever_the_cursor_is_called() {
    let page = async |Query(query): Query<HashMap<String, String>>| {
        assert_eq!(query["search"], "Ada");
        let cursors = [None, Some("one b"), Some("two")];
        let at = cursors.iter().position(|cursor| query.get("pages").map(String::as_str) == *cursor).unwrap();
        let next = cursors.get(at + 1).map(|cursor| format!("https://inbox.example/api/v1/contacts/?pages={}", cursor.unwrap()));
        json!({"count": 0, "next": next, "results": [{"name": format!("Ada {at}")}]}).to_string()
    };
    let server = Server::start(Router::new().route("/api/v1/contacts/", get(page))).await;
    let contacts = server.api().every_contact(&ContactQuery { search: Some("Ada".to_owned()), ..ContactQuery::default() });
    let names: Vec<_> = contacts.all().await.unwrap().into_iter().map(|contact| contact.name.unwrap()).collect();
    assert_eq!(names, ["Ada 0", "Ada 1", "Ada 2"]);
}

#[tokio::test]
async fn a_history_is_walked_by_time_with_its_filters() {
    let page = async |Query(query): Query<HashMap<String, String>>| {
        assert_eq!((query["wa_id"].as_str(), query["since_time"].as_str(), query["message_id"].as_str()), (ada().as_str(), "2", "w-1"));
        let before = query.get("before_time").map_or(i64::MAX, |second| second.parse().unwrap());
        let place = query.get("offset").map_or(0, |offset| offset.parse().unwrap());
        let tags = [("a", 5), ("b", 4), ("c", 4), ("d", 4), ("e", 2)].into_iter().enumerate().filter(|(_, (_, second))| *second < before);
        let events: Vec<_> = tags.skip(place).take(2).map(|(id, (name, second))| tagging(id, name, second)).collect();
        json!({"count": 5, "results": events}).to_string()
    };
    let server = Server::start(Router::new().route("/api/v1/message_tagging_events/", get(page))).await;
    let paging = Paging { limit: Some(2), offset: None };
    let query = EventQuery { wa_id: Some(ada()), since_time: Some(Timestamp::from_seconds(2)), paging, ..EventQuery::default() };
    let events = server.api().every_message_tagging_event(&query, Some(&WabaId::new("w-1"))).all().await.unwrap();
    let names: Vec<_> = events.iter().map(|event| event.tag.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
}

fn tagging(id: usize, name: &str, second: i64) -> Value {
    json!({"timestamp": second, "action": "added", "tag": {"id": id, "name": name}, "message": "w-1"})
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_keeps_no_other_from_being_read() {
    async fn list(Query(query): Query<HashMap<String, String>>) -> String {
        let before = query.get("before_time").map_or(i64::MAX, |second| second.parse().unwrap());
        let mut odd = message(1, 20);
        odd["customer_wa_id"] = "nobody".into();
        let listed = [(30, message(0, 30)), (20, odd), (10, message(2, 10))];
        let results: Vec<_> = listed.into_iter().filter(|(second, _)| *second < before).map(|(_, message)| message).collect();
        json!({ "count": results.len(), "results": results }).to_string()
    }
    let server = Server::start(Router::new().route("/api/v1/messages/", get(list))).await;
    let messages = server.api().every_message(&MessageQuery::default()).all().await.unwrap();
    let ids: Vec<_> = messages.iter().filter_map(|message| message.id.as_ref()).map(ToString::to_string).collect();
    assert_eq!(ids, ["m-0", "m-2"]);
}

#[tokio::test]
async fn what_is_written_while_a_list_is_read_takes_no_older_place() {
    /// Whoever asks a second time finds a message more, of the same second.
    async fn list(State(asked): State<Arc<AtomicUsize>>) -> String {
        let messages = match asked.fetch_add(1, Ordering::Relaxed) {
            0 => vec![message(2, 30), message(1, 30)],
            1 => vec![message(3, 30), message(2, 30), message(1, 30), message(0, 30)],
            _ => Vec::new(),
        };
        json!({ "count": 4, "results": messages }).to_string()
    }
    let server = Server::start(Router::new().route("/api/v1/messages/", get(list)).with_state(Arc::default())).await;
    let messages = server.api().every_message(&MessageQuery::default()).all().await.unwrap();
    let ids: Vec<_> = messages.iter().filter_map(|message| message.id.as_ref()).map(ToString::to_string).collect();
    assert_eq!(ids, ["m-2", "m-1", "m-0"], "the newest is of the time after");
}
