//! Reading a script back.

use std::str::FromStr;
use std::time::Duration;

use super::{Deed, Entry, Script, Who};

/// What the further lines of a text begin with.
pub(super) const INDENT: &str = "    ";

pub(super) const CALLED: &str = "The customer is called ";
pub(super) const NOT_DELIVERED: &str = "Not delivered: ";
pub(super) const TAKES: &str = "takes the chat";
pub(super) const GIVES: &str = "gives the chat to ";
pub(super) const GROUP: &str = "the group ";
pub(super) const TAGS: &str = "tags the chat: ";
pub(super) const UNTAGS: &str = "takes off the tag: ";

/// Units of time, with their seconds.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// A line of a script that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {number} is no line of a conversation: {line:?}; write `Customer: words`, `Mira: words`, `(Mira takes the chat.)` or `(10m pass.)`"
)]
pub struct NoScript {
    /// Counted from 1.
    pub number: usize,
    /// The line.
    pub line: String,
}

impl FromStr for Script {
    type Err = NoScript;

    /// Reads a conversation. Lines that begin with `#` and empty lines are left out.
    fn from_str(text: &str) -> Result<Self, NoScript> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut empty = 0;
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                empty += 1;
                continue;
            }
            match (line.strip_prefix(INDENT), entries.last_mut()) {
                (Some(further), Some(Entry::Says { words, .. })) => {
                    words.extend(std::iter::repeat_n('\n', empty + 1));
                    words.push_str(further);
                }
                _ if line.starts_with('#') => {}
                _ => entries.push(entry(line).ok_or_else(|| NoScript { number: number + 1, line: line.to_owned() })?),
            }
            empty = 0;
        }
        Ok(Self { entries })
    }
}

fn entry(line: &str) -> Option<Entry> {
    let Some(stage) = line.strip_prefix('(') else {
        let (who, words) = line.split_once(':')?;
        let who = match who {
            "Customer" => Who::Customer,
            "Bot" => Who::Bot,
            name if name.is_empty() || name.contains(char::is_whitespace) => return None,
            name => Who::Person(name.to_owned()),
        };
        return Some(Entry::Says { who, words: words.strip_prefix(' ').unwrap_or(words).to_owned() });
    };
    let stage = stage.strip_suffix(".)")?;
    match stage {
        "The chat is resolved" => return Some(Entry::Resolved(true)),
        "The chat is open again" => return Some(Entry::Resolved(false)),
        _ => {}
    }
    if let Some(name) = stage.strip_prefix(CALLED) {
        return Some(Entry::Called(name.to_owned()));
    }
    if let Some(why) = stage.strip_prefix(NOT_DELIVERED) {
        return Some(Entry::NotDelivered(why.to_owned()));
    }
    if let Some(time) = stage.strip_suffix(" pass") {
        return duration(time).map(Entry::Passes);
    }
    let (who, deed) = match stage.strip_prefix("The bot ") {
        Some(deed) => (Who::Bot, deed),
        None => stage.split_once(' ').map(|(who, deed)| (Who::Person(who.to_owned()), deed))?,
    };
    let owned = |name: &str| name.to_owned();
    let deed = if deed == TAKES {
        Deed::Takes
    } else if let Some(to) = deed.strip_prefix(GIVES) {
        match (to, to.strip_prefix(GROUP)) {
            (_, Some(group)) => Deed::GivesToGroup(group.to_owned()),
            ("the bot", _) => Deed::GivesToBot,
            ("nobody", _) => Deed::GivesToNobody,
            (name, _) => Deed::GivesToPerson(name.to_owned()),
        }
    } else {
        deed.strip_prefix(TAGS).map(owned).map(Deed::Tags).or_else(|| deed.strip_prefix(UNTAGS).map(owned).map(Deed::Untags))?
    };
    Some(Entry::Does { who, deed })
}

/// A time in its units, the greatest first.
pub(super) fn parts(time: Duration) -> [(u64, char); 4] {
    let mut rest = time.as_secs();
    UNITS.map(|(unit, seconds)| {
        let part = rest / seconds;
        rest %= seconds;
        (part, unit)
    })
}

fn duration(text: &str) -> Option<Duration> {
    let seconds = text.split(' ').map(|part| {
        let unit = part.chars().next_back()?;
        let (_, seconds) = UNITS.into_iter().find(|(known, _)| *known == unit)?;
        part[..part.len() - unit.len_utf8()].parse::<u64>().ok()?.checked_mul(seconds)
    });
    seconds.sum::<Option<u64>>().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::super::{Deed, Entry, Script, Who};
    use std::time::Duration;

    #[test]
    fn every_entry_is_read_back() {
        let does = |deed: Deed| Entry::Does { who: Who::Person("Mira".to_owned()), deed };
        let says = |words: &str| Entry::Says { who: Who::Customer, words: words.to_owned() };
        let name = || "VIP desk".to_owned();
        let script = Script::new(vec![
            Entry::Called("Robin Lee".to_owned()),
            says("hi"),
            says("one\n\nthree: (and so on)"),
            Entry::Says { who: Who::Bot, words: "\\[sic]".to_owned() },
            Entry::NotDelivered("132001, there is no `menu` in `en`".to_owned()),
            Entry::Does { who: Who::Bot, deed: Deed::GivesToGroup(name()) },
            does(Deed::Takes),
            does(Deed::GivesToBot),
            does(Deed::GivesToPerson("Ben".to_owned())),
            does(Deed::GivesToNobody),
            does(Deed::Tags(name())),
            does(Deed::Untags(name())),
            Entry::Resolved(true),
            Entry::Resolved(false),
            Entry::Passes(Duration::from_secs(90_061)),
            Entry::Passes(Duration::from_secs(600)),
        ]);
        assert_eq!(script.to_string().parse(), Ok(script));
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for line in ["nonsense", "(10x pass.)", "(Mira dances.)", "(Mira takes the chat)", "two words: hi", ": hi", "    further"] {
            let no_script = format!("Customer: hi\n# why\n\n(10m pass.)\n{line}\n").parse::<Script>().unwrap_err();
            assert_eq!((no_script.number, no_script.line.as_str()), (5, line));
        }
    }
}
