//! The inbox against the OpenAPI documents: every operation, by everybody, and each answer held against its schema.
//!
//! What came out is kept in `snapshots/`: which operation answered whom with what. `INSTA_UPDATE=always` writes it anew.

mod document;
mod findings;
mod house;
mod integration;
mod members;
mod pages;
mod partner;
mod rarely;
mod routes;
mod schema;
mod table;
mod told;
mod typed;
mod variations;
mod walk;

use std::collections::BTreeSet;

use document::{Document, INTEGRATION, Operation, PARTNER};
use table::May;

/// What the document describes in words: the login form, and the way in with a refresh token.
const IN_WORDS: [&str; 3] = ["GET /app", "GET /login", "POST /login"];

#[test]
fn the_document_the_table_and_the_routes_have_the_same_operations() {
    let document = &*INTEGRATION;
    let documented: BTreeSet<&str> = document.operations.iter().map(|operation| operation.id.as_str()).collect();
    let lines = table::lines();
    assert_eq!((documented.len(), document.operations.len()), (84, 84));
    assert_eq!(lines.iter().map(|line| line.id).collect::<BTreeSet<_>>(), documented);
    let places = |document: &Document| document.operations.iter().map(Operation::place).collect::<BTreeSet<_>>();
    let served = routes::integration();
    assert_eq!(served, places(document).into_iter().chain(IN_WORDS.map(String::from)).collect());
    assert_eq!(routes::partner(), places(&PARTNER));
    for line in lines {
        let operation = document.operation(line.id);
        assert!(!operation.summary.ends_with("(admin)") || line.may == May::Admins, "{}: who may?", line.id);
        let open = matches!(line.may, May::Anybody | May::AnybodyTrue);
        assert_eq!(operation.open, open, "{}: credentials?", line.id);
    }
}
