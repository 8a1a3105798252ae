//! Stand-ins: other names and numbers in the place of those of real people.

use std::collections::HashMap;

/// What customers are called in a recording, word by word.
const NAMES: [&str; 4] = ["Robin", "Lee", "Fox", "Hill"];

/// The beginning of numbers that are kept free for films; two digits follow.
const FILM: &str = "4917139200";

/// Digits that may be a phone number when they stand in a row, or behind a plus. Shorter ones are counts, codes and years.
const IN_A_ROW: usize = 7;

/// Digits that may be a phone number when others than digits stand between them: a date has eight.
const APART: usize = 9;

/// Signs between the digits of one number at most: `) `.
const APART_BY: usize = 2;

/// Gives everybody a name and a number that is nobody's, always the same one within a recording.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    /// Words of names, in small letters, and what stands in for them.
    words: HashMap<String, String>,
    people: Vec<String>,
    /// The digits of the numbers that were met.
    numbers: Vec<String>,
    /// Names without a letter or digit.
    signs: Vec<String>,
}

impl StandIns {
    /// The customer's number comes first, so that it becomes the number of a world's first customer.
    pub(super) fn of_customer(wa_id: &str) -> Self {
        Self { numbers: vec![wa_id.to_owned()], ..Self::default() }
    }

    /// Gives the customer another name; answers it. It keeps the form of the real one, so that what a bot makes of it is the same.
    pub(super) fn name_customer(&mut self, name: &str) -> String {
        let words: Vec<_> = words_of(name).map(str::to_lowercase).collect();
        if words.is_empty() {
            self.signs.push(name.to_owned());
        }
        for (number, word) in words.into_iter().enumerate() {
            self.words.entry(word).or_insert_with(|| NAMES[number.min(NAMES.len() - 1)].to_owned());
        }
        self.cover(name)
    }

    /// Gives somebody who answers customers another name; answers it. Every name that is told of them stands for it.
    pub(super) fn name_person(&mut self, username: &str, others: &[&str]) -> String {
        let number = self.people.iter().position(|known| known == username).unwrap_or_else(|| {
            self.people.push(username.to_owned());
            self.people.len() - 1
        });
        let stand_in = format!("Agent{}", number + 1);
        for word in std::iter::once(username).chain(others.iter().copied()).flat_map(words_of) {
            self.words.entry(word.to_lowercase()).or_insert_with(|| stand_in.clone());
        }
        stand_in
    }

    /// A text in which nobody is named, and no number is anybody's.
    pub(super) fn cover(&mut self, text: &str) -> String {
        let text = self.cover_numbers(text);
        let text = self.signs.iter().fold(text, |text, sign| text.replace(sign.as_str(), NAMES[0]));
        let mut covered = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(char::is_alphanumeric) {
            let (before, from_word) = rest.split_at(start);
            let end = from_word.find(|sign: char| !sign.is_alphanumeric()).unwrap_or(from_word.len());
            let (word, after) = from_word.split_at(end);
            covered.push_str(before);
            match self.words.get(&word.to_lowercase()) {
                Some(stand_in) => covered.push_str(&shaped(stand_in, word)),
                None => covered.push_str(word),
            }
            rest = after;
        }
        covered + rest
    }

    fn cover_numbers(&mut self, text: &str) -> String {
        let signs: Vec<char> = text.chars().collect();
        let mut covered = String::with_capacity(text.len());
        let mut place = 0;
        while place < signs.len() {
            let length = number_at(&signs[place..]);
            if length == 0 {
                // The tail of digits that are no number is none, either.
                let passed = signs[place..].iter().take_while(|sign| sign.is_ascii_digit()).count().max(1);
                covered.extend(&signs[place..place + passed]);
                place += passed;
                continue;
            }
            let number = &signs[place..place + length];
            let digits: String = number.iter().filter(|sign| sign.is_ascii_digit()).collect();
            let mut stand_in = self.number_for(&digits).into_iter();
            // Its form stays: what a handler matches by its shape is matched as before.
            covered.extend(number.iter().map(|sign| if sign.is_ascii_digit() { stand_in.next().unwrap_or('0') } else { *sign }));
            place += length;
        }
        covered
    }

    /// As many digits, which are nobody's: the end of a number that is kept free, behind as many zeros.
    fn number_for(&mut self, digits: &str) -> Vec<char> {
        let significant = digits.trim_start_matches('0');
        let same = |known: &String| known.ends_with(significant) || significant.ends_with(known.as_str());
        let index = self.numbers.iter().position(same).unwrap_or_else(|| {
            self.numbers.push(significant.to_owned());
            self.numbers.len() - 1
        });
        let whole = format!("{FILM}{:02}", (index + 1) % 100);
        let mut stand_in: Vec<char> = whole.chars().rev().chain(std::iter::repeat('0')).take(significant.len()).collect();
        stand_in.resize(digits.len(), '0');
        stand_in.reverse();
        stand_in
    }
}

/// The words that tell who it is: a letter (`Ada M.`) or a year does not, and would be replaced wherever else it stands.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    let tells = |word: &&str| match word.len() {
        0 | 1 => false,
        _ => word.contains(|sign: char| !sign.is_ascii_digit()),
    };
    name.split(|sign: char| !sign.is_alphanumeric()).filter(tells)
}

/// The stand-in in the letters of the word: small or capital.
fn shaped(stand_in: &str, word: &str) -> String {
    let cased = || word.chars().filter(|sign| sign.is_uppercase() || sign.is_lowercase());
    if cased().next().is_none() {
        stand_in.to_owned()
    } else if cased().all(char::is_lowercase) {
        stand_in.to_lowercase()
    } else if cased().all(char::is_uppercase) {
        stand_in.to_uppercase()
    } else {
        stand_in.to_owned()
    }
}

/// How many signs the number has that begins here; 0 for no number.
fn number_at(signs: &[char]) -> usize {
    let plus = usize::from(signs.first() == Some(&'+'));
    let in_a_row = signs[plus..].iter().take_while(|sign| sign.is_ascii_digit()).count();
    let leads = matches!(signs.first(), Some('+' | '0' | '('));
    let (mut digits, mut end) = (0, 0);
    for (place, sign) in signs.iter().enumerate().skip(plus).take_while(|_| leads) {
        match sign {
            sign if sign.is_ascii_digit() => (digits, end) = (digits + 1, place + 1),
            ' ' | '-' | '/' | '(' | ')' | '.' if place < end + APART_BY => {}
            _ => break,
        }
    }
    if digits >= if plus == 1 { IN_A_ROW } else { APART } {
        end
    } else if in_a_row >= IN_A_ROW {
        plus + in_a_row
    } else {
        0
    }
}

#[cfg(test)]
mod tests;
