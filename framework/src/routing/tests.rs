//! Which handler gets an event.

mod commands;
mod every_event;
mod filters;
mod hidden;
mod routes;
mod scan;
mod start;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tower::util::MapErr;
use tower::{Layer, Service, ServiceExt};

use super::{Router, TurnService, layered};
use crate::handler::sample::{facts, facts_without_chat, message_tagging, says, says_to, status};
use crate::handler::{Registration, States};
use crate::handover::{OwnerClass, OwnerSet};
use crate::kind::EventKind;
use crate::prelude::*;
use crate::turn::{HandledBy, TurnFacts};
use crate::wire::TaggingAction;

async fn handled(handlers: &'static [Registration], turn: Turn) -> Option<HandledBy> {
    Router::build(handlers, States::new()).unwrap().dispatch(&turn).await.unwrap().handler
}

async fn name(handlers: &'static [Registration], turn: Turn) -> Option<&'static str> {
    handled(handlers, turn).await.map(|handled| handled.name)
}

#[on(incoming_messages, text = ["hi", "hello"])]
async fn greet() {}

#[on(incoming_messages, regex = r"^(?i)h")]
async fn starts_with_h() {}

#[on(incoming_messages, owner = any)]
async fn anybodys(_: Text) {}

#[on(incoming_messages)]
async fn fallback() {}

#[tokio::test]
async fn the_first_in_the_order_of_registration_gets_it() {
    for (words, expected) in
        [("hi", "greet"), (" hello\n", "greet"), ("Hi", "starts_with_h"), ("house", "starts_with_h"), ("x", "fallback")]
    {
        assert_eq!(name(handlers![greet, starts_with_h, fallback], says(words)).await, Some(expected), "{words}");
    }
    assert_eq!(name(handlers![greet, anybodys, starts_with_h, fallback], says("house")).await, Some("anybodys"));
}

#[on(assigned_messages, text = "status")]
async fn assigned_status() {}

#[on(incoming_messages, text = "status")]
async fn status_anywhere() {}

#[on(outgoing_messages)]
async fn colleague() {}

#[tokio::test]
async fn assigned_messages_are_asked_first_then_incoming_ones() {
    let handlers = handlers![status_anywhere, assigned_status, fallback];
    let mine = handled(handlers, says_to(OwnerClass::Me, "status")).await.unwrap();
    assert_eq!((mine.name, mine.kind), ("assigned_status", EventKind::AssignedMessages));
    let other = handled(handlers, says_to(OwnerClass::Me, "x")).await.unwrap();
    assert_eq!((other.name, other.kind), ("fallback", EventKind::IncomingMessages));
    assert_eq!(name(handlers, says_to(OwnerClass::Nobody, "status")).await, Some("status_anywhere"));
}

#[tokio::test]
async fn a_persons_chat_reaches_only_those_who_ask_for_it() {
    let handlers = handlers![greet, fallback, anybodys];
    for class in [OwnerClass::Person, OwnerClass::OtherApp, OwnerClass::Group] {
        let handled = handled(handlers, says_to(class, "hi")).await.unwrap();
        assert_eq!((handled.name, handled.owners), ("anybodys", Some(OwnerSet::ANY)));
    }
    assert_eq!(name(handlers![greet, fallback], says_to(OwnerClass::Person, "hi")).await, None);
    let outgoing = TurnFacts { kinds: &[EventKind::OutgoingMessages], ..facts(says("hi").event().clone(), &[]) };
    assert_eq!(name(handlers![colleague], Turn::new(outgoing)).await, Some("colleague"));
}

#[on(incoming_messages)]
async fn early(chat: &Chat) -> Result<&'static str> {
    chat.say_now("One moment.").await?;
    Ok("Done.")
}

#[tokio::test]
async fn what_a_turn_that_was_made_by_hand_says_early_is_recorded_with_the_rest() {
    let outcome = Router::build(handlers![early], States::new()).unwrap().dispatch(&says("hi")).await.unwrap();
    let words: Vec<_> = outcome.actions.iter().filter_map(|action| action.message()?.content.text()).collect();
    assert_eq!(words, ["One moment.", "Done."]);
}

#[on(incoming_messages, owner = [person, group])]
async fn peoples() {}

#[tokio::test]
async fn owners_can_be_listed() {
    for (class, expected) in [(OwnerClass::Person, Some("peoples")), (OwnerClass::Group, Some("peoples")), (OwnerClass::Me, None)] {
        assert_eq!(name(handlers![peoples], says_to(class, "x")).await, expected);
    }
}

#[on(statuses, status = [failed, "expired"], from = any)]
async fn anyones_failure() {}

#[on(statuses)]
async fn own_status() {}

#[on(message_tagging, owner = me)]
async fn in_my_chat() {}

#[tokio::test]
async fn statuses_are_the_bots_own_unless_any_is_asked_for() {
    let handlers = handlers![anyones_failure, own_status];
    let of = |word, own_message| Turn::new(TurnFacts { own_message, ..facts(status(word), &[EventKind::Statuses]) });
    assert_eq!(name(handlers, of("failed", false)).await, Some("anyones_failure"));
    assert_eq!(name(handlers, of("expired", true)).await, Some("anyones_failure"));
    assert_eq!(name(handlers, of("read", true)).await, Some("own_status"));
    assert_eq!(name(handlers, of("read", false)).await, None);
}

#[tokio::test]
async fn an_event_without_a_chat_has_no_owner() {
    let turn = Turn::new(facts_without_chat(message_tagging("x", TaggingAction::Added), &[EventKind::MessageTagging]));
    assert_eq!(name(handlers![in_my_chat], turn).await, None);
}

#[test]
fn the_kinds_say_what_the_webhook_must_ask_for() {
    let router = Router::build(handlers![fallback, own_status, greet_assigned], States::new()).unwrap();
    let kinds: Vec<_> = router.kinds().collect();
    assert_eq!(kinds, [EventKind::IncomingMessages, EventKind::AssignedMessages, EventKind::Statuses]);
    assert!(router.listens_to(EventKind::Statuses) && !router.listens_to(EventKind::Errors));
}

#[on(assigned_messages)]
async fn greet_assigned() {}

/// Counts turns; what a layer of `tower` looks like.
#[derive(Clone)]
struct Counting(Arc<AtomicUsize>);

#[derive(Clone)]
struct Counted<S> {
    inner: S,
    count: Arc<AtomicUsize>,
}

impl<S> Layer<S> for Counting {
    type Service = MapErr<Counted<S>, fn(Error) -> std::io::Error>;

    fn layer(&self, inner: S) -> Self::Service
    where
        S: Sized,
    {
        MapErr::new(Counted { inner, count: Arc::clone(&self.0) }, |error| std::io::Error::other(error.to_string()))
    }
}

impl<S: Service<Turn>> Service<Turn> for Counted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, turn: Turn) -> S::Future {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.inner.call(turn)
    }
}

#[tokio::test]
async fn layers_wrap_turns() {
    let count = Arc::new(AtomicUsize::new(0));
    let service: TurnService = Router::build(handlers![greet], States::new()).unwrap().into_service();
    let service = layered(layered(service, &Counting(Arc::clone(&count))), &tower::layer::util::Identity::new());
    for _ in 0..2 {
        let outcome = service.clone().oneshot(says("hi")).await.unwrap();
        assert_eq!(outcome.handler.map(|handled| handled.name), Some("greet"));
    }
    assert_eq!(count.load(Ordering::Relaxed), 2);
}
