//! Handlers that can never run, and those that only look so.

use crate::handler::{Registration, States};
use crate::handover::OwnerClass;
use crate::prelude::*;
use crate::routing::{Router, Routes};

/// The one mistake, which names both places.
fn refused(routes: Routes, later: &Registration, earlier: &Registration) -> String {
    let errors = Router::of(routes, States::new(), None).unwrap_err();
    let [error] = errors.all() else { panic!("one mistake: {errors}") };
    assert_eq!(error.place(), Some(later.place()));
    let place = format!(" ({}:{})", earlier.place().file(), earlier.place().line());
    error.message().strip_suffix(&place).unwrap_or_else(|| panic!("{error} ends with {place}")).to_owned()
}

fn routes(lists: &[&'static [Registration]]) -> Routes {
    lists.iter().fold(Routes::new(), |routes, list| routes.handlers(list.iter()))
}

fn is_fine(lists: &[&'static [Registration]]) -> bool {
    Router::of(routes(lists), States::new(), None).is_ok()
}

#[on(incoming_messages, command = "order <id>")]
async fn by_name(Arg(_id): Arg<String>) {}

#[on(incoming_messages, command = "order <id> [note]..")]
async fn with_a_note(Arg(id): Arg<String>, Arg(note): Arg<Option<String>>) {
    let _ = (id, note);
}

#[on(incoming_messages, command = "order <id>")]
async fn by_number(Arg(_id): Arg<u64>) {}

#[on(incoming_messages, command = "order new")]
async fn new_order() {}

#[on(incoming_messages, text = "order new")]
async fn new_order_exactly() {}

#[on(incoming_messages, command = "order [id]")]
async fn any_order() {}

type Given = Arg<String>;

#[on(incoming_messages, command = "order [id]")]
async fn behind_an_alias(id: Given) {
    let _ = id;
}

#[derive(Extract)]
#[expect(dead_code, reason = "only its shape matters")]
struct Order {
    id: Arg<String>,
}

#[on(incoming_messages, command = "order [id]")]
async fn in_a_struct(_: Order) {}

#[test]
fn a_command_that_takes_every_text_hides_a_narrower_one() {
    let message = refused(routes(&[handlers![by_name], handlers![new_order]]), &handlers![new_order][0], &handlers![by_name][0]);
    assert_eq!(message, "handler `new_order` can never run: all it asks for goes to handler `by_name` before it");
    let noted = routes(&[handlers![with_a_note], handlers![by_number]]);
    assert!(refused(noted, &handlers![by_number][0], &handlers![with_a_note][0]).contains("`by_number` can never run"));
    let text = routes(&[handlers![by_name], handlers![new_order_exactly]]);
    let text = refused(text, &handlers![new_order_exactly][0], &handlers![by_name][0]);
    assert_eq!(
        text,
        "handler `new_order_exactly` can never get the text `order new`: it goes to the command of handler `by_name` before it"
    );
}

#[tokio::test]
async fn a_command_that_may_pass_or_is_narrower_hides_nothing() {
    assert!(is_fine(&[handlers![new_order_exactly, new_order, by_number, by_name], handlers![with_a_note]]));
    assert!(is_fine(&[handlers![by_name], handlers![any_order]]));
    // What may be left out passes where it is not taken as an `Option`, and that cannot always be seen.
    assert!(is_fine(&[handlers![behind_an_alias, in_a_struct], handlers![any_order]]));
    assert_eq!(super::name(handlers![behind_an_alias, in_a_struct, any_order], super::says("order")).await, Some("any_order"));
}

#[on(assigned_messages, text = "m")]
async fn assigned() {}

#[on(incoming_messages, owner = me, text = "m")]
async fn mine() {}

#[on(incoming_messages, owner = [me, nobody], text = "m")]
async fn mine_or_nobodys() {}

#[on(incoming_messages, owner = me, stale, text = "m")]
async fn mine_of_old() {}

#[on(assigned_messages, regex = "^m")]
async fn assigned_beginning() {}

#[tokio::test]
async fn what_is_asked_for_under_assigned_messages_is_asked_first() {
    for lists in [[handlers![mine], handlers![assigned]], [handlers![assigned], handlers![mine]]] {
        let message = refused(routes(&lists), &handlers![mine][0], &handlers![assigned][0]);
        let order = "of `assigned_messages`, which is asked first in the bot's chats";
        assert_eq!(message, format!("handler `mine` can never run: all it asks for goes to handler `assigned` {order}"));
    }
    let beginning = refused(routes(&[handlers![mine, assigned_beginning]]), &handlers![mine][0], &handlers![assigned_beginning][0]);
    assert!(beginning.starts_with("handler `mine` can never get the text `m`: it goes to the regex of handler"), "{beginning}");

    assert!(is_fine(&[handlers![assigned, mine_or_nobodys, mine_of_old]]));
    assert_eq!(super::name(handlers![assigned, mine_or_nobodys], super::says_to(OwnerClass::Nobody, "m")).await, Some("mine_or_nobodys"));
    // A guard is asked once for each kind, and what it says may change.
    let guarded = || Routes::new().handlers(handlers![assigned, mine]).guard(|_| true);
    assert!(Router::of(guarded(), States::new(), None).is_ok());
}

#[on(incoming_messages, regex = "^o.*")]
async fn beginning_with_o() {}

#[on(incoming_messages, regex = "^or.*")]
async fn beginning_with_or() {}

#[on(incoming_messages, regex = "^or.*", kind = text)]
async fn text_beginning_with_or() {}

#[on(incoming_messages, regex = "^o.*", not(kind = text))]
async fn no_text() {}

#[on(incoming_messages, regex = "^o(?<rest>.*)")]
async fn passes_numbers(Capture(_rest): Capture<u64>) {}

#[test]
fn a_regex_that_takes_every_text_of_another_hides_it() {
    for later in [handlers![beginning_with_or], handlers![text_beginning_with_or]] {
        let message = refused(routes(&[handlers![beginning_with_o], later]), &later[0], &handlers![beginning_with_o][0]);
        let name = later[0].name();
        assert_eq!(message, format!("handler `{name}` can never run: all it asks for goes to handler `beginning_with_o` before it"));
    }
    assert!(is_fine(&[handlers![beginning_with_or, beginning_with_o]]));
    assert!(is_fine(&[handlers![no_text, passes_numbers], handlers![beginning_with_or]]));
}

#[on(incoming_messages, text = "shop")]
async fn wants_a_shop(_: State<u16>) {}

#[test]
fn a_handler_that_is_given_twice_makes_a_mistake_once() {
    let passing = Routes::new().nest(Routes::new().handlers(handlers![wants_a_shop]).guard(|_| true)).handlers(handlers![wants_a_shop]);
    let errors = Router::of(passing, States::new(), None).unwrap_err();
    assert_eq!(errors.all().len(), 1, "{errors}");
    assert!(errors.to_string().contains("takes `State<u16>`, but no such state was given"), "{errors}");
}
