//! Commands: a text that begins with given words and goes on with arguments.

use crate::folding::folded;

/// A command as data. Only the macro writes one.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// As it was written: `order <id> [note]`.
    pub usage: &'static str,
    /// Words and arguments, in their order; it begins with a word.
    pub parts: &'static [Part],
    /// Whether the last argument takes all that is left.
    pub rest: bool,
}

/// A part of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A word, folded.
    Word(&'static str),
    /// An argument.
    Required(&'static str),
    /// An argument that may be left out.
    Optional(&'static str),
}

/// The arguments of a command that was given, by name. One that was left out is not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments(Vec<(&'static str, String)>);

impl Arguments {
    /// What was given for an argument.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }
}

impl Command {
    /// The word by which it is looked up.
    pub(crate) fn first_word(&self) -> Option<&'static str> {
        match self.parts.first() {
            Some(Part::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The arguments, when the text is this command. Blanks are folded, and the case of its own words does not matter.
    pub(crate) fn read(&self, text: &str) -> Option<Arguments> {
        let mut pieces = text.split_whitespace().peekable();
        let mut arguments = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let (name, is_optional) = match *part {
                Part::Word(word) => {
                    if folded(pieces.next()?) != word {
                        return None;
                    }
                    continue;
                }
                Part::Required(name) => (name, false),
                Part::Optional(name) => (name, true),
            };
            let takes_rest = self.rest && at + 1 == self.parts.len();
            let given =
                if takes_rest { pieces.by_ref().collect::<Vec<_>>().join(" ") } else { pieces.next().unwrap_or_default().to_owned() };
            match given.is_empty() {
                false => arguments.push((name, given)),
                true if is_optional => {}
                true => return None,
            }
        }
        pieces.next().is_none().then_some(Arguments(arguments))
    }

    /// Whether every text of the other command is one of this command, too.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let least = |command: &Self| command.parts.iter().filter(|part| !matches!(part, Part::Optional(_))).count();
        let is_long_enough = self.rest || (!other.rest && self.parts.len() >= other.parts.len());
        // Words stand before all that may be left out, so those of this command stand where the other has a part.
        let words = self.parts.iter().enumerate().filter(|(_, part)| matches!(part, Part::Word(_)));
        least(self) <= least(other) && is_long_enough && { words }.all(|(at, part)| other.parts.get(at) == Some(part))
    }

    /// Whether the text begins with the command's own first words, and arguments were to follow.
    pub(crate) fn is_meant(&self, text: &str) -> bool {
        let mut pieces = text.split_whitespace();
        let words = self.parts.iter().map_while(|part| if let Part::Word(word) = part { Some(*word) } else { None });
        let mut begins = true;
        for word in words {
            begins &= pieces.next().is_some_and(|piece| folded(piece) == word);
        }
        begins && self.parts.iter().any(|part| !matches!(part, Part::Word(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Part};

    const ORDER: Command =
        Command { usage: "order <id> [note]", parts: &[Part::Word("order"), Part::Required("id"), Part::Optional("note")], rest: true };
    const SIZE: Command =
        Command { usage: "size of <shoe>", parts: &[Part::Word("size"), Part::Word("of"), Part::Required("shoe")], rest: false };

    #[test]
    fn arguments_are_read_by_name() {
        let read =
            |text| ORDER.read(text).map(|arguments| (arguments.get("id").map(str::to_owned), arguments.get("note").map(str::to_owned)));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read(" ORDER  12 "), Some((some("12"), None)));
        assert_eq!(read("order 12 no\n milk, please"), Some((some("12"), some("no milk, please"))));
        assert_eq!(read("order"), None);
        assert_eq!(read("orders 12"), None);
        assert!(SIZE.read("Size Of boots").is_some());
        assert!(SIZE.read("size of my boots").is_none());
    }

    #[test]
    fn what_was_meant_is_told_from_what_is_something_else() {
        assert!(ORDER.is_meant("order") && ORDER.is_meant("Order a b"));
        assert!(!ORDER.is_meant("borders") && !SIZE.is_meant("size"));
    }

    #[test]
    fn a_command_covers_another_that_asks_for_more() {
        let command = |parts: &'static [Part], rest| Command { usage: "", parts, rest };
        let new = command(&[Part::Word("order"), Part::Word("new")], false);
        let by_id = command(&[Part::Word("order"), Part::Required("id")], false);
        let all = command(&[Part::Word("order"), Part::Optional("words")], true);
        let bare = command(&[Part::Word("order")], false);
        let at_most_one = command(&[Part::Word("order"), Part::Optional("id")], false);
        assert!(by_id.covers(&new) && !new.covers(&by_id));
        assert!(all.covers(&ORDER) && ORDER.covers(&new) && !ORDER.covers(&all) && !by_id.covers(&ORDER));
        assert!(all.covers(&bare) && at_most_one.covers(&bare) && at_most_one.covers(&new));
        assert!(!bare.covers(&at_most_one) && !by_id.covers(&bare) && !all.covers(&SIZE) && !at_most_one.covers(&ORDER));
    }
}
