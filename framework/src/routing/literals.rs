use regex_syntax::Parser;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind, Look};

/// What can be told of a regex by its literals: texts that it surely matches, and what every text holds that it matches.
#[derive(Debug, Default)]
pub(super) struct Literals {
    /// It matches every text that begins with one of these.
    matches_behind: Vec<Vec<u8>>,
    /// It matches every text that holds one of these.
    matches_around: Vec<Vec<u8>>,
    /// What it matches begins with one of these; empty when that cannot be told.
    begins: Vec<Vec<u8>>,
    /// What it matches holds one of each list.
    holds: [Vec<Vec<u8>>; 2],
}

impl Literals {
    /// Of a regex, as the crate `regex` reads it by default.
    pub(super) fn of(pattern: &str) -> Option<Self> {
        let hir = Parser::new().parse(pattern).ok()?;
        let mut literals = Self::default();
        literals.note_matched(&hir, false);
        // To begin with nothing is to hold nothing.
        if literals.matches_behind.iter().any(Vec::is_empty) {
            literals.matches_around.push(Vec::new());
        }
        literals.holds = [ExtractKind::Prefix, ExtractKind::Suffix].map(|kind| every(&extract(&hir, kind)));
        if hir.properties().look_set_prefix().contains(Look::Start) {
            literals.begins.clone_from(&literals.holds[0]);
        }
        Some(literals)
    }

    /// Whether every text that the other regex matches is surely one that this one matches.
    pub(super) fn cover(&self, other: &Self) -> bool {
        let is_held = |literal: &Vec<u8>| self.matches_around.iter().any(|part| holds(literal, part));
        let begins_so = |literal: &Vec<u8>| self.matches_behind.iter().any(|prefix| literal.starts_with(prefix));
        // A list without a literal says that nothing is ever matched: that is another mistake.
        let all = |list: &[Vec<u8>], is_so: &dyn Fn(&Vec<u8>) -> bool| !list.is_empty() && list.iter().all(is_so);
        all(&other.begins, &|literal| begins_so(literal) || is_held(literal)) || other.holds.iter().any(|list| all(list, &is_held))
    }

    /// Notes texts that are surely matched: a beginning, and whatever comes behind it. Where that is not plain to see, nothing is noted.
    fn note_matched(&mut self, hir: &Hir, mut is_at_start: bool) {
        let mut parts = match hir.kind() {
            HirKind::Concat(parts) => &parts[..],
            _ => std::slice::from_ref(hir),
        };
        while let Some((first, rest)) = parts.split_first()
            && matches!(first.kind(), HirKind::Look(Look::Start))
        {
            (parts, is_at_start) = (rest, true);
        }
        // What may be nothing changes nothing at the end.
        while let Some((last, rest)) = parts.split_last()
            && last.properties().minimum_len() == Some(0)
            && last.properties().look_set().is_empty()
        {
            parts = rest;
        }
        if let [part] = parts {
            match part.kind() {
                HirKind::Capture(capture) => return self.note_matched(&capture.sub, is_at_start),
                HirKind::Alternation(parts) => return parts.iter().for_each(|part| self.note_matched(part, is_at_start)),
                _ => {}
            }
        }
        let hir = Hir::concat(parts.to_vec());
        // The literals tell nothing of what is looked at: an end, a word's border.
        if !hir.properties().look_set().is_empty() {
            return;
        }
        let seq = extract(&hir, ExtractKind::Prefix);
        let exact = seq.literals().into_iter().flatten().filter(|literal| literal.is_exact()).map(|literal| literal.as_bytes().to_vec());
        if is_at_start { self.matches_behind.extend(exact) } else { self.matches_around.extend(exact) }
    }
}

fn extract(hir: &Hir, kind: ExtractKind) -> Seq {
    Extractor::new().kind(kind).extract(hir)
}

/// Every literal; that of nothing when there are too many.
fn every(seq: &Seq) -> Vec<Vec<u8>> {
    seq.literals().map_or_else(|| vec![Vec::new()], |literals| literals.iter().map(|literal| literal.as_bytes().to_vec()).collect())
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::Literals;

    fn covers(earlier: &str, later: &str) -> bool {
        Literals::of(earlier).unwrap().cover(&Literals::of(later).unwrap())
    }

    #[test]
    fn beginnings_and_parts_are_compared() {
        for (earlier, later) in [
            ("^o.*", "^or.*"),
            ("^(?i)o", r"^(?i)order (?<id>\d+)$"),
            ("^(hi|hello)", "^hello there"),
            ("^hi|^he", "^(hello|hid)$"),
            ("tea", "^green tea$"),
            ("tea", r"^(?<count>\d+) cups of tea$"),
            ("(?<drink>tea|coffee).*", "ice coffee"),
            (".*", r"^\d+$"),
            ("^", "x"),
        ] {
            assert!(covers(earlier, later), "{earlier} before {later}");
        }
    }

    #[test]
    fn what_is_not_sure_is_not_told() {
        for (earlier, later) in [
            ("^or", "^o"),
            ("^o.*$", "^or.*"),
            ("^o$", "^or$"),
            ("^o", "or"),
            ("^O", "(?i)^or"),
            (r"tea\b", "^teatime"),
            (r"^o\d", "^or"),
            ("(?m)^or", "^x\nor"),
            ("(^|,)tea", "green tea"),
            ("^(hi|hello)$", "^hello there"),
            ("tea", r"^t(e|a)+$"),
            ("[a&&b]", "a"),
            ("a", "[a&&b]"),
        ] {
            assert!(!covers(earlier, later), "{earlier} before {later}");
        }
    }

    fn pattern() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "b",
            "ab",
            ".",
            "a*",
            "b+",
            "(a|b)",
            "(?:ab|b)?",
            "[ab]",
            "^",
            "$",
            r"\b",
            "|",
            "(?i:A)",
            ".*",
            "(^|b)",
        ]);
        prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_covered_regex_matches_nothing_else(earlier in pattern(), later in pattern(), texts in prop::collection::vec("[abA \\n]{0,5}", 24)) {
            if covers(&earlier, &later) {
                let [earlier, later] = [&earlier, &later].map(|pattern| Regex::new(pattern).unwrap());
                for text in texts {
                    prop_assert!(!later.is_match(&text) || earlier.is_match(&text), "{:?}: {} before {}", text, earlier, later);
                }
            }
        }
    }
}
