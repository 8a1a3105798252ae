//! The index against the plain truth: asking every handler, one after another.

use std::panic::Location;
use std::sync::LazyLock;

use proptest::prelude::*;
use regex::Regex;

use crate::handler::private::Asks;
use crate::handler::sample::{message, says};
use crate::handler::{Filters, Registration, States};
use crate::kind::EventKind;
use crate::routing::Router;
use crate::wire::{Content, content};

const COUNT: usize = 1_000;

/// A thousand handlers: exact texts, lists of texts, anchored and free regexes, and a few that take anything.
fn registrations() -> Vec<&'static Registration> {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let made = |number: usize| {
        let word = number % 97;
        let filters = match number % 10 {
            0 | 1 => Filters { texts: Box::leak(Box::new([leak(format!("word{number}")), leak(format!("also{word}"))])), ..Filters::NONE },
            2 if number % 100 == 2 => Filters::NONE,
            3..=5 => Filters { regex: Some(leak(format!(r"(?i)^order{word} (?<id>\d+)( number{number})?$"))), ..Filters::NONE },
            _ => Filters { regex: Some(leak(format!(r"(?i)\bword{number}\b.*\d"))), groups: &["id"], ..Filters::NONE },
        };
        Registration {
            name: leak(format!("handler{number}")),
            place: Location::caller(),
            kind: EventKind::IncomingMessages,
            filters,
            owners: None,
            may_pass: true,
            asks: Asks::ANYTHING,
            module: "",
            about: "",
            call: |_| None,
        }
    };
    (0..COUNT).map(|number| -> &'static Registration { Box::leak(Box::new(made(number))) }).collect()
}

struct Both {
    router: Router,
    scan: Vec<(&'static Registration, Option<Regex>)>,
}

static BOTH: LazyLock<Both> = LazyLock::new(|| {
    let registrations = registrations();
    let scan = registrations.iter().map(|handler| (*handler, handler.filters.regex.map(|regex| Regex::new(regex).unwrap()))).collect();
    Both { router: Router::build(registrations, States::new()).unwrap(), scan }
});

fn scanned(text: &str) -> Vec<usize> {
    let text = text.trim();
    let wants = |(handler, regex): &(&Registration, Option<Regex>)| match regex {
        Some(regex) => regex.is_match(text),
        None => handler.filters.texts.is_empty() || handler.filters.texts.contains(&text),
    };
    BOTH.scan.iter().enumerate().filter(|(_, handler)| wants(handler)).map(|(number, _)| number).collect()
}

fn looked_up(text: &str) -> Vec<usize> {
    BOTH.router.candidates(EventKind::IncomingMessages, &message(Content::Text(content::Text::new(text))))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_a_scan_finds(
        words in prop::collection::vec("word[0-9]{1,3}|also[0-9]{1,2}|ORDER[0-9]{1,2}|[0-9]{1,4}|[a-zäß ]{0,12}", 1..6),
        blanks in "[ \n]{0,2}",
    ) {
        let text = format!("{blanks}{}{blanks}", words.join(" "));
        prop_assert_eq!(looked_up(&text), scanned(&text));
    }
}

#[test]
fn every_handler_is_found_by_its_own_text() {
    for (number, (handler, _)) in BOTH.scan.iter().enumerate() {
        let text = match (handler.filters.texts.first(), handler.filters.regex) {
            (Some(text), _) => (*text).to_owned(),
            (None, Some(_)) if (3..=5).contains(&(number % 10)) => format!("Order{} 17 number{number}", number % 97),
            (None, _) => format!("a word{number} 5"),
        };
        assert!(looked_up(&text).contains(&number), "{text}");
    }
}

/// A text asks a handful of handlers, however many there are, and compiles the regexes of those it hits alone.
#[tokio::test]
async fn a_text_costs_what_it_hits() {
    let router = Router::build(registrations(), States::new()).unwrap();
    assert_eq!(router.compiled(), 0);
    let anything = COUNT / 100;
    let turn = says("see word508 5");
    assert_eq!(router.candidates(EventKind::IncomingMessages, turn.event()).len(), anything + 1);
    for _ in 0..3 {
        // These handlers answer nothing, as one that passes does.
        assert!(router.dispatch(&turn).await.unwrap().handler.is_none());
        assert_eq!(router.compiled(), 1);
    }
}
