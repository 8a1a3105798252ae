//! What is in the file, ready to be asked.

use std::ops::Range;
use std::str::FromStr;

use regex::{Regex, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use toml::Spanned;

/// Answers, and the patterns of what they answer.
#[derive(Debug)]
pub struct Answers {
    patterns: RegexSet,
    /// For each pattern the number of its answer.
    answer_of: Vec<usize>,
    answers: Vec<String>,
    fallback: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fallback: String,
    #[serde(default)]
    answer: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    asks: Vec<Spanned<String>>,
    says: String,
}

impl Answers {
    /// What there is to say to these words, in the order of the file.
    #[must_use]
    pub fn to(&self, words: &str) -> Vec<String> {
        let mut found: Vec<usize> = self.patterns.matches(words).iter().map(|pattern| self.answer_of[pattern]).collect();
        found.dedup();
        match found.is_empty() {
            true => vec![self.fallback.clone()],
            false => found.into_iter().map(|answer| self.answers[answer].clone()).collect(),
        }
    }
}

impl FromStr for Answers {
    type Err = String;

    /// Reads the file. An error says in which line, and what to do.
    fn from_str(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|cause| format!("{}: {}", line(text, cause.span()), cause.message()))?;
        let (mut patterns, mut answer_of, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for Answer { asks, says } in file.answer {
            for ask in asks {
                let span = ask.span();
                let pattern = whole_words(ask.get_ref());
                // One by one, so that the broken one can be named.
                Regex::new(&pattern).map_err(|_| {
                    let ask = ask.get_ref();
                    format!(
                        "{}: the pattern {ask:?} is broken: write a backslash before signs such as ( ) [ ] ? * +",
                        line(text, Some(span))
                    )
                })?;
                patterns.push(pattern);
                answer_of.push(answers.len());
            }
            answers.push(says.trim().to_owned());
        }
        let patterns = RegexSetBuilder::new(patterns).case_insensitive(true).build().map_err(|cause| cause.to_string())?;
        Ok(Self { patterns, answer_of, answers, fallback: file.fallback })
    }
}

fn whole_words(pattern: &str) -> String {
    format!(r"\b(?:{pattern})\b")
}

fn line(text: &str, span: Option<Range<usize>>) -> String {
    let before = span.map_or(text, |span| &text[..span.start.min(text.len())]);
    format!("line {}", before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
fallback = "Pardon?"

[[answer]]
asks = ["tea", "tin(s)?"]
says = "We have tea."

[[answer]]
asks = ["größe"]
says = "Groß."
"#;

    #[test]
    fn each_answer_is_given_once_and_in_the_order_of_the_file() {
        let answers: Answers = FILE.parse().unwrap();
        assert_eq!(answers.to("Welche Größe? And is it tea, in TINS?"), ["We have tea.", "Groß."]);
        assert_eq!(answers.to("steak"), ["Pardon?"], "whole words");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (wrong, right, told) in [
            ("\"tin(s\"", "\"tin(s)?\"", "line 5: the pattern \"tin(s\" is broken"),
            ("say =", "says =", "line 6: unknown field `say`"),
            ("asks = [\"größe\"", "asks = [\"größe\"]", "line 10: missing comma"),
            ("fallbck", "fallback", "line 2: unknown field `fallbck`"),
        ] {
            let error = FILE.replacen(right, wrong, 1).parse::<Answers>().unwrap_err();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
