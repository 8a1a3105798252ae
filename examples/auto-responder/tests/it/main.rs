//! The example against the inbox that it starts: its transcript, its hours, and how it starts again.

mod away;
mod starts;
mod transcript;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use switchboard_tests::World;

const BOT: &str = env!("CARGO_BIN_EXE_auto-responder");

const WELCOME: &str = "Welcome to the Tea House!";
const HELLO: &str = "Hello, Ada! Ask for our hours, or about an order: order 1234";
const FALLBACK: &str = "I have no answer to that. Ask for our hours, or about an order: order 1234";

/// Moves the clock to the next such day, at this full hour where the shop is.
async fn it_becomes(world: &World, day: Weekday, hour: i8) {
    let zone = TimeZone::get("Europe/Berlin").expect("a time zone");
    let today = world.now().await.to_zoned(zone.clone()).date();
    let then = today.nth_weekday(1, day).expect("a day").at(hour, 0, 0, 0).to_zoned(zone).expect("a time");
    world.advance_to(then.timestamp()).await;
}

/// Moves the clock by full hours.
async fn hours_pass(world: &World, hours: u64) {
    world.advance(hours * 60 * 60).await;
}
