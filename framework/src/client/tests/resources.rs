//! Chats, users and templates: what leaves, and what is made of the answers.

use axum::http::StatusCode;
use serde_json::json;

use super::{ada, recorder};
use crate::wire::{Availability, ChatAccess, GroupId, ResolvedState, UserId, UserPermissions, UserUpdateRequest};

#[tokio::test]
async fn states_leave_as_the_contract_says() {
    let (server, log) = recorder(StatusCode::OK, &[], json!({"resolved": true, "is_available": false})).await;
    let api = server.api();
    assert!(api.resolve_chat(&ada(), &ResolvedState::resolved()).await.unwrap().resolved);
    assert!(!api.update_user_availability(UserId::new(2), &Availability::away()).await.unwrap().is_available);
    let seen: Vec<_> = log.lock().unwrap().iter().map(|seen| (seen.line.clone(), seen.body.clone())).collect();
    assert_eq!(seen[0], ("PATCH /api/v1/chats/491713920001/resolve".to_owned(), json!({"resolved": true})));
    assert_eq!(seen[1], ("PATCH /api/v1/users/2/availability".to_owned(), json!({"is_available": false})));
}

#[tokio::test]
async fn only_what_changes_of_a_user_leaves() {
    let (server, log) =
        recorder(StatusCode::OK, &[], json!({"id": 3, "username": "mira", "permissions": {"can_read_chats": "group"}})).await;
    let permissions = UserPermissions { can_read_chats: Some(ChatAccess::Group), ..UserPermissions::default() };
    let changes = UserUpdateRequest {
        permissions: Some(permissions.clone()),
        group_ids: Some(vec![GroupId::new(1)]),
        ..UserUpdateRequest::default()
    };
    let user = server.api().partial_update_user(UserId::new(3), &changes).await.unwrap();
    assert_eq!(user.permissions, Some(permissions));
    assert_eq!(server.api().retrieve_user(UserId::new(3)).await.unwrap(), user);
    let seen = log.lock().unwrap().clone();
    assert_eq!(seen[0].line, "PATCH /api/v1/users/3/");
    assert_eq!(seen[0].body, json!({"group_ids": [1], "permissions": {"can_read_chats": "group"}}));
    assert_eq!(seen[1].line, "GET /api/v1/users/3/");
}

#[tokio::test]
async fn a_template_in_two_languages_is_two() {
    let page = json!({"count": 2, "results": [
        {"name": "reminder", "language": "en", "status": "approved"},
        {"name": "reminder", "language": "de", "status": "rejected"},
    ]});
    let (server, log) = recorder(StatusCode::OK, &[], page).await;
    let templates = server.api().all_templates().await.unwrap();
    let told: Vec<_> = templates.iter().map(|template| (template.language.as_str(), template.is_approved())).collect();
    assert_eq!(told, [("en", true), ("de", false)]);
    assert_eq!(log.lock().unwrap()[0].line, "GET /api/v1/templates/?limit=500&offset=0");
}
