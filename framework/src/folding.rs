//! Comparing words without regard to capitals.

/// A text in the form in which capitals do not matter: `STRASSE` is `straße`, a final `ς` is `σ`, and each of the four i of Turkish is `i`.
///
/// The macros fold what is written in an attribute in the same way (`macros/src/folding.rs`).
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // By way of capitals: only they write `ß` in two letters. Letter by letter, so that no neighbour matters.
    let small = text.chars().map(|letter| if letter == 'İ' { 'i' } else { letter }).flat_map(char::to_lowercase);
    small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn capitals_do_not_matter_in_any_alphabet() {
        for (one, other) in [
            ("HELLO", "hello"),
            ("STRASSE", "straße"),
            ("Straße", "STRAẞE"),
            ("ÖFFNUNGSZEITEN", "öffnungszeiten"),
            ("İSTANBUL", "istanbul"),
            ("ISPARTA", "ısparta"),
            ("ΟΔΟΣ", "οδος"),
            ("οδοσ", "οδος"),
            ("ЗАКАЗ", "заказ"),
            ("ﬁnish", "FINISH"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        assert_ne!(folded("schön"), folded("schon"));
        // What is folded stays as it is.
        assert_eq!(folded(&folded("İßΣ")), folded("İßΣ"));
    }
}
