//! Durations as the configuration writes them: a whole number and a unit, `500ms`, `5s`, `10m`, `12h`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| de::Error::custom("write a whole number and a unit, such as `500ms`, `5s`, `10m` or `12h`"))
}

fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number = number.parse::<u64>().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(60 * 60).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn a_number_and_a_unit() {
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse(" 5s "), Some(Duration::from_secs(5)));
        assert_eq!(parse("10m"), Some(Duration::from_secs(600)));
        assert_eq!(parse("12h"), Some(Duration::from_secs(43_200)));
        assert_eq!(parse("0s"), Some(Duration::ZERO));
    }

    #[test]
    fn nothing_else() {
        for text in ["", "5", "s", "5 s", "-5s", "1.5s", "5sec", "1d", "5S", "99999999999999999999s", "18446744073709551615h", "５s"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
