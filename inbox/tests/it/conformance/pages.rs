//! Lists, page by page: `next` and `previous` are whole URLs that keep what was asked for.

use serde_json::Value;

use super::document::{INTEGRATION, Operation};
use super::house::{House, Role};
use super::walk::Request;
use crate::world::Http;

/// A bare array, a page with names of its own, and one with a cursor, of which `previous` is not documented.
const UNLIKE: [&str; 3] = ["listHealthStatuses", "listBlockedContacts", "listContacts"];

/// Walks through a list with one entry on a page. The entries.
async fn entries(admin: &Http, inbox: &str, operation: &Operation, query: &[(&str, &str)]) -> Vec<Value> {
    let asked = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let mut page = admin.get(&format!("{}?{asked}", operation.path)).await.ok();
    let (mut found, mut before) = (Vec::new(), Value::Null);
    loop {
        let entries = page["results"].as_array().expect("a page has results").clone();
        assert!(entries.len() <= 1, "{}: more than was asked for", operation.id);
        assert_eq!(page["previous"].is_null(), found.is_empty(), "{}: {page}", operation.id);
        if let Some(previous) = page["previous"].as_str() {
            assert_eq!(admin.get(previous).await.ok()["results"], before, "{}: back to the page before", operation.id);
        }
        found.extend(entries.clone());
        before = entries.into();
        let Some(next) = page["next"].as_str() else { break };
        let (place, keeps) = next.split_once('?').expect("a query");
        assert_eq!(place, format!("{inbox}{}", operation.path), "{}", operation.id);
        for (name, value) in query {
            let kept = form_urlencoded::parse(keeps.as_bytes()).any(|(other, found)| other == *name && found == *value);
            assert!(kept, "{}: {next} lost {name}", operation.id);
        }
        page = admin.get(next).await.ok();
        assert!(found.len() < 1_000, "{}: it has no end", operation.id);
    }
    assert_eq!(page["count"], found.len(), "{}", operation.id);
    found
}

#[tokio::test]
async fn every_list_is_read_page_by_page() {
    let house = House::open().await;
    let (admin, inbox) = (&house.world.admin, house.world.inbox.url());
    let caller = house.caller(Role::Admin).await;
    let mut read = 0;
    for operation in INTEGRATION.operations.iter().filter(|operation| operation.id.starts_with("list")) {
        if UNLIKE.contains(&operation.id.as_str()) {
            continue;
        }
        let page = Request::carrying(None).send(operation, &caller).await.ok();
        let all = page["results"].as_array().unwrap_or_else(|| panic!("{} is no page", operation.id));
        let takes = |name: &str| operation.query_parameters().any(|parameter| parameter.name == name);
        if takes("limit") {
            assert_eq!(entries(admin, &inbox, operation, &[("limit", "1")]).await, *all, "{}", operation.id);
            read += usize::from(all.len() > 1);
        }
        if takes("search") {
            let found = entries(admin, &inbox, operation, &[("search", "o"), ("limit", "1")]).await;
            assert!(!found.is_empty() && found.len() <= all.len(), "{}", operation.id);
        }
    }
    assert!(read >= 6, "{read} lists have several pages");
}
