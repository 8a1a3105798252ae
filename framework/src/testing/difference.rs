//! What is different between two conversations.

use std::fmt;

use super::Script;

/// In which lines two conversations differ. It prints as a difference does: `-` what was recorded, `+` what is said today.
///
/// ```
/// use switchboard::testing::Difference;
///
/// let recorded = "Customer: hi\nBot: Hello!\n".parse()?;
/// let today = "Customer: hi\nBot: Good morning!\n".parse()?;
/// let difference = Difference::between(&recorded, &today);
/// assert!(!difference.is_same());
/// assert_eq!(difference.to_string(), "  Customer: hi\n- Bot: Hello!\n+ Bot: Good morning!\n");
/// # Ok::<(), switchboard::testing::NoScript>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    lines: Vec<Line>,
}

/// A line of a [`Difference`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Both have it.
    Same(String),
    /// Only the recording has it.
    Recorded(String),
    /// It is new today.
    Today(String),
}

impl Difference {
    /// The shortest way from one conversation to the other.
    #[must_use]
    pub fn between(recorded: &Script, today: &Script) -> Self {
        let lines = |script: &Script| script.entries().iter().map(ToString::to_string).collect::<Vec<_>>();
        let (old, new) = (lines(recorded), lines(today));
        // How many lines the rest of both has in common, by where the rests begin.
        let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
        for (i, before) in old.iter().enumerate().rev() {
            for (j, after) in new.iter().enumerate().rev() {
                common[i][j] = if before == after { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
            }
        }
        let (mut i, mut j, mut lines) = (0, 0, Vec::new());
        while i < old.len() || j < new.len() {
            if i < old.len() && j < new.len() && old[i] == new[j] {
                lines.push(Line::Same(old[i].clone()));
                (i, j) = (i + 1, j + 1);
            } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
                lines.push(Line::Recorded(old[i].clone()));
                i += 1;
            } else {
                lines.push(Line::Today(new[j].clone()));
                j += 1;
            }
        }
        Self { lines }
    }

    /// Every line of both, in order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.lines.iter().all(|line| matches!(line, Line::Same(_)))
    }

    /// Expects that there is none.
    ///
    /// # Panics
    /// When there is one; it prints it.
    #[track_caller]
    pub fn assert_same(&self) {
        assert!(self.is_same(), "the conversation goes another way than it was recorded:\n{self}");
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let (mark, line) = match line {
                Line::Same(line) => (' ', line),
                Line::Recorded(line) => ('-', line),
                Line::Today(line) => ('+', line),
            };
            for line in line.lines() {
                writeln!(f, "{mark} {line}")?;
            }
        }
        Ok(())
    }
}
