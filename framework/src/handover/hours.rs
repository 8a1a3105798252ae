use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use serde::{Deserialize, Deserializer, de};

/// When people are there: hours of the week in a time zone, and the days on which they are not.
///
/// It is built, or read from a text as the configuration may hold one. An opening that ends before it begins lasts until the next
/// day; `24:00` is the end of a day. Times are minutes; the last one does not count.
///
/// ```
/// use jiff::civil::{Weekday, date};
/// use switchboard::handover::Hours;
///
/// # fn main() -> Result<(), switchboard::handover::InvalidHours> {
/// let office = Hours::new("Europe/Berlin")?
///     .between(Weekday::Monday, Weekday::Friday, "09:00", "17:00")?
///     .on(Weekday::Saturday, "10:00", "14:00")?
///     .holiday(date(2026, 12, 25));
/// assert_eq!(office.to_string(), "Europe/Berlin; Mon-Fri 09:00-17:00; Sat 10:00-14:00; closed 2026-12-25");
/// assert_eq!("Europe/Berlin; Mon-Fri 09:00-17:00; Sat 10:00-14:00; closed 2026-12-25".parse::<Hours>()?, office);
///
/// let on_christmas = "2026-12-25T10:00:00+01:00".parse().expect("a time");
/// assert!(!office.contains(on_christmas));
/// assert_eq!(office.next_opening(on_christmas).map(|at| at.to_string()).as_deref(), Some("2026-12-26T09:00:00Z"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    zone: TimeZone,
    /// From Monday on.
    week: [Vec<Opening>; 7],
    closed: BTreeSet<Date>,
}

/// From one minute of a day to another, which may be that of the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Opening {
    from: u16,
    to: u16,
}

/// Why a text is no hours, in a sentence that says what to write.
///
/// ```
/// use switchboard::handover::{Hours, InvalidHours};
///
/// let wrong: Result<Hours, InvalidHours> = "Europe/Atlantis; Mon-Fri 09:00-17:00".parse();
/// assert!(wrong.unwrap_err().to_string().contains("Europe/Berlin"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidHours(String);

const DAY: u16 = 24 * 60;
const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];
/// How far the next opening is looked for: a year of holidays and some days.
const LOOKED_AHEAD: usize = 400;

impl Hours {
    /// Never open, in a time zone of the IANA database, for example `Europe/Berlin`.
    ///
    /// # Errors
    /// When there is no such time zone.
    pub fn new(zone: &str) -> Result<Self, InvalidHours> {
        let zone =
            TimeZone::get(zone).map_err(|_| InvalidHours(format!("there is no time zone `{zone}`; write one like `Europe/Berlin`")))?;
        Ok(Self { zone, week: Default::default(), closed: BTreeSet::new() })
    }

    /// Adds an opening on one day of the week, with times as `09:00`.
    ///
    /// # Errors
    /// When one of the times is none.
    pub fn on(mut self, day: Weekday, from: &str, to: &str) -> Result<Self, InvalidHours> {
        let (from, to) = (minute(from)?, minute(to)?);
        let opening = Opening { from, to: if to <= from { to + DAY } else { to } };
        let openings = &mut self.week[number(day)];
        openings.push(opening);
        openings.sort_unstable();
        Ok(self)
    }

    /// Adds the same opening on all days from one to another, which may be in the next week.
    ///
    /// # Errors
    /// When one of the times is none.
    pub fn between(mut self, first: Weekday, last: Weekday, from: &str, to: &str) -> Result<Self, InvalidHours> {
        let count = (number(last) + 7 - number(first)) % 7;
        for day in 0..=count {
            self = self.on(DAYS[(number(first) + day) % 7].1, from, to)?;
        }
        Ok(self)
    }

    /// A day on which nothing opens.
    #[must_use]
    pub fn holiday(mut self, day: Date) -> Self {
        self.closed.insert(day);
        self
    }

    /// Whether somebody is there.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        let local = self.local(at);
        let now = minutes(local.time());
        let today = self.openings(local.date()).any(|opening| (opening.from..opening.to).contains(&now));
        // Since yesterday evening?
        today || local.date().yesterday().is_ok_and(|day| self.openings(day).any(|opening| now + DAY < opening.to))
    }

    /// The first moment from now on at which somebody is there: now itself when they are; nothing when nobody comes for a year.
    #[must_use]
    pub fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        if self.contains(now) {
            return Some(now);
        }
        let mut day = self.local(now).date();
        for _ in 0..LOOKED_AHEAD {
            let starts = self.openings(day).filter_map(|opening| self.moment(day, opening.from));
            if let Some(next) = starts.filter(|start| *start >= now).min() {
                return Some(next);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// A moment as the clocks show it where people are: `hours.local(opening).strftime("%A at %H:%M")` is "Monday at 09:00".
    ///
    /// ```
    /// use switchboard::handover::Hours;
    ///
    /// # fn main() -> Result<(), switchboard::handover::InvalidHours> {
    /// let office: Hours = "Europe/Berlin; Mon-Fri 09:00-17:00".parse()?;
    /// let saturday = "2026-05-23T12:00:00Z".parse().expect("a time");
    /// let opening = office.next_opening(saturday).expect("an opening");
    /// assert_eq!(office.local(opening).strftime("%A at %H:%M").to_string(), "Monday at 09:00");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    fn openings(&self, day: Date) -> impl Iterator<Item = Opening> + '_ {
        let openings: &[Opening] = if self.closed.contains(&day) { &[] } else { &self.week[number(day.weekday())] };
        openings.iter().copied()
    }

    /// A minute of a day; one that the clocks leave out is as much later as they jump.
    fn moment(&self, day: Date, minute: u16) -> Option<Timestamp> {
        let time = Time::midnight().wrapping_add(SignedDuration::from_mins(i64::from(minute)));
        day.to_datetime(time).to_zoned(self.zone.clone()).ok().map(|moment| moment.timestamp())
    }
}

fn number(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

fn minutes(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// `09:00`, up to `24:00`.
fn minute(text: &str) -> Result<u16, InvalidHours> {
    let read = || {
        let (hour, minute) = text.split_once(':')?;
        let two =
            |part: &str| if part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit()) { part.parse::<u16>().ok() } else { None };
        let (hour, minute) = (two(hour)?, two(minute)?);
        (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
    };
    read().ok_or_else(|| InvalidHours(format!("`{text}` is no time of day; write it like `09:00`, up to `24:00`")))
}

impl FromStr for Hours {
    type Err = InvalidHours;

    /// A time zone, then openings and closed days, with semicolons between them.
    fn from_str(text: &str) -> Result<Self, InvalidHours> {
        let mut parts = text.split(';').map(str::trim);
        let mut hours = Self::new(parts.next().unwrap_or_default())?;
        for part in parts.filter(|part| !part.is_empty()) {
            let wrong =
                || InvalidHours(format!("`{part}` is no opening; write `Mon-Fri 09:00-17:00`, `Sat 10:00-14:00` or `closed 2026-12-25`"));
            let (days, times) = part.split_once(' ').ok_or_else(wrong)?;
            if days == "closed" {
                hours = hours.holiday(times.trim().parse().map_err(|_| wrong())?);
                continue;
            }
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let day = |name: &str| DAYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, day)| *day).ok_or_else(wrong);
            let (from, to) = times.trim().split_once('-').ok_or_else(wrong)?;
            hours = hours.between(day(first)?, day(last)?, from.trim(), to.trim())?;
        }
        Ok(hours)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zone.iana_name().unwrap_or("UTC"))?;
        let mut first = 0;
        while first < self.week.len() {
            let same = self.week[first..].iter().take_while(|openings| **openings == self.week[first]).count();
            for Opening { from, to } in &self.week[first] {
                let end = if *to > DAY { to - DAY } else { *to };
                let days = match same {
                    1 => DAYS[first].0.to_owned(),
                    _ => format!("{}-{}", DAYS[first].0, DAYS[first + same - 1].0),
                };
                write!(f, "; {days} {:02}:{:02}-{:02}:{:02}", from / 60, from % 60, end / 60, end % 60)?;
            }
            first += same;
        }
        self.closed.iter().try_for_each(|day| write!(f, "; closed {day}"))
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What a function named by `hours = ..` may return: hours, or why there are none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no hours",
    label = "neither `Hours` nor a `Result<Hours, ..>`",
    note = "`hours = office` names a function `fn office() -> Hours`"
)]
pub trait IntoHours {
    /// The hours.
    ///
    /// # Errors
    /// Why there are none; the bot does not start then.
    fn into_hours(self) -> crate::Result<Hours>;
}

impl IntoHours for Hours {
    fn into_hours(self) -> crate::Result<Hours> {
        Ok(self)
    }
}

impl<E: Into<crate::Error>> IntoHours for Result<Hours, E> {
    fn into_hours(self) -> crate::Result<Hours> {
        self.map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn office() -> Hours {
        "Europe/Berlin; Mon-Fri 09:00-12:00; Mon-Fri 13:00-17:00; closed 2025-10-28".parse().unwrap()
    }

    #[test]
    fn the_first_minute_counts_and_the_last_does_not() {
        // A Friday in summer time.
        for (time, open) in [("08:59", false), ("09:00", true), ("11:59", true), ("12:00", false), ("13:00", true), ("17:00", false)] {
            assert_eq!(office().contains(at(&format!("2025-10-24T{time}:00+02:00"))), open, "{time}");
        }
        assert!(!office().contains(at("2025-10-25T10:00:00+02:00")), "a Saturday");
        assert!(!office().contains(at("2025-10-28T10:00:00+01:00")), "a holiday");
    }

    #[test]
    fn a_night_goes_on_in_the_morning() {
        let night = Hours::new("Europe/Berlin").unwrap().on(Weekday::Friday, "22:00", "06:00").unwrap();
        for (time, open) in
            [("24T21:59", false), ("24T22:00", true), ("25T05:59", true), ("25T06:00", false), ("25T22:00", false), ("24T05:00", false)]
        {
            assert_eq!(night.contains(at(&format!("2025-10-{time}:00+02:00"))), open, "{time}");
        }
        // The holiday is that of the evening.
        assert!(!night.clone().holiday(date(2025, 10, 24)).contains(at("2025-10-25T01:00:00+02:00")));
        assert!(night.holiday(date(2025, 10, 25)).contains(at("2025-10-25T01:00:00+02:00")));
    }

    #[test]
    fn the_next_opening_is_found_over_weekend_change_of_clocks_and_holiday() {
        let next = |now| office().next_opening(at(now)).unwrap();
        assert_eq!(next("2025-10-24T06:00:00+02:00"), at("2025-10-24T09:00:00+02:00"));
        assert_eq!(next("2025-10-24T10:00:00+02:00"), at("2025-10-24T10:00:00+02:00"), "open");
        assert_eq!(next("2025-10-24T12:30:00+02:00"), at("2025-10-24T13:00:00+02:00"));
        assert_eq!(next("2025-10-24T17:00:00+02:00"), at("2025-10-27T09:00:00+01:00"));
        assert_eq!(next("2025-10-27T17:00:00+01:00"), at("2025-10-29T09:00:00+01:00"));
        assert_eq!(Hours::new("UTC").unwrap().next_opening(at("2025-10-24T06:00:00Z")), None);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["UTC", "Europe/Berlin; Mon-Sun 00:00-24:00", "Asia/Tokyo; Mon 22:00-06:00; Wed-Thu 09:00-12:00; closed 2026-01-01"] {
            assert_eq!(text.parse::<Hours>().unwrap().to_string(), text);
        }
        assert_eq!("UTC; Sat-Mon 10:00-11:00".parse::<Hours>().unwrap().to_string(), "UTC; Mon 10:00-11:00; Sat-Sun 10:00-11:00");
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        for (text, wrong) in [
            ("Berlin", "no time zone `Berlin`"),
            ("UTC; Mon", "`Mon` is no opening"),
            ("UTC; Mo 09:00-10:00", "`Mo 09:00-10:00` is no opening"),
            ("UTC; Mon 9-10", "`9` is no time of day"),
            ("UTC; Mon 09:00-24:01", "`24:01` is no time of day"),
            ("UTC; closed tomorrow", "`closed tomorrow` is no opening"),
        ] {
            assert!(text.parse::<Hours>().unwrap_err().to_string().contains(wrong), "{text}");
        }
    }
}
