//! Transcripts that stand in the documentation of a program.

use super::{NoScript, Script};

const BEGIN: &str = "```text";
const END: &str = "```";

impl Script {
    /// The transcripts in the documentation of a source file: what stands between `` ```text `` and `` ``` `` in lines that begin with
    /// `//!` or `///`. [`World::play`](crate::testing::World::play) plays one, so that a documentation is a test.
    ///
    /// ```
    /// use switchboard::testing::Script;
    ///
    /// let source = "\
    /// //! A bot that repeats what it hears.
    /// //!
    /// //! ```text
    /// //! Customer: hi
    /// //! Bot: hi
    /// //! ```
    /// ";
    /// let transcripts = Script::documented(source)?;
    /// assert_eq!(transcripts.len(), 1);
    /// assert_eq!(transcripts[0].to_string(), "Customer: hi\nBot: hi\n");
    /// # Ok::<(), switchboard::testing::NoScript>(())
    /// ```
    ///
    /// # Errors
    /// When a line of one is none, with its number in the file.
    pub fn documented(source: &str) -> Result<Vec<Self>, NoScript> {
        let mut transcripts = Vec::new();
        // Lines that are none of the transcript are empty in it, so that every line keeps its number.
        let mut open: Option<String> = None;
        for (number, line) in source.lines().enumerate() {
            let documentation = line.trim_start();
            let documentation = documentation.strip_prefix("//!").or_else(|| documentation.strip_prefix("///"));
            let documentation = documentation.map(|line| line.strip_prefix(' ').unwrap_or(line));
            match (documentation, &mut open) {
                (Some(END) | None, Some(text)) => {
                    transcripts.push(text.parse()?);
                    open = None;
                }
                (Some(line), Some(text)) => {
                    text.push_str(line);
                    text.push('\n');
                }
                (Some(BEGIN), None) => open = Some("\n".repeat(number + 1)),
                (_, None) => {}
            }
        }
        Ok(transcripts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
//! ```text
//! Customer: one
//!
//!     line, and another
//! ```
fn f() {}

    /// ```
    /// no transcript
    /// ```
    /// ```text
    /// Customer: two
    /// (10m pass.)
    /// ```
    fn g() {}
";

    #[test]
    fn every_transcript_of_a_file_is_found() {
        let found = Script::documented(SOURCE).unwrap();
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["Customer: one\n\n    line, and another\n", "Customer: two\n(10m pass.)\n"]);
        assert_eq!(Script::documented("fn f() {}").unwrap(), []);
    }

    #[test]
    fn a_broken_line_has_its_number_in_the_file() {
        let broken = Script::documented(&SOURCE.replace("(10m pass.)", "(10m.)")).unwrap_err();
        assert_eq!((broken.number, broken.line.as_str()), (13, "(10m.)"));
    }
}
