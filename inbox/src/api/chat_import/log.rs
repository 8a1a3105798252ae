//! The text of "Export chat", as WhatsApp's apps write it.
//!
//! Android writes `10/03/2022, 11:00 - Ada: hi`, iOS `[10.03.22, 11:00:05] Ada: hi`; lines that begin otherwise go on with the
//! message before. How a date is written depends on the device's language.

/// A message of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Seconds since 1970.
    pub(super) time: i64,
    pub(super) name: String,
    pub(super) text: String,
}

/// What stands before a message: three numbers of the date in the order in which they are written, and the second of the day.
struct Stamp {
    date: [i64; 3],
    second: i64,
}

/// Marks of the direction of writing, which iOS puts in; and the mark at the begin of a file.
const MARKS: [char; 4] = ['\u{200e}', '\u{200f}', '\u{202a}', '\u{feff}'];

/// The messages of a log. What WhatsApp itself says in it (that messages are encrypted, say) has no name and is left out.
///
/// # Errors
/// What is wrong with the text, in words.
pub(super) fn read(text: &str, language: &str, utc_offset_minutes: i64) -> Result<Vec<Entry>, String> {
    let mut found: Vec<(Stamp, Option<String>, String)> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start_matches(MARKS);
        match (header(line), found.last_mut()) {
            (Some((stamp, rest)), _) => {
                let rest = rest.trim_start_matches(MARKS);
                let (name, text) = rest.split_once(": ").map_or((None, rest), |(name, text)| (Some(name.to_owned()), text));
                found.push((stamp, name, text.trim_start_matches(MARKS).to_owned()));
            }
            (None, Some((_, _, text))) => {
                text.push('\n');
                text.push_str(line);
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => return Err(String::from("The first line has no date.")),
        }
    }
    let month_first = month_first(&found, language);
    let mut entries = Vec::with_capacity(found.len());
    for (stamp, name, text) in found {
        let days = days(stamp.date, month_first).ok_or_else(|| format!("There is no day {:?} in the order of {language}.", stamp.date))?;
        let time = (days * 86_400 + stamp.second).saturating_sub(utc_offset_minutes.saturating_mul(60));
        entries.extend(name.map(|name| Entry { time, name, text: text.trim_end().to_owned() }));
    }
    if entries.is_empty() { Err(String::from("It has no message.")) } else { Ok(entries) }
}

/// The stamp of a line that begins a message, and what follows it.
fn header(line: &str) -> Option<(Stamp, &str)> {
    let (stamp, rest) = match line.strip_prefix('[') {
        Some(line) => line.split_once("] ")?,
        None => line.split_once(" - ")?,
    };
    Some((stamp_of(stamp)?, rest))
}

fn stamp_of(text: &str) -> Option<Stamp> {
    let text = text.to_ascii_lowercase();
    // Words for the halves of the day are `am`, `a. m.`, `p.m.`; other letters are none of a date's.
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    let afternoon = match letters.as_str() {
        "" => None,
        "am" => Some(false),
        "pm" => Some(true),
        _ => return None,
    };
    if text.chars().any(|c| !(c.is_ascii_alphanumeric() || c.is_whitespace() || "/.-,:".contains(c))) {
        return None;
    }
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(str::parse);
    let numbers: Vec<i64> = numbers.collect::<Result<_, _>>().ok()?;
    let (date, hour, minute, second) = match *numbers.as_slice() {
        [a, b, c, hour, minute] => ([a, b, c], hour, minute, 0),
        [a, b, c, hour, minute, second] => ([a, b, c], hour, minute, second),
        _ => return None,
    };
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    let fits = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    // Only then: what does not fit may be too large to be multiplied.
    fits.then(|| Stamp { date, second: hour * 3_600 + minute * 60 + second })
}

/// Whether months stand before days: a date that can be read in one way only decides, else the language of the device.
fn month_first(found: &[(Stamp, Option<String>, String)], language: &str) -> bool {
    let dates = || found.iter().map(|(stamp, ..)| stamp.date).filter(|date| date[0] < 1_000);
    if dates().any(|date| date[0] > 12) {
        return false;
    }
    let language = language.replace('_', "-").to_ascii_lowercase();
    dates().any(|date| date[1] > 12) || language == "en" || language.ends_with("-us") || language.ends_with("-ph")
}

/// Days since 1970 of a date whose year stands first or last.
fn days(date: [i64; 3], month_first: bool) -> Option<i64> {
    let (year, month, day) = match date {
        [year, month, day] if year >= 1_000 => (year, month, day),
        [month, day, year] if month_first => (year, month, day),
        [day, month, year] => (year, month, day),
    };
    let year = if year < 100 { year + 2_000 } else { year };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(1_970..=9_999).contains(&year) {
        return None;
    }
    // Years begin in March here, so that the day that some years lack is the last one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(log: &str, language: &str, offset: i64) -> Vec<(i64, String, String)> {
        let entries = read(log, language, offset).expect("a log");
        entries.into_iter().map(|entry| (entry.time, entry.name, entry.text)).collect()
    }

    fn times(log: &str, language: &str) -> Vec<i64> {
        texts(log, language, 0).into_iter().map(|(time, ..)| time).collect()
    }

    #[test]
    fn both_apps_are_read() {
        let android = "10/03/2022, 10:59 - Messages and calls are end-to-end encrypted.\n10/03/2022, 11:00 - Ada: hi: you\nthere\n\n\
            10/03/2022, 11:01 - Shop: hello\n";
        let expected = [(1_646_910_000, "Ada", "hi: you\nthere"), (1_646_910_060, "Shop", "hello")];
        let expected = expected.map(|(time, name, text)| (time, name.to_owned(), text.to_owned()));
        assert_eq!(texts(android, "de", 0), expected);
        let ios = "\u{200e}[10.03.22, 11:00:00] Ada: \u{200e}hi: you\r\nthere\r\n[10.03.22, 11:01:00] Shop: hello";
        assert_eq!(texts(ios, "de-DE", 0), expected);
        assert_eq!(texts("10/03/2022, 12:00 - Ada: hi", "en-GB", 60)[0].0, 1_646_910_000, "ahead of UTC");
        assert_eq!(texts("10/03/2022, 04:00 - Ada: hi", "en-GB", -420)[0].0, 1_646_910_000, "behind it");
    }

    #[test]
    fn dates_are_read_as_the_device_writes_them() {
        let eleven = 1_646_910_000;
        for (line, language) in [
            ("3/10/22, 11:00 AM - Ada: hi", "en-US"),
            ("3/10/22, 11:00\u{202f}AM - Ada: hi", "en"),
            ("10/3/22, 11:00 a. m. - Ada: hi", "es-ES"),
            ("2022/03/10 11:00 - Ada: hi", "ja"),
            ("2022-03-10 11:00 - Ada: hi", "sv_SE"),
        ] {
            assert_eq!(times(line, language), [eleven], "{line}");
        }
        assert_eq!(times("3/10/22, 12:00 PM - A: x\n3/10/22, 12:00 AM - A: x", "en-US"), [eleven + 3_600, eleven - 39_600]);
        // The second date can be read in one way only.
        assert_eq!(times("3/10/22, 11:00 - A: x\n3/31/22, 11:00 - A: x", "de"), [eleven, eleven + 21 * 86_400]);
        assert_eq!(times("10/3/22, 11:00 - A: x\n31/3/22, 11:00 - A: x", "en-US"), [eleven, eleven + 21 * 86_400]);
        assert_eq!(
            times("29/02/2024, 00:00 - A: x\n01/03/2024, 00:00 - A: x\n01/01/1970, 00:00 - A: x", "de"),
            [1_709_164_800, 1_709_251_200, 0]
        );
    }

    #[test]
    fn what_is_no_log_is_refused() {
        for wrong in ["", "hello", "hello\n10/03/2022, 11:00 - Ada: hi", "10/03/2022, 11:00 - encrypted", "30/02/2022, 11:00 - Ada: hi"] {
            assert!(read(wrong, "de", 0).is_err(), "{wrong}");
        }
        // Such lines belong to the message before.
        let log = "10/03/2022, 11:00 - Ada: hi\n10 - 20: x\n1/2/3, 99:00 - Ben: x\n[later] Ben: x";
        assert_eq!(texts(log, "de", 0).len(), 1);
        let log = format!("10/03/2022, 11:00 - Ada: hi\n1/2/3, {}:00 - Ben: x\n1/2/3, 1:{0} - Ben: x", i64::MAX);
        assert_eq!(texts(&log, "de", 0).len(), 1, "times beyond all numbers");
    }
}
