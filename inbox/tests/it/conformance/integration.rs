//! The Integration API against its document.

use super::document::{Document, INTEGRATION};
use super::findings::{Call, Findings};
use super::house::{House, Role};
use super::walk::Request;
use super::{table, variations};

#[tokio::test]
async fn every_operation_answers_everybody_as_the_document_says() {
    let document = Document::read(INTEGRATION);
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
            // The good one comes last, since it may delete what the others are about.
            let variations = if caller.role == Role::Stranger { Vec::new() } else { variations::of(operation, &good) };
            for variation in variations {
                findings.varied(call, &variation, &variation.request.send(operation, caller).await);
            }
            findings.good(call, &good.send(operation, caller).await);
        }
    }
    findings.settle();
    insta::assert_snapshot!("integration_api", findings.table(&document, &Role::ALL));
}
