//! Starting, stopping, and going on with the same data.

use std::time::Duration;

use serde_json::json;
use switchboard_inbox::{Builder, Clock, Inbox, Secret, StartError};

use crate::world::{ADA, PATIENCE, Receiver, World, results};

#[tokio::test]
async fn an_inbox_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let builder = || Inbox::builder().data(folder.path().join("deep/inbox.db")).clock(Clock::starting_at(1_763_632_800));
    let world = World::with(builder()).await;
    let (bot_id, _) = world.app("shopbot").await;
    let mut receiver = Receiver::start().await;
    let webhook = json!({"url": receiver.url, "on_incoming_message": true});
    world.admin.post("/api/v1/webhooks/waba/", webhook).await.created();
    world.sandbox().post("/sandbox/webhooks/pause", json!({})).await.ok();
    for text in ["one", "two"] {
        world.customer_says(ADA, text).await;
    }
    world.admin.patch(&format!("/api/v1/chat_assignment/{ADA}/"), json!({"assigned_to_user": bot_id})).await.ok();
    let (id, token) = (world.inbox.id().to_owned(), world.inbox.admin_token());
    let listed = world.admin.get("/api/v1/messages/").await.ok();
    world.inbox.shutdown().await;
    assert!(receiver.rest().is_empty());

    let world = World::with(builder()).await;
    assert_eq!((world.inbox.id(), world.inbox.admin_token()), (id.as_str(), token));
    for text in ["one", "two"] {
        assert_eq!(receiver.call().await.body["messages"][0]["text"]["body"], text, "what was pending is delivered, in order");
    }
    assert!(receiver.call().await.body.get("chat_assignment").is_some());
    let again = world.admin.get("/api/v1/messages/").await.ok();
    let payloads = |page: &serde_json::Value| results(page).iter().map(|message| message["waba_payload"].clone()).collect::<Vec<_>>();
    assert_eq!(payloads(&again), payloads(&listed));
    assert_eq!(world.admin.get(&format!("/api/v1/chat_assignment/{ADA}/")).await.ok()["assigned_to_user"], bot_id);
}

#[tokio::test]
async fn an_advanced_clock_is_not_behind_its_data_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let virtual_clock = || Inbox::builder().data(folder.path().join("virtual.db")).clock(Clock::starting_at(1_763_632_800));
    let system_clock = || Inbox::builder().data(folder.path().join("system.db"));
    let starts: [&dyn Fn() -> Builder; 2] = [&virtual_clock, &system_clock];
    for builder in starts {
        let world = World::with(builder()).await;
        world.sandbox().post("/sandbox/clock/advance", json!({"seconds": 3_600})).await.ok();
        world.customer_says(ADA, "one").await;
        let clock = world.inbox.clock();
        let chat = world.admin.get(&format!("/api/v1/chats/{ADA}/")).await.ok();
        let told: i64 = chat["last_message"]["waba_payload"]["timestamp"].as_str().expect("a time").parse().expect("seconds");
        world.inbox.shutdown().await;

        let world = World::with(builder()).await;
        let now = world.inbox.clock().now_seconds();
        assert!(now >= told && now - clock.now_seconds() <= 60, "{now} {told}: advanced once, not twice");
        world.admin.post("/api/v1/mark_as_received/", json!({"customer_wa_id": ADA, "timestamp": told})).await.ok();
        world.customer_says(ADA, "two").await;
        let listed = world.admin.get("/api/v1/messages/").await.ok();
        assert_eq!(results(&listed)[0]["waba_payload"]["text"]["body"], "two", "what is new is on top");
        // Moved by nobody's call, and noted with the next thing that is written.
        world.inbox.clock().advance(Duration::from_secs(3_600));
        world.customer_says(ADA, "three").await;
        let now = world.inbox.clock().now_seconds();
        world.inbox.shutdown().await;
        assert!(World::with(builder()).await.inbox.clock().now_seconds() >= now);
    }
}

#[tokio::test]
async fn other_data_is_another_inbox() {
    let (one, other) = (World::start().await, World::start().await);
    assert_ne!(one.inbox.id(), other.inbox.id());
    assert_ne!(one.inbox.admin_token(), other.inbox.admin_token());
}

#[tokio::test]
async fn the_admins_token_can_be_chosen_and_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inbox.db");
    let builder = |token: &str| Inbox::builder().data(&file).admin_token(Secret::new(token));
    let world = World::with(builder("first")).await;
    assert_eq!(world.admin.get("/api/v1/users/current/").await.ok()["username"], "admin");
    world.inbox.shutdown().await;
    let world = World::with(builder("second")).await;
    world.admin.get("/api/v1/users/current/").await.ok();
    world.with_token("first").get("/api/v1/users/current/").await.with_status(401);
}

#[tokio::test]
async fn what_cannot_start_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inbox.db");
    let inbox = Inbox::builder().data(&file).start().await.expect("it starts");
    let taken = Inbox::builder().listen(inbox.addr().to_string()).start().await.expect_err("the port is taken");
    assert!(matches!(taken, StartError::Taken(_)), "{taken}");
    let locked = Inbox::builder().data(&file).start().await.expect_err("the file is in use");
    assert!(matches!(locked, StartError::Locked(_)), "{locked}");
    let nowhere = Inbox::builder().listen("nowhere").start().await.expect_err("it is no address");
    assert!(matches!(nowhere, StartError::Address(_)), "{nowhere}");
    let foreign = folder.path().join("foreign.db");
    std::fs::write(&foreign, "this is no database, and long enough to be told from one").expect("a file");
    let data = Inbox::builder().data(&foreign).start().await.expect_err("it is no database");
    assert!(matches!(data, StartError::Data { .. }), "{data}");
    inbox.shutdown().await;
    Inbox::builder().data(&file).start().await.expect("the file is free again");
}

#[tokio::test]
async fn a_dropped_inbox_frees_its_port_and_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inbox.db");
    let inbox = Inbox::builder().data(&file).start().await.expect("it starts");
    let address = inbox.addr().to_string();
    drop(inbox);
    let again = async {
        while Inbox::builder().listen(&address).data(&file).start().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, again).await.expect("port and file are free soon");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_data() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let world = World::with(Inbox::builder().data(folder.path().join("inbox.db"))).await;
    world.customer_says(ADA, "hi").await;
    for file in std::fs::read_dir(folder.path()).expect("the folder") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("its rights").permissions().mode();
        assert!(file.file_name().to_string_lossy().ends_with(".lock") || mode.trailing_zeros() >= 6, "{:?}: {mode:o}", file.file_name());
    }
}
