use regex_syntax::Parser;
use regex_syntax::hir::{Hir, HirKind};

/// The named groups of a regex, in their order; or what is wrong with it, in words, with a caret below the place.
pub(super) fn groups(pattern: &str) -> Result<Vec<String>, String> {
    match Parser::new().parse(pattern) {
        Ok(hir) => {
            let mut names = Vec::new();
            collect(&hir, &mut names);
            Ok(names)
        }
        Err(regex_syntax::Error::Parse(error)) => Err(refusal(&error.kind().to_string(), pattern, error.span().start.offset)),
        Err(regex_syntax::Error::Translate(error)) => Err(refusal(&error.kind().to_string(), pattern, error.span().start.offset)),
        Err(error) => Err(format!("this regex cannot be read: {error}")),
    }
}

fn collect(hir: &Hir, names: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Capture(capture) => {
            names.extend(capture.name.as_deref().map(str::to_owned));
            collect(&capture.sub, names);
        }
        HirKind::Repetition(repetition) => collect(&repetition.sub, names),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| collect(part, names)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

/// A span inside a literal cannot be had, so the place is drawn.
fn refusal(cause: &str, pattern: &str, offset: usize) -> String {
    if pattern.contains('\n') {
        return format!("this regex cannot be read: {cause}");
    }
    let column = pattern.get(..offset).map_or(0, |before| before.chars().count());
    format!("this regex cannot be read: {cause}\n  {pattern}\n  {}^", " ".repeat(column))
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn named_groups_are_found_wherever_they_stand() {
        assert_eq!(groups(r"(?i)^order (?<id>[0-9]+)( (?P<note>.+))?$").unwrap(), ["id", "note"]);
        assert_eq!(groups("(a)|(?<b>b)*").unwrap(), ["b"]);
        assert!(groups("hi").unwrap().is_empty());
    }

    #[test]
    fn a_broken_regex_is_drawn() {
        assert_eq!(groups("order (?<id>[0-9]+").unwrap_err(), "this regex cannot be read: unclosed group\n  order (?<id>[0-9]+\n        ^");
        assert!(groups(r"\p{Nothing}").unwrap_err().contains("Unicode property"));
    }
}
