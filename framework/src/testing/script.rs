//! A conversation, line by line: what transcripts, recordings and differences are made of.

mod documented;
mod reading;

pub use reading::NoScript;

use std::fmt;
use std::time::Duration;

/// A conversation, line by line. It is written, and read back, as people write one:
///
/// ```
/// use switchboard::testing::Script;
///
/// let text = "\
/// Customer: two tins of Earl Grey
/// Bot: Noted: two tins of Earl Grey
/// (10m pass.)
/// (Mira takes the chat.)
/// Mira: Of course.
///     Which paper?
/// Customer: [image] this one
/// (Mira gives the chat to the bot.)
/// ";
/// let script: Script = text.parse()?;
/// assert_eq!(script.entries().len(), 7);
/// assert_eq!(script.to_string(), text);
/// # Ok::<(), switchboard::testing::NoScript>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    entries: Vec<Entry>,
}

/// One thing that happens in a conversation.
///
/// ```
/// use switchboard::testing::{Entry, Script, Who};
///
/// let script: Script = "Customer: hi".parse()?;
/// assert_eq!(script.entries(), [Entry::Says { who: Who::Customer, words: "hi".to_owned() }]);
/// # Ok::<(), switchboard::testing::NoScript>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entry {
    /// Somebody says something.
    Says {
        /// Who.
        who: Who,
        /// What: words, or `[image] Your parcel` for everything else.
        words: String,
    },
    /// Somebody does something with the chat.
    Does {
        /// Who.
        who: Who,
        /// What.
        deed: Deed,
    },
    /// WhatsApp does not deliver what was said: its number for the reason, and the reason in words.
    NotDelivered(String),
    /// The chat is marked as resolved, or as open again; the inbox does not tell by whom.
    Resolved(bool),
    /// Time passes, in whole seconds.
    Passes(Duration),
    /// The name in the customer's profile.
    Called(String),
}

/// Who takes part in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Who {
    /// The customer.
    Customer,
    /// The bot.
    Bot,
    /// A person who answers customers, or another app.
    Person(String),
}

/// What somebody does with a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deed {
    /// Assigns it to themselves.
    Takes,
    /// Assigns it to the bot.
    GivesToBot,
    /// Assigns it to a person.
    GivesToPerson(String),
    /// Assigns it to a group.
    GivesToGroup(String),
    /// Takes the assignment away.
    GivesToNobody,
    /// Puts on a tag.
    Tags(String),
    /// Takes a tag off.
    Untags(String),
}

impl Script {
    /// A conversation of these entries.
    #[must_use]
    pub const fn new(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// What happens, in its order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Says { who, words } => {
                write!(f, "{who}: ")?;
                for (number, line) in words.lines().enumerate() {
                    match (number, line) {
                        (0, line) => f.write_str(line)?,
                        (_, "") => writeln!(f)?,
                        (_, line) => write!(f, "\n{}{line}", reading::INDENT)?,
                    }
                }
                Ok(())
            }
            Self::Does { who: Who::Bot, deed } => write!(f, "(The bot {deed}.)"),
            Self::Does { who, deed } => write!(f, "({who} {deed}.)"),
            Self::NotDelivered(why) => write!(f, "({}{why}.)", reading::NOT_DELIVERED),
            Self::Resolved(true) => f.write_str("(The chat is resolved.)"),
            Self::Resolved(false) => f.write_str("(The chat is open again.)"),
            Self::Called(name) => write!(f, "({}{name}.)", reading::CALLED),
            Self::Passes(time) => {
                f.write_str("(")?;
                for (part, unit) in reading::parts(*time).into_iter().filter(|(part, _)| *part > 0) {
                    write!(f, "{part}{unit} ")?;
                }
                f.write_str("pass.)")
            }
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "Customer",
            Self::Bot => "Bot",
            Self::Person(name) => name,
        })
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Takes => f.write_str(reading::TAKES),
            Self::GivesToBot => write!(f, "{}the bot", reading::GIVES),
            Self::GivesToNobody => write!(f, "{}nobody", reading::GIVES),
            Self::GivesToGroup(name) => write!(f, "{}{}{name}", reading::GIVES, reading::GROUP),
            Self::GivesToPerson(name) => write!(f, "{}{name}", reading::GIVES),
            Self::Tags(name) => write!(f, "{}{name}", reading::TAGS),
            Self::Untags(name) => write!(f, "{}{name}", reading::UNTAGS),
        }
    }
}
