mod absence;
mod returning;
mod silence;
mod taking;

pub use absence::{OnStop, TooLate};

use std::time::Duration;

use super::Hours;
use crate::action::Reference;
use crate::wire::{Content, content::Text};
use crate::wire::{GroupId, OutgoingMessage};

/// How a bot shares chats with people. The default takes nothing and gives nothing back.
///
/// ```
/// use switchboard::handover::Policy;
///
/// let policy = Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.");
/// ```
///
/// ```
/// use switchboard::handover::{OnDeadLetter, OnPersonWrites, OnReturn, OnTakeover, Policy};
///
/// let careful = Policy::take_unassigned()
///     .on_person_writes(OnPersonWrites::TakeOver)
///     .on_takeover(OnTakeover::ForgetSession)
///     .on_return(OnReturn::All)
///     .on_dead_letter(OnDeadLetter::Say("Something went wrong. Please try again.".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub(crate) takes_unassigned: bool,
    pub(crate) give_back_words: Vec<String>,
    pub(crate) people: Reference<GroupId>,
    pub(crate) announcement: Option<OutgoingMessage>,
    pub(crate) takeover: OnTakeover,
    pub(crate) person_writes: OnPersonWrites,
    pub(crate) on_return: OnReturn,
    pub(crate) dead_letter: OnDeadLetter,
    pub(crate) forget_after: Duration,
    pub(crate) unanswered: Option<Duration>,
    pub(crate) outside: Option<Hours>,
    pub(crate) gives_back_at_opening: bool,
    pub(crate) hide: Option<Reference<GroupId>>,
    pub(crate) on_stop: OnStop,
    pub(crate) too_late: Option<(Duration, TooLate)>,
    pub(crate) back_words: Vec<String>,
    pub(crate) back_tags: Vec<String>,
    pub(crate) back_after: Option<Duration>,
    pub(crate) back_on_resolved: bool,
    pub(crate) take_words: Option<OutgoingMessage>,
    pub(crate) return_words: Option<OutgoingMessage>,
    pub(crate) off_tag: Option<String>,
    pub(crate) stop: Option<Keyword>,
    pub(crate) start: Option<Keyword>,
    pub(crate) note_tag: String,
    pub(crate) new_number: OnNewNumber,
}

/// A customer's word, and what is said to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Keyword {
    word: String,
    pub(crate) confirmation: Option<OutgoingMessage>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            takes_unassigned: false,
            give_back_words: Vec::new(),
            people: Reference::Name("Regular user".to_owned()),
            announcement: None,
            takeover: OnTakeover::default(),
            person_writes: OnPersonWrites::default(),
            on_return: OnReturn::default(),
            dead_letter: OnDeadLetter::default(),
            forget_after: Duration::from_secs(12 * 60 * 60),
            unanswered: None,
            outside: None,
            gives_back_at_opening: false,
            hide: None,
            on_stop: OnStop::default(),
            too_late: None,
            back_words: Vec::new(),
            back_tags: Vec::new(),
            back_after: None,
            back_on_resolved: false,
            take_words: None,
            return_words: None,
            off_tag: None,
            stop: None,
            start: None,
            note_tag: "handover note".to_owned(),
            new_number: OnNewNumber::default(),
        }
    }
}

impl Policy {
    /// The bot takes a chat that nobody owns when a customer writes in it. It does not take one that it has given to
    /// people: see [`Policy::forget_after`].
    #[must_use]
    pub fn take_unassigned() -> Self {
        Self { takes_unassigned: true, ..Self::default() }
    }

    /// In its own chats, the bot hands over to [`Policy::people`] when a customer writes just this word. Capitals and
    /// spaces around it do not matter. Call it again for more words.
    #[must_use]
    pub fn give_back_on(mut self, word: impl AsRef<str>) -> Self {
        self.give_back_words.push(folded(word.as_ref()));
        self
    }

    /// The group that gets chats which the policy gives back. Default: the group named `Regular user`.
    #[must_use]
    pub fn people(mut self, group: impl Into<Reference<GroupId>>) -> Self {
        self.people = group.into();
        self
    }

    /// What a customer is told once the policy has given the chat back. Default: nothing.
    #[must_use]
    pub fn announce(mut self, text: impl Into<String>) -> Self {
        self.announcement = Some(said(text));
        self
    }

    /// What becomes of the chat's sessions when somebody takes the chat from the bot. Default: they are kept.
    #[must_use]
    pub const fn on_takeover(mut self, takeover: OnTakeover) -> Self {
        self.takeover = takeover;
        self
    }

    /// What it means when a person writes in a chat of the bot's without assigning it. Default: a takeover.
    #[must_use]
    pub const fn on_person_writes(mut self, person_writes: OnPersonWrites) -> Self {
        self.person_writes = person_writes;
        self
    }

    /// What the bot handles when it is given a chat. Default: the newest message that nobody answered.
    #[must_use]
    pub const fn on_return(mut self, on_return: OnReturn) -> Self {
        self.on_return = on_return;
        self
    }

    /// What the customer gets when a message failed for good. Default: nothing.
    #[must_use]
    pub fn on_dead_letter(mut self, dead_letter: OnDeadLetter) -> Self {
        self.dead_letter = dead_letter;
        self
    }

    /// What becomes of what the bot remembers when a customer changes the number. Default: it follows to the new number's chat.
    #[must_use]
    pub const fn on_new_number(mut self, new_number: OnNewNumber) -> Self {
        self.new_number = new_number;
        self
    }

    /// How long a chat stays with people after its last message, when nobody resolves it or gives it to the bot.
    /// Default: 12 hours.
    #[must_use]
    pub const fn forget_after(mut self, after: Duration) -> Self {
        self.forget_after = after;
        self
    }

    /// The tag whose `extra` carries what [`Handover::note`](crate::builder::Handover::note) tells the person who takes over.
    /// Default: `handover note`.
    #[must_use]
    pub fn note_tag(mut self, name: impl Into<String>) -> Self {
        self.note_tag = name.into();
        self
    }

    /// Whether these words ask for a person.
    #[must_use]
    pub(crate) fn gives_back_on(&self, text: &str) -> bool {
        is_among(&self.give_back_words, text)
    }
}

/// Whether somebody wrote just one of these words.
fn is_among(words: &[String], text: &str) -> bool {
    !words.is_empty() && words.contains(&folded(text))
}

/// A word as it is compared: capitals and spaces around it do not matter.
fn folded(word: &str) -> String {
    crate::folding::folded(word.trim())
}

fn said(text: impl Into<String>) -> OutgoingMessage {
    Content::Text(Text::new(text)).into()
}

/// What becomes of a chat's sessions when somebody takes the chat from the bot. What was planned is withdrawn in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnTakeover {
    /// They are there again when the chat comes back.
    #[default]
    KeepSession,
    /// They are gone: the bot starts anew when the chat comes back.
    ForgetSession,
}

/// What it means when a person, or another bot, writes in a chat of the bot's without assigning it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnPersonWrites {
    /// A takeover: the bot is silent until the chat is resolved or assigned to it again.
    #[default]
    TakeOver,
    /// Nothing: the bot goes on.
    Ignore,
}

/// What the bot handles when it is given a chat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnReturn {
    /// The newest customer message that no outgoing one follows.
    #[default]
    Newest,
    /// Every customer message that no outgoing one follows, oldest first.
    All,
    /// None: the bot waits for the next one.
    Nothing,
}

/// What the customer gets when a message failed for good.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub enum OnDeadLetter {
    /// Nothing.
    #[default]
    Nothing,
    /// These words, when the chat is the bot's or nobody's. In a chat that is somebody else's by then, nothing.
    Say(String),
    /// A person: the chat goes to [`Policy::people`], when it is the bot's or nobody's.
    HandOver,
}

/// What becomes of a chat's sessions, conversation and timers when its customer changes the number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnNewNumber {
    /// They follow to the chat of the new number. The bot takes that chat when the old one was its own and nobody has the new one.
    #[default]
    Follow,
    /// They end.
    End,
}
