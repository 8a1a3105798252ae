use std::sync::OnceLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use crate::error::{Error, Result};

/// How much memory the automaton of one set of regexes may take. With the default of the crate `regex`, between 200 and
/// 500 patterns fall back to an engine that is far slower than asking them one by one.
const DFA_SIZE_LIMIT: usize = 32 << 20;

/// How large a set may be when compiled. 1,000 ordinary patterns take 14 MiB; beyond this limit it is a mistake.
const SIZE_LIMIT: usize = 256 << 20;

/// The regexes of one kind of event, asked all at once.
#[derive(Debug)]
pub(super) struct Patterns {
    set: RegexSet,
    /// Which handler each of them belongs to; in ascending order.
    handlers: Vec<usize>,
}

impl Patterns {
    /// Compiles them and searches once, so that the first event does not pay for it.
    ///
    /// # Errors
    /// When they are too large together; a single one was checked by the compiler.
    pub(super) fn new(patterns: &[(usize, &'static str)]) -> Result<Self, regex::Error> {
        let set = RegexSetBuilder::new(patterns.iter().map(|(_, pattern)| pattern))
            .dfa_size_limit(DFA_SIZE_LIMIT)
            .size_limit(SIZE_LIMIT)
            .build()?;
        let _ = set.matches("warm 1");
        Ok(Self { set, handlers: patterns.iter().map(|(handler, _)| *handler).collect() })
    }

    /// The handlers whose regex matches, in ascending order.
    pub(super) fn matches(&self, text: &str) -> Vec<usize> {
        // Most texts match nothing, and saying so costs no list as long as the set.
        if !self.set.is_match(text) {
            return Vec::new();
        }
        self.set.matches(text).iter().map(|at| self.handlers[at]).collect()
    }
}

/// One handler's regex, compiled when its text comes for the first time: most never do.
#[derive(Debug, Default)]
pub(super) struct Pattern(OnceLock<Regex>);

impl Pattern {
    /// The regex.
    ///
    /// # Errors
    /// Never, after it was part of a set.
    pub(super) fn regex(&self, pattern: &'static str) -> Result<&Regex> {
        if let Some(regex) = self.0.get() {
            return Ok(regex);
        }
        let regex = RegexBuilder::new(pattern).size_limit(SIZE_LIMIT).build().map_err(Error::from)?;
        Ok(self.0.get_or_init(|| regex))
    }

    #[cfg(test)]
    pub(super) fn is_compiled(&self) -> bool {
        self.0.get().is_some()
    }
}
