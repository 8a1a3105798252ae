//! The Integration API against its document.

use serde_json::Value;

use super::document::INTEGRATION;
use super::findings::{Call, Findings};
use super::house::{House, Role};
use super::table::May;
use super::walk::Request;
use super::{table, variations};

/// Members that the embedded inbox does not give: it has no pictures of users, why a message is kept is told when it is
/// (`rarely`), and of the end of the window not even the type is known.
const NOT_GIVEN: [&str; 4] =
    ["CreateMessageResponse.reason", "Person.messaging_window_expires_at", "UserProfile.avatar", "UserProfile.large_avatar"];

/// Whether somebody's requests differ, too: of those who come another way the good ones are enough.
fn varies(role: Role) -> bool {
    !matches!(role, Role::Stranger | Role::Session | Role::ProviderKey)
}

/// Whether the inbox makes a member. What WhatsApp wrote is passed on, whatever it has.
fn is_ours(member: &str) -> bool {
    !member.starts_with("Waba") || ["WabaWebhook.", "WabaError.", "WabaStatuses."].iter().any(|ours| member.starts_with(ours))
}

#[tokio::test]
async fn every_operation_answers_everybody_as_the_document_says() {
    let document = &*INTEGRATION;
    let house = House::open().await;
    let mut findings = Findings::default();
    let mut callers = Vec::new();
    for role in Role::ALL {
        callers.push(house.caller(role).await);
    }
    for line in table::lines() {
        let operation = document.operation(line.id);
        for caller in &callers {
            let call = Call { operation, role: caller.role, refusals: line.may.refusals(caller.role) };
            let good = Request::of(&line, &house, caller).await;
            if let Some(body) = operation.body.as_ref().filter(|body| body.is_json() && line.may != May::Others) {
                let sent = Value::Object(good.members.clone());
                assert_eq!(body.schema.differences(&sent), [""; 0], "{}: the request itself is none of the document's", line.id);
            }
            // The good one comes last, since it may delete what the others are about.
            for variation in varies(caller.role).then(|| variations::of(operation, &good)).into_iter().flatten() {
                findings.varied(call, &variation, &variation.request.send(operation, caller).await);
            }
            findings.good(call, &good.send(operation, caller).await);
            // Whoever logs out once cannot do it in other ways.
            if !call.refusals.is_empty() || !varies(caller.role) || operation.id == "logout" {
                continue;
            }
            for kind in operation.body.iter().flat_map(|body| &body.kinds).skip(1) {
                let mut request = Request::of(&line, &house, caller).await;
                request.write_as(kind);
                findings.good_as(call, kind, &request.send(operation, caller).await);
            }
            let request = Request::of(&line, &house, caller).await;
            findings.good_as(call, "at the other path", &request.send_to_the_other_path(operation, caller).await);
        }
    }
    findings.settle();
    let missing: Vec<_> = document.members_of_answers().difference(&findings.members).filter(|member| is_ours(member)).cloned().collect();
    assert_eq!(missing, NOT_GIVEN, "members of the document that no answer has");
    insta::assert_snapshot!("integration_api", findings.table(document, &Role::ALL));
}
