//! The Partner API against its document.

use serde_json::{Value, json};
use switchboard_inbox::Inbox;

use super::document::PARTNER;
use super::findings::{Call, Findings};
use super::house::{Caller, Role};
use super::variations;
use super::walk::Request;
use crate::world::{Http, Receiver};

/// The key that the inbox has when none is given.
const KEY: &str = "LRoWRCjm1bdwlqDjfdYw";

fn orders(receiver: &Receiver) -> Vec<Value> {
    let configurator = json!({"user_name": "installer", "webhook_url": receiver.url, "webhook_headers": {"X-Key": "k1"}});
    vec![
        json!({"subdomain": "acme-shop", "channel_id": "Ch1234CH", "configurator": configurator}),
        json!({"subdomain": "acme-quick", "channel_id": "Ch1235CH", "generate_activation": true, "max_number_of_seats": 3}),
        json!({"d360_api_key": "key", "admin_email": "boss@acme.example"}),
    ]
}

#[tokio::test]
async fn the_partner_api_answers_everybody_as_its_document_says() {
    let document = &*PARTNER;
    let inbox = Inbox::builder().partner("127.0.0.1:0", Vec::new()).start().await.expect("it starts");
    let url = inbox.partner_url().expect("it is served");
    let receiver = Receiver::start().await;
    let mut findings = Findings::default();
    for (role, http) in
        [(Role::Nobody, Http::new(&url, None)), (Role::Stranger, Http::partner(&url, "another")), (Role::Partner, Http::partner(&url, KEY))]
    {
        let caller = Caller::partner(role, http);
        for operation in &document.operations {
            let refusals: &[u16] = if operation.open || role == Role::Partner { &[] } else { &[401] };
            let orders = if operation.body.is_some() { orders(&receiver).into_iter().map(Some).collect() } else { vec![None] };
            for order in orders {
                let good = Request::carrying(order);
                let call = Call { operation, role, refusals };
                findings.good(call, &good.send(operation, &caller).await);
                for variation in variations::of(operation, &good) {
                    findings.varied(call, &variation, &variation.request.send(operation, &caller).await);
                }
            }
        }
    }
    findings.settle();
    insta::assert_snapshot!("partner_api", findings.table(document, &[Role::Nobody, Role::Stranger, Role::Partner]));
}
