//! Comparing words without regard to capitals.

/// A text in the form in which capitals do not matter, as the framework folds what a customer writes (`framework/src/folding.rs`, which
/// has the reasons and the test).
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let small = text.chars().map(|letter| if letter == 'İ' { 'i' } else { letter }).flat_map(char::to_lowercase);
    small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}
