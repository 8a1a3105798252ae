//! When somebody is there.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};

/// The same hours on every day from one weekday to another.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    pub(crate) zone: TimeZone,
    /// The first and the last, as they follow each other from Monday on.
    pub(crate) days: (Weekday, Weekday),
    pub(crate) from: Time,
    pub(crate) to: Time,
}

impl Hours {
    /// Whether somebody is there.
    pub(crate) fn are_on(&self, now: Timestamp) -> bool {
        let now = now.to_zoned(self.zone.clone());
        self.include(now.date()) && (self.from..self.to).contains(&now.time())
    }

    /// When somebody is there again.
    pub(crate) fn next_opening(&self, now: Timestamp) -> Result<Zoned, jiff::Error> {
        let now = now.to_zoned(self.zone.clone());
        let mut day = if now.time() < self.from { now.date() } else { now.date().tomorrow()? };
        while !self.include(day) {
            day = day.checked_add(1.day())?;
        }
        day.to_datetime(self.from).to_zoned(self.zone.clone())
    }

    fn include(&self, day: Date) -> bool {
        let number = Weekday::to_monday_zero_offset;
        (number(self.days.0)..=number(self.days.1)).contains(&number(day.weekday()))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { zone, days, from, to } = self;
        let zone = zone.iana_name().unwrap_or("our time");
        write!(f, "{:?} to {:?}, {} to {} ({zone})", days.0, days.1, from.strftime("%H:%M"), to.strftime("%H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{DateTime, date, time};

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("a time zone")
    }

    fn hours() -> Hours {
        Hours { zone: berlin(), days: (Weekday::Monday, Weekday::Friday), from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) }
    }

    fn at(berlin_time: DateTime) -> Timestamp {
        berlin_time.to_zoned(berlin()).expect("a time").timestamp()
    }

    /// The week of the change to winter time: on the Sunday, 2025-10-26, the clocks go back.
    const FRIDAY: Date = date(2025, 10, 24);

    #[test]
    fn the_first_minute_counts_and_the_last_does_not() {
        for (hour, minute, on) in [(8, 59, false), (9, 0, true), (16, 59, true), (17, 0, false)] {
            assert_eq!(hours().are_on(at(FRIDAY.at(hour, minute, 0, 0))), on, "{hour}:{minute}");
        }
        assert!(!hours().are_on(at(date(2025, 10, 25).at(10, 0, 0, 0))), "a Saturday");
    }

    #[test]
    fn the_next_opening_is_this_morning_or_on_the_next_day_that_counts() {
        let opening = |now| hours().next_opening(at(now)).expect("an opening").to_string();
        assert_eq!(opening(FRIDAY.at(6, 0, 0, 0)), "2025-10-24T09:00:00+02:00[Europe/Berlin]");
        assert_eq!(opening(FRIDAY.at(17, 0, 0, 0)), "2025-10-27T09:00:00+01:00[Europe/Berlin]");
    }

    #[test]
    fn they_are_told_in_words() {
        assert_eq!(hours().to_string(), "Monday to Friday, 09:00 to 17:00 (Europe/Berlin)");
    }
}
