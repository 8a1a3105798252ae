//! A user who may read no chat: whatever they call, no answer tells of one.

use super::callers::Role;
use super::document::INTEGRATION;
use super::findings::{Call, Findings};
use super::house::House;
use super::walk::Request;
use super::{table, variations};
use crate::world::{ADA, BEN};

/// Operations that tell a number for another reason than a chat: the address books know it, or the request named it.
const KNOWN_OTHERWISE: [&str; 3] = ["listContacts", "resolveContact", "verifyContacts"];

#[tokio::test]
async fn who_may_read_no_chat_is_told_of_none() {
    let house = House::open().await;
    let caller = house.caller(Role::Blind).await;
    let (message, waba_id) = (house.supply("message", &caller).await, house.supply("waba id", &caller).await);
    let secrets = [ADA, BEN, message.as_str().expect("an id"), waba_id.as_str().expect("an id"), "Is it open today?"];
    let mut findings = Findings::default();
    let mut told = Vec::new();
    for line in table::lines() {
        let operation = INTEGRATION.operation(line.id);
        let call = Call { operation, role: Role::Blind, refusals: &[] };
        let good = Request::of(&line, &house, &caller).await;
        let others = variations::of(operation, &good).into_iter().map(|variation| (variation.what, variation.request));
        for (what, request) in others.chain([(String::from("a good request"), good.clone())]) {
            let answer = request.send(operation, &caller).await;
            findings.open(call, &what, &answer);
            let body = String::from_utf8_lossy(&answer.bytes);
            // A refusal says which of the request's words it is about.
            let asked = if answer.status == 400 { String::from_utf8_lossy(&request.body) } else { "".into() };
            if !KNOWN_OTHERWISE.contains(&line.id) && secrets.iter().any(|secret| body.contains(secret) && !asked.contains(secret)) {
                told.push(format!("{}, {what}: {}: {body}", line.id, answer.status));
            }
        }
    }
    findings.settle();
    assert!(told.is_empty(), "{} answers tell of a chat:\n{}", told.len(), told.join("\n"));
}
