//! Routes: nesting, layers, guards, answers to errors.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Counting, fallback, greet, starts_with_h};
use crate::action::Action;
use crate::handler::States;
use crate::handler::sample::{says, says_to};
use crate::handover::OwnerClass;
use crate::prelude::*;
use crate::routing::{Router, Routes, TurnService};
use crate::turn::Outcome;

fn router(routes: Routes) -> Router {
    Router::of(routes, States::new(), None).unwrap()
}

async fn dispatch(router: &Router, turn: Turn) -> Outcome {
    router.dispatch(&turn).await.unwrap()
}

fn words(outcome: &Outcome) -> Vec<&str> {
    outcome.actions.iter().filter_map(|action| if let Action::Send(message) = action { message.content.text() } else { None }).collect()
}

#[on(incoming_messages, text = "pay")]
async fn pay(chat: &Chat) -> Result<()> {
    chat.say("never");
    Err("the till is broken")?;
    Ok(())
}

#[on(assigned_messages, text = "hi")]
async fn mine() {}

#[on(incoming_messages, text = "later")]
async fn later() {}

#[tokio::test]
async fn routes_are_asked_in_their_order() {
    let router = router(Routes::new().nest(Routes::new().nest(Routes::new().handlers(handlers![greet]))).handlers(handlers![fallback]));
    for (text, expected) in [("hi", "greet"), ("x", "fallback")] {
        assert_eq!(dispatch(&router, says(text)).await.handler.unwrap().name, expected);
    }
    let names: Vec<_> = router.handlers().map(|handler| handler.name()).collect();
    assert_eq!(names, ["greet", "fallback"]);
}

#[tokio::test]
async fn layers_wrap_only_their_own() {
    let [outer, inner] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
    let deep = Routes::new().handlers(handlers![greet]).layer(Counting(Arc::clone(&inner)));
    let shop = Routes::new().handlers(handlers![mine]).nest(deep).handlers(handlers![pay, later]).layer(Counting(Arc::clone(&outer)));
    let router = router(Routes::new().nest(shop).handlers(handlers![fallback]));
    let counts = || (outer.load(Ordering::Relaxed), inner.load(Ordering::Relaxed));

    assert_eq!(dispatch(&router, says("x")).await.handler.unwrap().name, "fallback");
    assert_eq!(counts(), (0, 0));
    assert_eq!(dispatch(&router, says("later")).await.handler.unwrap().name, "later");
    assert_eq!(counts(), (1, 0));
    assert_eq!(dispatch(&router, says("hi")).await.handler.unwrap().name, "greet");
    assert_eq!(counts(), (2, 1));
    assert_eq!(dispatch(&router, says_to(OwnerClass::Me, "hi")).await.handler.unwrap().name, "mine");
    assert_eq!(counts(), (3, 1));
}

#[tokio::test]
async fn guards_hold_for_all_inside() {
    let inside = Routes::new().nest(Routes::new().handlers(handlers![greet])).guard(|turn| turn.facts().attempt > 1).guard(|_| true);
    let router = router(Routes::new().nest(inside).handlers(handlers![starts_with_h]));
    assert_eq!(dispatch(&router, says("hi")).await.handler.unwrap().name, "starts_with_h");
}

#[tokio::test]
async fn the_outermost_routes_have_guards_and_layers_too() {
    let count = Arc::new(AtomicUsize::new(0));
    let routes = || Routes::new().handlers(handlers![greet]).layer(Counting(Arc::clone(&count)));
    assert!(dispatch(&router(routes()), says("hi")).await.handler.is_some());
    assert!(dispatch(&router(routes().guard(|_| false)), says("hi")).await.handler.is_none());
    assert_eq!(count.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_layer_that_fails_is_answered_for_the_handler_it_wraps() {
    let broken = tower::layer::layer_fn(|_: TurnService| tower::service_fn(|_: Turn| async { Err::<Outcome, Error>("no light".into()) }));
    let shop = Routes::new().nest(Routes::new().handlers(handlers![greet]).layer(broken)).on_error(sorry);
    let outcome = dispatch(&router(shop), says("hi")).await;
    assert_eq!((words(&outcome), outcome.handler.unwrap().name), (vec!["Sorry: no light."], "greet"));
}

async fn sorry(turn: Turn, error: Error) -> Result<String> {
    if turn.facts().late { Err(error) } else { Ok(format!("Sorry: {error}.")) }
}

async fn give_back(_: Turn, error: Error) -> Result<()> {
    Err(error)
}

#[tokio::test]
async fn an_error_is_answered_by_the_nearest() {
    let shop = || Routes::new().handlers(handlers![pay]);
    let outcome = dispatch(&router(Routes::new().nest(shop().on_error(sorry))), says("pay")).await;
    assert_eq!((words(&outcome), outcome.handler.unwrap().name), (vec!["Sorry: the till is broken."], "pay"));

    let outer = dispatch(&router(Routes::new().nest(shop().on_error(give_back)).on_error(sorry)), says("pay")).await;
    assert_eq!(words(&outer), ["Sorry: the till is broken."]);

    let layered = shop().on_error(sorry).layer(Counting(Arc::new(AtomicUsize::new(0))));
    assert_eq!(words(&dispatch(&router(Routes::new().nest(layered)), says("pay")).await), ["Sorry: the till is broken."]);

    let failed = router(shop().on_error(give_back)).dispatch(&says("pay")).await.unwrap_err();
    assert_eq!(failed.to_string(), "the till is broken");
    // The answer is for those inside: another one's failure is its own.
    let beside = Routes::new().nest(Routes::new().handlers(handlers![greet]).on_error(sorry)).handlers(handlers![pay]);
    assert!(router(beside).dispatch(&says("pay")).await.is_err());
}

#[on(incoming_messages, text = "count")]
async fn count() -> String {
    let stock = [1];
    format!("{} left", stock[stock.len()])
}

#[tokio::test]
async fn a_panic_is_answered_as_an_error_is() {
    let outcome = dispatch(&router(Routes::new().nest(Routes::new().handlers(handlers![count])).on_error(sorry)), says("count")).await;
    let words = words(&outcome).concat();
    assert!(words.starts_with("Sorry: the handler panicked: index out of bounds"), "{words}");
    assert_eq!(outcome.handler.expect("who failed").name, "count");
}

#[test]
fn what_hides_what_is_told_over_several_files() {
    let refused = |routes| Router::of(routes, States::new(), None).unwrap_err().to_string();
    let both = refused(Routes::new().nest(Routes::new().handlers(handlers![fallback])).nest(Routes::new().handlers(handlers![pay, later])));
    for (line, function) in both.lines().skip(1).zip(["pay", "later"]) {
        assert!(line.contains("routes.rs:") && line.contains(&format!("handler `{function}` can never run")), "{line}");
        assert!(line.contains("handler `fallback` before it (") && line.contains("tests.rs:"), "{line}");
    }
    assert_eq!(both.lines().count(), 3);
    // Behind a guard the same handler may be passed by; but not by another behind the same guard.
    let guarded = || Routes::new().handlers(handlers![fallback]).guard(|_| false);
    assert!(Router::of(Routes::new().nest(guarded()).handlers(handlers![pay]), States::new(), None).is_ok());
    assert!(refused(guarded().handlers(handlers![pay])).contains("can never run"));
}
