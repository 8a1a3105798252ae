use std::iter::Peekable;
use std::vec::IntoIter;

/// Ascending lists of handlers, read as one. No handler stands in two of them.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    lists: [&'a [usize]; 4],
    patterns: Peekable<IntoIter<usize>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(lists: [&'a [usize]; 4], patterns: Vec<usize>) -> Self {
        Self { lists, patterns: patterns.into_iter().peekable() }
    }
}

impl Default for Candidates<'_> {
    fn default() -> Self {
        Self::new([&[]; 4], Vec::new())
    }
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let heads = self.lists.iter().filter_map(|list| list.first());
        let least = heads.chain(self.patterns.peek()).min().copied()?;
        for list in &mut self.lists {
            if let Some((first, rest)) = list.split_first()
                && *first == least
            {
                *list = rest;
            }
        }
        self.patterns.next_if(|number| *number == least);
        Some(least)
    }
}

#[cfg(test)]
mod tests {
    use super::Candidates;

    #[test]
    fn the_lists_are_read_in_order() {
        let merged: Vec<_> = Candidates::new([&[1, 6], &[5], &[], &[3, 4, 8]], vec![0, 2, 9]).collect();
        assert_eq!(merged, [0, 1, 2, 3, 4, 5, 6, 8, 9]);
        assert_eq!(Candidates::default().count(), 0);
    }
}
