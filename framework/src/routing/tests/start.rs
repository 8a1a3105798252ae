//! Mistakes that are found before the first message.

use serde::{Deserialize, Serialize};

use crate::handler::{Registration, States};
use crate::prelude::*;
use crate::routing::Router;

/// The mistakes, without their places; each must have one in this file.
fn mistakes(lists: &[&'static [Registration]]) -> Vec<String> {
    let handlers = lists.iter().copied().flatten();
    let errors = Router::build(handlers, States::new()).unwrap_err();
    for error in errors.all() {
        let place = error.place().unwrap();
        assert!(place.file().ends_with("tests/start.rs"), "{place}");
        assert!(errors.to_string().contains(&format!("{}:{}:{}: {}", place.file(), place.line(), place.column(), error.message())));
    }
    errors.all().iter().map(|error| error.message().to_owned()).collect()
}

#[derive(Clone)]
struct Shop;

#[on(incoming_messages, text = "a")]
async fn wants_shop(_: State<Shop>) {}

#[on(incoming_messages, text = "b")]
async fn wants_both(_: Option<State<Shop>>, _: &State<u32>) {}

#[test]
fn every_missing_state_is_told_at_once() {
    assert_eq!(
        mistakes(&[handlers![wants_shop, wants_both]]),
        [
            "handler `wants_shop` takes `State<Shop>`, but no such state was given: add `.state(..)` to the bot",
            "handler `wants_both` takes `State<Shop>`, but no such state was given: add `.state(..)` to the bot",
            "handler `wants_both` takes `State<u32>`, but no such state was given: add `.state(..)` to the bot",
        ]
    );
    let states = States::new().with(Shop).with(1_u32);
    assert!(Router::build(handlers![wants_shop, wants_both], states).is_ok());
}

use crate::handler::Chat as Room;

#[on(incoming_messages)]
async fn keeps_the_chat(_: Room) {}

#[test]
fn a_chat_behind_an_alias_is_lent_too() {
    assert_eq!(
        mistakes(&[handlers![keeps_the_chat]]),
        ["handler `keeps_the_chat` takes `Chat` by value; it is lent for one turn: write `&Chat`"]
    );
}

#[derive(Default, Serialize, Deserialize)]
struct Cart(u8);

mod other {
    #[derive(Default, serde::Serialize, serde::Deserialize)]
    pub(super) struct Cart(u8);
}

#[on(incoming_messages, text = "a")]
async fn one_cart(_: Session<Cart>) {}

#[on(incoming_messages, text = "b")]
async fn another_cart(_: &Session<other::Cart>) {}

#[on(incoming_messages, text = "c")]
async fn two_carts(_: Session<Cart>, _: &Session<Cart>) {}

#[test]
fn sessions_must_not_overwrite_each_other() {
    let [other, twice] = &mistakes(&[handlers![one_cart, another_cart, two_carts]])[..] else { panic!("two mistakes") };
    assert!(other.starts_with("handler `another_cart` takes `Session<Cart>` of the type `"), "{other}");
    assert_eq!(twice, "handler `two_carts` takes `Session<Cart>` twice; one would overwrite the other");
}

#[on(timer)]
async fn one_reminder(_: Timer<Cart>) {}

#[on(timer)]
async fn the_same_reminder(_: &Timer<Cart>) {}

#[on(timer)]
async fn another_reminder(_: Timer<other::Cart>) {}

#[test]
fn values_of_timers_must_not_be_taken_for_each_other() {
    let errors = mistakes(&[handlers![one_reminder, the_same_reminder, another_reminder]]);
    let [mistake] = &errors[..] else { panic!("one mistake: {errors:?}") };
    assert!(mistake.starts_with("handler `another_reminder` takes `Timer<Cart>` of the type `"), "{mistake}");
    assert!(mistake.contains("another handler (") && mistake.contains("tests/start.rs:"), "{mistake}");
    assert!(mistake.ends_with("both would be stored as `Cart`: rename one of the types"), "{mistake}");
}

use crate::handler::Capture as Group;

#[derive(Deserialize)]
#[expect(dead_code, reason = "only its shape matters")]
struct Order {
    id: u32,
    note: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only its shape matters")]
struct OrderId(u32);

#[on(incoming_messages, regex = "a(?<nr>[0-9])")]
async fn no_such_group(_: Message, Group(id): Group<u32>) {
    let _ = id;
}

#[on(incoming_messages, regex = "b(?<nr>[0-9])")]
async fn no_such_field(order: Capture<Order>) {
    let _ = order;
}

#[on(incoming_messages, regex = "c(?<id>[0-9])")]
async fn struct_named_like_a_group(Capture(id): Capture<Order>) {
    let _ = id;
}

#[on(incoming_messages, regex = "d(?<id>[0-9])")]
async fn unnamed(_: Capture<OrderId>) {}

#[on(incoming_messages, regex = "e(?<id>[0-9])(?<note>x)?")]
async fn right(order: Capture<Order>, Capture(id): Capture<OrderId>, note: Option<Capture<String>>) {
    let _ = (order, id, note);
}

#[test]
fn captures_must_find_their_groups() {
    assert_eq!(
        mistakes(&[handlers![no_such_group, no_such_field, struct_named_like_a_group, unnamed, right]]),
        [
            "handler `no_such_group` takes `Capture<u32>` as `id`, but the regex has no such group; it has: nr",
            "handler `no_such_field` takes `Capture<Order>`, but the regex has no group for the field `id`; it has: nr",
            "handler `struct_named_like_a_group` takes `Capture<Order>` as `id`, which is also a group; a struct takes all groups: \
             bind it by another name",
            "handler `unnamed` takes `Capture<OrderId>` under no name: bind it by the name of a group; the regex has: id",
        ]
    );
}

#[on(incoming_messages, regex = "^(?i)(hi|hello)$")]
async fn greets() {}

#[on(incoming_messages, text = ["bye", "hello"])]
async fn swallowed() {}

#[on(incoming_messages, text = "hello", owner = person)]
async fn in_a_persons_chat() {}

#[on(incoming_messages, regex = "^(?i)(hi|hello)$")]
async fn greets_again() {}

#[on(incoming_messages)]
async fn anything() {}

/// Within one `handlers![..]` the compiler finds these; over several lists they are found here.
#[test]
fn handlers_that_can_never_run_are_told() {
    let place = greets_place();
    assert_eq!(
        mistakes(&[handlers![greets, swallowed, in_a_persons_chat], handlers![greets_again]]),
        [
            format!("handler `swallowed` can never get the text `hello`: it goes to the regex of handler `greets` before it ({place})"),
            format!("handler `greets_again` can never run: all it asks for goes to handler `greets` before it ({place})"),
        ]
    );
    let after_catch_all = mistakes(&[handlers![anything], handlers![swallowed]]);
    assert!(after_catch_all[0].starts_with("handler `swallowed` can never run"), "{after_catch_all:?}");
}

fn greets_place() -> String {
    let place = handlers![greets][0].place();
    format!("{}:{}", place.file(), place.line())
}
