use std::collections::{BTreeMap, HashMap};

use super::candidates::Candidates;
use super::patterns::Patterns;
use crate::folding::folded;
use crate::handler::{Command, Registration};
use crate::kind::EventKind;
use crate::wire::Event;

/// Where a turn's handlers are looked up: one shelf for each kind of event.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<EventKind, Shelf>);

/// The handlers of one kind, by their numbers.
#[derive(Debug, Default)]
struct Shelf {
    /// By exact text, tag or status.
    words: HashMap<&'static str, Vec<usize>>,
    /// By folded text.
    folded: HashMap<&'static str, Vec<usize>>,
    /// By a command's first word, folded.
    commands: HashMap<&'static str, Vec<usize>>,
    /// By regex.
    patterns: Option<Patterns>,
    /// Those that take any.
    others: Vec<usize>,
}

impl Index {
    /// Sorts handlers by what they ask for.
    ///
    /// # Errors
    /// The kind whose regexes are too large together, and what the crate `regex` says.
    pub(super) fn new(handlers: &[&'static Registration]) -> Result<Self, (EventKind, regex::Error)> {
        let mut shelves: BTreeMap<EventKind, Shelf> = BTreeMap::new();
        let mut patterns: BTreeMap<EventKind, Vec<(usize, &'static str)>> = BTreeMap::new();
        for (number, handler) in handlers.iter().enumerate() {
            let shelf = shelves.entry(handler.kind).or_default();
            let words = words(handler);
            if let Some(pattern) = handler.filters.regex {
                patterns.entry(handler.kind).or_default().push((number, pattern));
            } else if let Some(word) = handler.filters.command.as_ref().and_then(Command::first_word) {
                shelf.commands.entry(word).or_default().push(number);
            } else if words.is_empty() {
                shelf.others.push(number);
            }
            let map = if handler.filters.ignore_case { &mut shelf.folded } else { &mut shelf.words };
            for word in words {
                let numbers = map.entry(word).or_default();
                // A list may name a word twice.
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        for (kind, patterns) in patterns {
            let set = Patterns::new(&patterns).map_err(|cause| (kind, cause))?;
            shelves.entry(kind).or_default().patterns = Some(set);
        }
        Ok(Self(shelves))
    }

    /// The kinds that have a handler.
    pub(super) fn kinds(&self) -> impl Iterator<Item = EventKind> + '_ {
        self.0.keys().copied()
    }

    /// The handlers of a kind that ask for this event, in the order of registration.
    pub(super) fn candidates(&self, kind: EventKind, event: &Event) -> Candidates<'_> {
        let Some(shelf) = self.0.get(&kind) else { return Candidates::default() };
        let Some(word) = word(event) else { return Candidates::new([&[], &[], &[], &shelf.others], Vec::new()) };
        let words = shelf.words.get(word).map_or(&[][..], Vec::as_slice);
        let in_any_case = by_folded(&shelf.folded, word);
        let patterns = shelf.patterns.as_ref().map_or_else(Vec::new, |patterns| patterns.matches(word));
        Candidates::new([words, in_any_case, self.commands(kind, word), &shelf.others], patterns)
    }

    /// The handlers of a kind whose command begins with the text's first word.
    pub(super) fn commands(&self, kind: EventKind, text: &str) -> &[usize] {
        let Some(shelf) = self.0.get(&kind) else { return &[] };
        text.split_whitespace().next().map_or(&[][..], |word| by_folded(&shelf.commands, word))
    }
}

/// A text is only folded when somebody asks for it.
fn by_folded<'a>(map: &'a HashMap<&'static str, Vec<usize>>, word: &str) -> &'a [usize] {
    if map.is_empty() { &[] } else { map.get(folded(word).as_str()).map_or(&[][..], Vec::as_slice) }
}

/// The words that a handler asks for exactly.
fn words(handler: &Registration) -> &'static [&'static str] {
    let filters = &handler.filters;
    match handler.kind {
        EventKind::IncomingMessages | EventKind::OutgoingMessages | EventKind::AssignedMessages => filters.texts,
        EventKind::ChatTagging | EventKind::MessageTagging => filters.tags,
        EventKind::Statuses => filters.statuses,
        _ => &[],
    }
}

/// The word by which an event is looked up: a message's trimmed text, a tag's name, a status.
pub(super) fn word(event: &Event) -> Option<&str> {
    match event {
        Event::Message(message) => message.waba.content.text().map(str::trim),
        Event::ChatTagging(event) => Some(&event.tag.name),
        Event::MessageTagging(event) => Some(&event.tag.name),
        Event::Status(status) => Some(&status.status),
        _ => None,
    }
}
