//! The round trip in a world of the test kit: a customer writes, and the phone shows the bot's answer.
//!
//! Everything is in this process and goes over HTTP: the phone, the inbox, its webhook call, the bot's journal and outbox in memory, and
//! the reply. Run it by hand: `cargo bench -p switchboard-tests --bench round_trip`. It asserts nothing about time.

use std::io::Write as _;
use std::time::{Duration, Instant};

use switchboard::prelude::*;
use switchboard::testing::World;

/// Round trips that are measured, after as many tenths that are not.
const ROUNDS: usize = 2_000;

#[on(incoming_messages)]
async fn echo(text: Text) -> String {
    text.into()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
#[tokio::main]
async fn main() -> Result<()> {
    let world = World::start().await;
    let keys = [("limits.number", "0"), ("limits.pair", "0"), ("limits.chat_replies", "0"), ("log", "warn")];
    let _bot = world.bot_with(&keys, |bot| bot.handlers(handlers![echo])).await;
    let ada = world.customer("Ada").await;
    let mut took = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS + ROUNDS / 10 {
        let began = Instant::now();
        ada.says("hi").await;
        ada.hears("hi").await;
        if round >= ROUNDS / 10 {
            took.push(began.elapsed());
        }
    }
    took.sort();
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    let millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let cpus = std::thread::available_parallelism()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{ROUNDS} round trips of one customer, {cpus} CPUs")?;
    writeln!(out, "median {:.2} ms, 99 of 100 within {:.2} ms", millis(at(50)), millis(at(99)))?;
    Ok(())
}
