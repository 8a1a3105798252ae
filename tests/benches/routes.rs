//! What an event costs with 10 regex handlers, and with 1,000.
//!
//! Run it by hand: `cargo bench -p switchboard-tests --bench routes`. It asserts nothing about time. A text that one handler takes and
//! one that nobody takes are routed in turn, by the router alone: no store, no network.

use std::io::Write as _;
use std::panic::Location;
use std::time::{Duration, Instant};

use switchboard::__private::{Asks, EventKind, Filters};
use switchboard::handler::{Registration, States};
use switchboard::prelude::*;
use switchboard::routing::Router;
use switchboard::turn::TurnFacts;
use switchboard::wire::event::{Event as WireEvent, MessageEvent, MessageNames};
use switchboard::wire::{Content, WabaMessage, content};

/// How many events are routed in one round.
const EVENTS: u32 = 20_000;

/// How many rounds each has. They take turns, and the median counts.
const ROUNDS: usize = 9;

#[on(incoming_messages)]
async fn answer(text: &Text) -> Option<String> {
    text.is_empty().then(String::new)
}

/// So many handlers, each with a regex of its own, as a bot's developer writes them.
fn handlers(count: usize) -> Vec<&'static Registration> {
    let call = handlers![answer][0].call;
    let made = |number: usize| Registration {
        name: "answer",
        place: Location::caller(),
        kind: EventKind::IncomingMessages,
        filters: Filters {
            regex: Some(match number % 3 {
                0 => format!(r"(?i)^order{number} (?<id>[0-9]+)( (?<note>.+))?$").leak(),
                1 => format!(r"(?i)\bword{number}\b").leak(),
                _ => format!(r"(?i)^(hello|good (morning|evening)),? shop{number}").leak(),
            }),
            groups: if number.is_multiple_of(3) { &["id", "note"] } else { &[] },
            ..Filters::NONE
        },
        owners: None,
        may_pass: true,
        asks: Asks::ANYTHING,
        module: "",
        about: "",
        call,
    };
    (0..count).map(|number| &*Box::leak(Box::new(made(number)))).collect()
}

fn turn(words: &str) -> Result<Turn> {
    let chat = WaId::new("491713920001")?;
    let waba = WabaMessage::new(Content::Text(content::Text::new(words)));
    let event = MessageEvent { chat, waba, message: None, profile_name: None, names: MessageNames::default() };
    Ok(Turn::new(TurnFacts::new(WireEvent::Message(Box::new(event)), UserId::new(7), "2026-01-01T00:00:00Z".parse()?)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let [few, many] = [10, 1_000].map(|count| Router::build(handlers(count), States::new()));
    let (few, many) = (few?, many?);
    // Both routers know these two.
    let turns = [turn("ORDER6 12 no milk, please")?, turn("I have a question about the third parcel of last week")?];
    let (mut of_few, mut of_many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_few.push(round(&few, &turns).await?);
        of_many.push(round(&many, &turns).await?);
    }
    let (few, many) = (median(of_few), median(of_many));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{EVENTS} events, median of {ROUNDS} rounds")?;
    writeln!(out, "   10 regex handlers: {few:>8.2?} per event")?;
    writeln!(out, "1,000 regex handlers: {many:>8.2?} per event")?;
    writeln!(out, "ratio: {:.2}", many.as_secs_f64() / few.as_secs_f64())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the time that really passes")]
async fn round(router: &Router, turns: &[Turn]) -> Result<Duration> {
    let began = Instant::now();
    for number in 0..EVENTS {
        let outcome = router.dispatch(&turns[number as usize % turns.len()]).await?;
        assert_eq!(outcome.handler.is_some(), number % 2 == 0, "the first text is taken, the second is not");
    }
    Ok(began.elapsed() / EVENTS)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
