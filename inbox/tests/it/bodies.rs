//! Bodies without nested members, in all of their forms.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{ADA, Answer, Http, World};

/// How a body is written.
#[derive(Debug, Clone, Copy)]
enum Written {
    Json,
    Form,
    Multipart,
}

const ALL: [Written; 3] = [Written::Json, Written::Form, Written::Multipart];

async fn call(caller: &Http, written: Written, method: Method, path: &str, fields: &[(&str, &str)]) -> Answer {
    match written {
        Written::Json => {
            let body: Value =
                fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<serde_json::Map<_, _>>().into();
            caller.call(method, path, &[("Content-Type", "application/json")], body.to_string().into_bytes()).await
        }
        Written::Form => {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            caller.form(method, path, &body).await
        }
        Written::Multipart => caller.multipart(method, path, fields).await,
    }
}

#[tokio::test]
async fn every_flat_body_is_taken_in_every_form_with_and_without_the_final_slash() {
    let world = World::start().await;
    let waba_id = world.customer_says(ADA, "hi").await;
    for (index, written) in ALL.into_iter().enumerate() {
        let tag = format!("tag {index}");
        let name = format!("person{index}");
        let tag_id = call(&world.admin, written, Method::POST, "/api/v1/tags/", &[("name", &tag), ("web_inbox_color", "#fff")])
            .await
            .created()["id"]
            .to_string();
        let user =
            call(&world.admin, written, Method::POST, "/api/v1/users", &[("username", &name), ("first_name", "\u{c5}sa")]).await.created();
        assert_eq!(user["first_name"], "\u{c5}sa");
        let user = user["id"].to_string();
        let of_user = format!("/api/v1/users/{user}");
        for slash in ["", "/"] {
            for (method, path, status, fields) in [
                (Method::POST, String::from("/api/v1/auth/token"), 200, vec![("username", "admin"), ("password", "admin")]),
                (Method::POST, String::from("/api/v1/mark_as_received"), 200, vec![("customer_wa_id", ADA), ("timestamp", "1")]),
                (Method::PATCH, of_user.clone(), 200, vec![("last_name", "Lind"), ("group_ids", "1,3")]),
                (Method::PUT, format!("{of_user}/password/change"), 200, vec![("password", "a = b & c")]),
                (Method::PATCH, format!("{of_user}/availability"), 200, vec![("is_available", "false")]),
                (Method::PATCH, format!("/api/v1/chats/{ADA}/resolve"), 200, vec![("resolved", "true")]),
                (Method::PATCH, format!("/api/v1/chat_assignment/{ADA}"), 200, vec![("assigned_to_user", &user)]),
            ] {
                // In JSON a list is a list.
                let fields: Vec<_> =
                    fields.into_iter().filter(|(name, _)| *name != "group_ids" || !matches!(written, Written::Json)).collect();
                let answer = call(&world.admin, written, method, &format!("{path}{slash}"), &fields).await;
                assert_eq!(answer.status.as_u16(), status, "{written:?} {path}{slash}: {}", answer.json());
            }
        }
        for path in ["chat_tagging", "message_tagging"] {
            let target = if path == "chat_tagging" { ("chat", ADA) } else { ("message", waba_id.as_str()) };
            call(&world.admin, written, Method::POST, &format!("/api/v1/{path}"), &[("tag", &tag_id), target]).await.created();
        }
    }
}

#[tokio::test]
async fn a_list_in_a_form_is_a_field_that_comes_several_times() {
    let world = World::start().await;
    let groups = async |fields: &[(&str, &str)]| {
        let user = world.admin.multipart(Method::PATCH, "/api/v1/users/2/", fields).await.ok();
        user["groups"].as_array().expect("groups").iter().map(|group| group["id"].as_i64().expect("an id")).collect::<Vec<_>>()
    };
    assert_eq!(groups(&[("group_ids", "1"), ("group_ids", "3")]).await, [1, 3]);
    assert_eq!(groups(&[("group_ids", "2")]).await, [2]);
    assert_eq!(groups(&[("group_ids", "")]).await, [] as [i64; 0]);
    world.admin.form(Method::PATCH, "/api/v1/users/2/", "group_ids=1&group_ids=x").await.with_status(400);
}

#[tokio::test]
async fn a_multipart_body_that_breaks_off_is_refused() {
    let world = World::start().await;
    let whole = "--edge\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\norder\r\n--edge--\r\n";
    let post = async |kind: &str, body: &str| world.admin.call(Method::POST, "/api/v1/tags/", &[("Content-Type", kind)], body.into()).await;
    for (kind, body) in [
        ("multipart/form-data; boundary=edge", &whole[..40]),
        ("multipart/form-data; boundary=other", whole),
        ("multipart/form-data", whole),
    ] {
        let refused = post(kind, body).await.with_status(400);
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.starts_with("Multipart form parse error")), "{refused}");
    }
    assert_eq!(post("multipart/form-data; boundary=edge", whole).await.created()["name"], "order");
}

#[tokio::test]
async fn no_body_has_no_type_that_could_be_foreign() {
    let world = World::start().await;
    for (method, path, field) in [
        (Method::POST, "/api/v1/media/", "file_encoded"),
        (Method::POST, "/api/v1/settings/profile/photo/", "file_encoded"),
        (Method::POST, "/api/v1/tags/", "name"),
    ] {
        for headers in [&[][..], &[("Content-Type", "text/plain")]] {
            let refused = world.admin.call(method.clone(), path, headers, Vec::new()).await.with_status(400);
            assert!(refused[field].is_array(), "{path}: {refused}");
        }
        let foreign = world.admin.call(method, path, &[("Content-Type", "text/plain")], b"order".to_vec()).await;
        foreign.with_status(415);
    }
}
