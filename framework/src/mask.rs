//! Texts of others, as they may stand in a log.

/// Digits in a row that may be a phone number. Shorter ones are counts, codes and years.
const PHONE_DIGITS: usize = 7;

/// Characters of a word that may be a token.
const TOKEN_LENGTH: usize = 32;

/// What is kept of a text, in characters.
const LONGEST: usize = 300;

/// A text of the inbox or of a handler as it may stand in a log: phone numbers and tokens are stars, and it is one short line.
pub(crate) fn masked(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(LONGEST));
    let mut word = String::new();
    for character in text.chars().chain([' ']) {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '-') {
            word.push(character);
            continue;
        }
        line.push_str(&masked_word(&word));
        word.clear();
        line.push(if character.is_control() { ' ' } else { character });
    }
    let line = line.trim();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn masked_word(word: &str) -> String {
    if word.len() >= TOKEN_LENGTH {
        return "***".to_owned();
    }
    let mut line = String::with_capacity(word.len());
    let mut digits = String::new();
    for character in word.chars().map(Some).chain([None]) {
        match character {
            Some(digit) if digit.is_ascii_digit() => digits.push(digit),
            other => {
                line.push_str(if digits.len() >= PHONE_DIGITS { "***" } else { &digits });
                digits.clear();
                line.extend(other);
            }
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn phone_numbers_and_tokens_are_stars() {
        assert_eq!(masked("no chat with +491713920001."), "no chat with +***.");
        assert_eq!(masked("token 5f1c0d9be2a7486690a3b1de0c44f7a2d8e95b10 is used up"), "token *** is used up");
    }

    #[test]
    fn codes_and_words_stay() {
        assert_eq!(masked("error 131026 in 2025:\nUser_name taken"), "error 131026 in 2025: User_name taken");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(masked(&"ä ".repeat(1000)).chars().count(), 301);
    }
}
