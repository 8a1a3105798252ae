//! The Integration API against its document.

use serde_json::Value;

use super::document::INTEGRATION;
use super::findings::{Call, Findings};
use super::house::{House, Role};
use super::table::May;
use super::walk::Request;
use super::{table, variations};

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
            let variations = if caller.role == Role::Stranger { Vec::new() } else { variations::of(operation, &good) };
            for variation in variations {
                findings.varied(call, &variation, &variation.request.send(operation, caller).await);
            }
            findings.good(call, &good.send(operation, caller).await);
            // Whoever logs out once cannot do it in other ways.
            if !call.refusals.is_empty() || operation.id == "logout" {
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
    insta::assert_snapshot!("integration_api", findings.table(document, &Role::ALL));
}
