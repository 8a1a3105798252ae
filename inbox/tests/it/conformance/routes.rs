//! The routes, read off the source: a router does not tell what it has.

use std::collections::BTreeSet;

use axum::http::Method;

use super::document::place;

const API: &str = include_str!("../../../src/api.rs");
const PARTNER_API: &str = include_str!("../../../src/partner/api.rs");

/// The places of the Integration API.
pub(super) fn integration() -> BTreeSet<String> {
    of(API)
}

/// The places of the Partner API.
pub(super) fn partner() -> BTreeSet<String> {
    of(PARTNER_API)
}

fn of(source: &str) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for route in source.split(".route(\"").skip(1) {
        let (path, rest) = route.split_once('"').expect("a path ends");
        let handlers = rest.lines().next().unwrap_or_default();
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let call = format!("{}(", method.as_str().to_ascii_lowercase());
            if [' ', '.'].iter().any(|before| handlers.contains(&format!("{before}{call}"))) {
                places.insert(place(&method, path));
            }
        }
    }
    places
}
