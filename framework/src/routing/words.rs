//! Words in a text.

/// Whether a word stands in a text, with no letter, digit or `_` at either end of it.
pub(super) fn holds(text: &str, word: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_word_is_whole() {
        for (text, found) in [
            ("stop", true),
            ("please, stop!", true),
            ("stopping", false),
            ("nonstop", false),
            ("stopp stop", true),
            ("stöp", false),
            ("", false),
        ] {
            assert_eq!(holds(text, "stop"), found, "{text}");
        }
        assert!(holds("das Öl?", "Öl") && !holds("Ölöl", "Öl"));
    }
}
