//! From an order of an inbox to a bot that answers in it, against the embedded inbox's Partner API.

use std::error::Error as _;
use std::net::Ipv4Addr;
use std::sync::Arc;

use serde_json::json;
use switchboard::client::{InboxUrl, PartnerApi, PartnerConfig, Timeouts};
use switchboard::clock::SystemClock;
use switchboard::duration::{minutes, seconds};
use switchboard::partner::{Callbacks, Order, PartnerError};
use switchboard::wire::partner::NUMBER_ALREADY_DEPLOYED;
use switchboard::wire::{Secret, WabaWebhookRequest};
use switchboard_inbox::{Clock, Inbox};
use tokio::net::TcpListener;

/// The key that the Partner API's document names for its sandbox.
const KEY: &str = "LRoWRCjm1bdwlqDjfdYw";

/// An inbox with a Partner API, and an application of a partner's.
struct Scene {
    inbox: Inbox,
    partner: PartnerApi,
    callbacks: Callbacks,
}

impl Scene {
    async fn start() -> Self {
        let builder = Inbox::builder().clock(Clock::starting_at(1_763_632_800)).partner("127.0.0.1:0", Vec::new());
        let inbox = builder.start().await.expect("it starts");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let callbacks = Callbacks::at(format!("http://{}/instances/", listener.local_addr().expect("its address")));
        let app = axum::Router::new().nest("/instances", callbacks.router());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let partner = partner(&inbox, KEY);
        Self { inbox, partner, callbacks }
    }

    /// The time that a deployment takes, at least, by the inbox's clock.
    fn deploys(&self) {
        self.inbox.clock().advance(seconds(120));
    }

    /// Lets an instance fail with this status once when it is asked for a user, as soon as it is there.
    async fn fails(&self, subdomain: &str, status: u16) {
        let rule = json!({ "on": "GET /api/v1/users/current/", "fault": "status", "status": status, "times": 1 });
        let faults = json!({ "rules": [rule] });
        let url = format!("{}/i/{subdomain}/sandbox/faults", self.inbox.url());
        // reqwest is built without one; installing it twice is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let given = async {
            while !http.put(&url).json(&faults).send().await.expect("an answer").status().is_success() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(seconds(30), given).await.expect("the instance is there");
    }

    async fn refused(&self, order: Order) -> PartnerError {
        order.place(&self.partner, &self.callbacks).await.expect_err("it is refused")
    }
}

fn partner(inbox: &Inbox, key: &str) -> PartnerApi {
    let base = InboxUrl::new(&inbox.partner_url().expect("it is served")).expect("a URL");
    let config = PartnerConfig { base, key: Secret::new(key), timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    PartnerApi::new(config).expect("a client")
}

#[tokio::test]
async fn an_instance_is_ordered_awaited_and_gets_its_bot() {
    let scene = Scene::start().await;
    assert_eq!(scene.partner.api_root().await.expect("health").status, "healthy");
    assert_eq!(scene.partner.api_version1_root().await.expect("health").status, "healthy");
    assert_eq!(scene.partner.get_partner_id().await.expect("an id").partner_id, "sandbox");

    let order = Order::of_channel("Ch1234CH").subdomain("acme-test").configurator("installer").seats(10);
    let mut ordered = order.place(&scene.partner, &scene.callbacks).await.expect("it is taken");
    assert_eq!(ordered.instance().channel_id.as_deref(), Some("Ch1234CH"));
    let early = ordered.ready(&scene.partner, seconds(0)).await.expect_err("it is not ready yet");
    assert!(matches!(early, PartnerError::NotInTime), "{early:?}");

    scene.deploys();
    let ready = ordered.ready(&scene.partner, minutes(1)).await.expect("it is ready");
    assert_eq!(ready.inbox(), format!("{}/i/acme-test/", scene.inbox.url()));
    assert_eq!(ready.api().retrieve_current_user().await.expect("itself").username, "installer");

    let webhook = WabaWebhookRequest { url: "http://127.0.0.1:9/bot".to_owned(), on_assigned: true, ..WabaWebhookRequest::default() };
    let bot = ready.install("shopbot", Some(&webhook)).await.expect("it is installed");
    let api = ready.api().with_token(&bot.token);
    assert_eq!(api.retrieve_current_user().await.expect("itself").id, bot.user.id);
    let webhooks = api.all_waba_webhooks().await.expect("webhooks");
    assert_eq!((webhooks.len(), webhooks[0].user.id), (1, bot.user.id));
    assert_eq!(Some(&webhooks[0]), bot.webhook.as_ref());
    let again = ready.install("shopbot", None).await.expect_err("the name is taken");
    assert!(matches!(again, PartnerError::UserNotMade(_)), "{again:?}");
}

#[tokio::test]
async fn each_refusal_of_an_order_has_its_error() {
    let scene = Scene::start().await;
    let stranger = partner(&scene.inbox, "another");
    let refused = Order::of_channel("c").place(&stranger, &scene.callbacks).await.expect_err("it is refused");
    assert!(matches!(refused, PartnerError::KeyRefused(_)), "{refused:?}");

    let order = || Order::of_channel("Ch1234CH").subdomain("acme");
    order().place(&scene.partner, &scene.callbacks).await.expect("it is taken");
    assert!(matches!(scene.refused(order()).await, PartnerError::SubdomainTaken(_)));
    let PartnerError::Invalid { entries, source } = scene.refused(Order::of_channel("c").subdomain("No good").seats(0)).await else {
        panic!("it is not taken");
    };
    assert_eq!(entries.iter().filter_map(|entry| entry.member()).collect::<Vec<_>>(), ["subdomain", "max_number_of_seats"]);
    assert!(source.to_string().contains("max_number_of_seats: must be 1 or more"), "{source}");
}

#[tokio::test]
async fn a_number_that_has_an_inbox_is_told_as_that() {
    let scene = Scene::start().await;
    let mut first = Order::of_channel("Ch1234CH").place(&scene.partner, &scene.callbacks).await.expect("it is taken");
    scene.deploys();
    first.ready(&scene.partner, minutes(1)).await.expect("it is ready");
    let mut second = Order::of_channel("Ch1234CH").place(&scene.partner, &scene.callbacks).await.expect("it is taken");
    scene.deploys();
    let refused = second.ready(&scene.partner, minutes(1)).await.expect_err("the number has an inbox");
    let PartnerError::NumberDeployed { channel, errors } = refused else { panic!("{refused:?}") };
    assert_eq!((channel.as_deref(), errors[0].code), (Some("Ch1234CH"), NUMBER_ALREADY_DEPLOYED));
    let again = second.ready(&scene.partner, seconds(0)).await.expect_err("it still has one");
    assert!(matches!(again, PartnerError::NumberDeployed { .. }), "{again:?}");
}

#[tokio::test]
async fn a_token_outlives_an_instance_that_does_not_answer_for_a_while() {
    let scene = Scene::start().await;
    let order = Order::of_channel("Ch1234CH").subdomain("acme");
    let mut ordered = order.place(&scene.partner, &scene.callbacks).await.expect("it is taken");
    scene.deploys();
    scene.fails("acme", 503).await;
    let passing = ordered.ready(&scene.partner, minutes(1)).await.expect_err("it fails for now");
    let PartnerError::NotVerified(cause) = &passing else { panic!("{passing:?}") };
    assert_eq!((cause.status(), passing.source().map(ToString::to_string)), (Some(503), Some(cause.to_string())));
    for status in [401, 403] {
        scene.fails("acme", status).await;
        let refused = ordered.ready(&scene.partner, seconds(0)).await.expect_err("it is refused");
        assert!(matches!(&refused, PartnerError::TokenRefused(cause) if cause.status() == Some(status)), "{refused:?}");
    }
    let ready = ordered.ready(&scene.partner, seconds(0)).await.expect("it was told long ago");
    let again = ordered.ready(&scene.partner, seconds(0)).await.expect("it still is");
    assert_eq!(ready.token(), again.token());
    assert_eq!(again.api().retrieve_current_user().await.expect("itself").username, "configurator");
}
