use std::collections::HashSet;

/// Which page of a list is wanted, newest entries first. The list is walked by time, since new entries shift offsets; only within one
/// second that fills more than a page is it walked by offset.
#[derive(Debug, Default)]
pub(super) struct Pager {
    seen: HashSet<String>,
    /// Only what is older than this second.
    pub(super) before: Option<i64>,
    pub(super) offset: u64,
}

/// What follows a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Which of its entries were not on a page before.
    pub(super) fresh: Vec<usize>,
    /// Whether there are more pages.
    pub(super) goes_on: bool,
}

impl Pager {
    /// Takes a page: its entries' ids and seconds, and how many entries the list has in all under this query.
    pub(super) fn read(&mut self, entries: &[(String, i64)], count: u64) -> Read {
        let fresh = (0..entries.len()).filter(|place| self.seen.insert(entries[*place].0.clone())).collect();
        let Some(last) = entries.last().map(|(_, second)| *second) else { return Read { fresh, goes_on: false } };
        let goes_on = count > self.offset + entries.len() as u64;
        // The second at the edge may go on behind it, so it is read once more.
        let before = last.saturating_add(1);
        if self.before == Some(before) {
            self.offset += entries.len() as u64;
        } else {
            (self.before, self.offset) = (Some(before), 0);
        }
        Read { fresh, goes_on }
    }
}

#[cfg(test)]
mod tests {
    use super::Pager;

    /// Walks a list as an inbox shows it, with an entry that is new after every page.
    fn walk(mut list: Vec<(String, i64)>, limit: usize) -> Vec<String> {
        let (mut pager, mut read) = (Pager::default(), Vec::new());
        for page in 0..1000 {
            let matching = list.iter().filter(|(_, at)| pager.before.is_none_or(|before| *at < before)).cloned().collect::<Vec<_>>();
            let here = matching.iter().skip(pager.offset as usize).take(limit).cloned().collect::<Vec<_>>();
            let told = pager.read(&here, matching.len() as u64);
            read.extend(told.fresh.into_iter().map(|place| here[place].0.clone()));
            if !told.goes_on {
                return read;
            }
            list.insert(0, (format!("new{page}"), 1_000_000));
        }
        panic!("it never ends")
    }

    fn list(seconds: impl IntoIterator<Item = i64>) -> Vec<(String, i64)> {
        seconds.into_iter().enumerate().map(|(number, second)| (format!("m{number}"), second)).collect()
    }

    #[test]
    fn s31_two_hundred_messages_in_one_second_across_a_page_edge_are_each_read_once() {
        let seconds = std::iter::repeat_n(12, 30).chain(std::iter::repeat_n(11, 200)).chain((0..=10).rev());
        for limit in [1, 7, 50, 100, 199, 200, 231, 500] {
            let list = list(seconds.clone());
            let mut wanted = list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
            let mut read = walk(list, limit);
            read.sort();
            wanted.sort();
            assert_eq!(read, wanted, "{limit}");
        }
    }

    #[test]
    fn an_empty_list_is_read_at_once() {
        assert!(walk(list([]), 10).is_empty());
    }
}
