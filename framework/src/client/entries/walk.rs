//! How a list is walked, page by page.

/// Which page of a list is read next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// By the place of its first entry.
    Place(u64),
    /// Newest entries first, by what is older than a second, since new entries shift places. Times are whole seconds, and a page may end
    /// within one: the next page begins with that second once more. Only a second with more entries than a page is walked by place.
    Time { before: Option<i64>, place: u64 },
    /// By the name that the inbox gave it.
    Cursor(Option<String>),
}

/// What a page showed.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// How many entries it had.
    pub(super) here: u64,
    /// How many of them were on no page before.
    pub(super) fresh: u64,
    /// How many entries the inbox says that the list has.
    pub(super) count: u64,
    /// The second of its oldest entry.
    pub(super) oldest: Option<i64>,
    /// The name of the page behind it.
    pub(super) next: Option<String>,
}

/// What follows a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Nothing.
    End,
    /// A page that may hold what was on any page before.
    Page,
    /// A page that begins with the oldest second of the last one.
    Older,
}

impl Walk {
    /// The parameters that ask for the page.
    pub(super) fn parameters(&self) -> Vec<(&'static str, Option<String>)> {
        match self {
            Self::Place(place) => vec![("offset", Some(place.to_string()))],
            Self::Time { before, place } => {
                vec![("offset", (*place > 0).then(|| place.to_string())), ("before_time", before.map(|second| second.to_string()))]
            }
            Self::Cursor(pages) => vec![("pages", pages.clone())],
        }
    }

    /// Goes on behind a page.
    pub(super) fn step(&mut self, shown: Shown) -> Follows {
        match self {
            Self::Place(place) => {
                *place += shown.here;
                if shown.here == 0 || *place >= shown.count { Follows::End } else { Follows::Page }
            }
            Self::Time { before, place } => {
                // The end is an empty page, since a wrong count may not hide anything; an inbox that repeats a page for ever ends it, too.
                if shown.here == 0 || (shown.fresh == 0 && *place > 0 && *place + shown.here >= shown.count) {
                    return Follows::End;
                }
                match shown.oldest.and_then(|oldest| oldest.checked_add(1)) {
                    Some(older) if before.is_none_or(|before| older < before) => {
                        (*before, *place) = (Some(older), 0);
                        Follows::Older
                    }
                    _ => {
                        *place += shown.here;
                        Follows::Page
                    }
                }
            }
            // A cursor that comes once more leads in a circle.
            Self::Cursor(pages) if shown.next.is_none() || *pages == shown.next => Follows::End,
            Self::Cursor(pages) => {
                *pages = shown.next;
                Follows::Page
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Follows, Shown, Walk};

    /// Walks a list as an inbox shows it, with an entry that is new after every page.
    fn walk(mut list: Vec<(String, i64)>, limit: usize) -> Vec<String> {
        let (mut walk, mut read, mut seen) = (Walk::Time { before: None, place: 0 }, Vec::new(), BTreeSet::new());
        for page in 0..1000 {
            let Walk::Time { before, place } = walk else { unreachable!() };
            let matching = list.iter().filter(|(_, at)| before.is_none_or(|before| *at < before)).cloned().collect::<Vec<_>>();
            let here = matching.iter().skip(place as usize).take(limit).cloned().collect::<Vec<_>>();
            let fresh = here.iter().filter(|(id, _)| seen.insert(id.clone())).map(|(id, _)| id.clone()).collect::<Vec<_>>();
            let shown = Shown {
                here: here.len() as u64,
                fresh: fresh.len() as u64,
                count: matching.len() as u64,
                oldest: here.last().map(|(_, at)| *at),
                next: None,
            };
            read.extend(fresh);
            if walk.step(shown) == Follows::End {
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
            let wanted = list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
            assert_eq!(walk(list, limit), wanted, "{limit}");
        }
    }

    #[test]
    fn an_empty_list_is_read_at_once() {
        assert!(walk(list([]), 10).is_empty());
    }

    #[test]
    fn a_cursor_that_comes_again_ends_the_list() {
        let to = |name: &str| Shown { here: 1, fresh: 1, next: Some(name.to_owned()), ..Shown::default() };
        let mut walk = Walk::Cursor(None);
        assert_eq!(walk.step(to("b")), Follows::Page);
        assert_eq!(walk.parameters(), [("pages", Some("b".to_owned()))]);
        assert_eq!(walk.step(to("b")), Follows::End);
    }
}
