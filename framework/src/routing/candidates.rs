use std::iter::Peekable;
use std::slice::Iter;
use std::vec::IntoIter;

/// Three ascending lists of handlers, read as one. No handler stands in two of them.
#[derive(Debug, Default)]
pub(super) struct Candidates<'a>(Option<Lists<'a>>);

#[derive(Debug)]
struct Lists<'a> {
    words: Peekable<Iter<'a, usize>>,
    patterns: Peekable<IntoIter<usize>>,
    others: Peekable<Iter<'a, usize>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(words: &'a [usize], patterns: Vec<usize>, others: &'a [usize]) -> Self {
        Self(Some(Lists { words: words.iter().peekable(), patterns: patterns.into_iter().peekable(), others: others.iter().peekable() }))
    }
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let Lists { words, patterns, others } = self.0.as_mut()?;
        let next = [words.peek().map(|number| **number), patterns.peek().copied(), others.peek().map(|number| **number)];
        let least = next.iter().flatten().min().copied()?;
        words.next_if(|number| **number == least);
        patterns.next_if(|number| *number == least);
        others.next_if(|number| **number == least);
        Some(least)
    }
}

#[cfg(test)]
mod tests {
    use super::Candidates;

    #[test]
    fn the_lists_are_read_in_order() {
        let merged: Vec<_> = Candidates::new(&[1, 6], vec![0, 2, 9], &[3, 4, 8]).collect();
        assert_eq!(merged, [0, 1, 2, 3, 4, 6, 8, 9]);
        assert_eq!(Candidates::default().count(), 0);
    }
}
