//! Asking conditions. Some cannot be answered from what is at hand: then nothing is said, neither yes nor no.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use regex::Regex;

use super::records;
use super::words;
use crate::error::Result;
use crate::folding::folded;
use crate::handler::{Asked, Condition, Doer};
use crate::handover::Hours;
use crate::turn::Turn;
use crate::wire::{Content, Event, MessageEvent, Role, TaggingAction, User, content};

/// A condition, ready to be asked.
#[derive(Debug)]
pub(super) enum Test {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Regex(Regex),
    Hours(Hours),
    Plain(&'static Condition),
}

/// What is known when a condition is asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'a> {
    /// A text, and nothing else: for what can be proved at start.
    Text(&'a str),
    /// A turn; the chat's tags when they were read.
    Turn(&'a Turn, Option<&'a Arc<BTreeSet<String>>>),
    /// The same turn's chat, whatever is written in it.
    Chat(&'a Turn, Option<&'a Arc<BTreeSet<String>>>),
}

impl Test {
    /// Makes a condition ready.
    ///
    /// # Errors
    /// When its regex is too large, or its function has no hours to give.
    pub(super) fn new(condition: &'static Condition) -> Result<Self> {
        let all = |conditions: &'static [Condition]| conditions.iter().map(Self::new).collect::<Result<Vec<_>>>();
        Ok(match condition {
            Condition::Any(conditions) => Self::Any(all(conditions)?),
            Condition::All(conditions) => Self::All(all(conditions)?),
            Condition::Not(condition) => Self::Not(Box::new(Self::new(condition)?)),
            Condition::Regex(pattern) => Self::Regex(Regex::new(pattern)?),
            Condition::Hours(hours) => Self::Hours(hours()?),
            plain => Self::Plain(plain),
        })
    }

    /// Whether it holds; nothing when that cannot be told from what is known.
    ///
    /// # Errors
    /// When a stored session cannot be read.
    pub(super) fn holds(&self, subject: Subject<'_>) -> Result<Option<bool>> {
        match self {
            Self::Any(tests) => one_is(tests, subject, true),
            Self::All(tests) => all_hold(tests, subject),
            Self::Not(test) => Ok(test.holds(subject)?.map(|holds| !holds)),
            Self::Regex(regex) => Ok(match text(subject) {
                Known::Words(text) => Some(regex.is_match(text)),
                Known::NoWords => Some(false),
                Known::Nothing => None,
            }),
            Self::Hours(hours) => Ok(match subject {
                Subject::Turn(turn, _) | Subject::Chat(turn, _) => Some(hours.contains(turn.facts().now)),
                Subject::Text(_) => None,
            }),
            Self::Plain(condition) => plain(condition, subject),
        }
    }
}

/// Whether all hold; nothing when one of them cannot tell and no other says no.
///
/// # Errors
/// When a stored session cannot be read.
pub(super) fn all_hold(tests: &[Test], subject: Subject<'_>) -> Result<Option<bool>> {
    one_is(tests, subject, false)
}

/// The answer, when one test gives it; else its opposite, unless one of them cannot tell.
fn one_is(tests: &[Test], subject: Subject<'_>, answer: bool) -> Result<Option<bool>> {
    let mut known = true;
    for test in tests {
        match test.holds(subject)? {
            Some(holds) if holds == answer => return Ok(Some(answer)),
            Some(_) => {}
            None => known = false,
        }
    }
    Ok(known.then_some(!answer))
}

enum Known<'a> {
    Words(&'a str),
    NoWords,
    Nothing,
}

fn text(subject: Subject<'_>) -> Known<'_> {
    match subject {
        Subject::Text(text) => Known::Words(text),
        Subject::Chat(..) => Known::Nothing,
        Subject::Turn(turn, _) => match turn.event() {
            Event::Message(message) => message.waba.content.text().map_or(Known::NoWords, |text| Known::Words(text.trim())),
            _ => Known::NoWords,
        },
    }
}

fn plain(condition: &Condition, subject: Subject<'_>) -> Result<Option<bool>> {
    let words = match text(subject) {
        Known::Words(words) => words,
        Known::NoWords => "",
        Known::Nothing => return of_chat(condition, subject),
    };
    let holds = match condition {
        Condition::Text(texts) => texts.contains(&words),
        Condition::TextFolded(texts) => texts.contains(&folded(words).as_str()),
        Condition::Prefix(prefixes) => prefixes.iter().any(|prefix| words.starts_with(prefix)),
        Condition::PrefixFolded(prefixes) => {
            let words = folded(words);
            prefixes.iter().any(|prefix| words.starts_with(prefix))
        }
        Condition::Word(wanted) => wanted.iter().any(|word| words::holds(words, word)),
        Condition::WordFolded(wanted) => {
            let words = folded(words);
            wanted.iter().any(|word| words::holds(&words, word))
        }
        _ => match subject {
            Subject::Text(_) | Subject::Chat(..) => return Ok(None),
            Subject::Turn(turn, tags) => return of_turn(condition, turn, tags),
        },
    };
    Ok(Some(holds))
}

/// What can be told of a chat alone.
fn of_chat(condition: &Condition, subject: Subject<'_>) -> Result<Option<bool>> {
    match (condition, subject) {
        (Condition::Guard(_) | Condition::State(_) | Condition::Tagged(_), Subject::Chat(turn, tags)) => of_turn(condition, turn, tags),
        _ => Ok(None),
    }
}

fn of_turn(condition: &Condition, turn: &Turn, tags: Option<&Arc<BTreeSet<String>>>) -> Result<Option<bool>> {
    let holds = match condition {
        Condition::NewChat => turn.facts().chat.is_some() && records::seen(turn).is_none(),
        Condition::FirstIn(milliseconds) => match (turn.facts().chat.is_some(), records::seen(turn)) {
            (true, Some(seen)) => records::is_past(seen, records::written_at(turn), *milliseconds),
            (has_chat, _) => has_chat,
        },
        Condition::Tagged(names) => match (turn.facts().chat.is_some(), tags) {
            (false, _) => false,
            (true, None) => return Ok(None),
            (true, Some(tags)) => names.iter().any(|name| tags.contains(*name)),
        },
        Condition::Guard(guard) => guard(turn),
        Condition::State(states) => {
            for state in *states {
                if state(Asked::Turn(turn))? {
                    return Ok(Some(true));
                }
            }
            false
        }
        _ => match turn.event() {
            Event::Message(message) => of_message(condition, message, turn),
            event => of_event(condition, event, turn),
        },
    };
    Ok(Some(holds))
}

fn of_message(condition: &Condition, message: &MessageEvent, turn: &Turn) -> bool {
    let waba = &message.waba;
    let interactive = if let Content::Interactive(interactive) = &waba.content { Some(interactive) } else { None };
    match condition {
        Condition::Kind(kinds) => kinds.iter().any(|kind| is_of_kind(&waba.content, kind)),
        Condition::Mime(types) => mime(&waba.content).is_some_and(|mime| types.iter().any(|wanted| is_of_type(mime, wanted))),
        Condition::Button(ids) => interactive.and_then(|it| it.button_reply.as_ref()).is_some_and(|reply| ids.contains(&reply.id.as_str())),
        Condition::Row(ids) => interactive.and_then(|it| it.list_reply.as_ref()).is_some_and(|reply| ids.contains(&reply.id.as_str())),
        Condition::Quoting => waba.context.as_ref().is_some_and(|context| context.id.is_some() || context.message_id.is_some()),
        // Only the inbox's own form of the message tells who wrote what is quoted.
        Condition::QuotingMe => {
            let quoted = message.message.as_ref().and_then(|message| message.context.as_ref());
            quoted.and_then(|quoted| quoted.sender.as_ref()).is_some_and(|sender| sender.id == turn.facts().me)
        }
        Condition::Referral => waba.referral.is_some(),
        Condition::By(doers) => {
            let sender = message.message.as_ref().and_then(|message| message.sender.as_deref());
            is_by(sender, doers)
        }
        _ => false,
    }
}

fn of_event(condition: &Condition, event: &Event, turn: &Turn) -> bool {
    let tagging: Option<(&str, TaggingAction)> = match event {
        Event::ChatTagging(event) => Some((&event.tag.name, event.action)),
        Event::MessageTagging(event) => Some((&event.tag.name, event.action)),
        _ => None,
    };
    match (condition, event) {
        (Condition::Tag(names), _) => tagging.is_some_and(|(name, _)| names.contains(&name)),
        (Condition::Action(wanted), _) => tagging.is_some_and(|(_, action)| action == *wanted),
        (Condition::Status(wanted), Event::Status(status)) => wanted.contains(&status.status.as_str()),
        (Condition::To(to), Event::ChatAssignment(event)) => super::admission::is_assigned_to(event, *to, turn.facts().me),
        (Condition::By(doers), Event::ChatAssignment(event)) => is_by(event.done_by.as_ref(), doers),
        (Condition::By(doers), Event::ChatTagging(event)) => is_by(event.done_by.as_ref(), doers),
        (Condition::By(doers), Event::MessageTagging(event)) => is_by(event.done_by.as_ref(), doers),
        _ => false,
    }
}

/// A voice note is one in either of its forms.
fn is_of_kind(content: &Content, kind: &str) -> bool {
    let is_voice = matches!(content, Content::Audio(content::Audio { voice: Some(true), .. }));
    content.kind() == kind || (kind == "voice" && is_voice)
}

fn mime(content: &Content) -> Option<&str> {
    match content {
        Content::Image(media) => media.mime_type.as_deref(),
        Content::Video(media) => media.mime_type.as_deref(),
        Content::Audio(media) | Content::Voice(media) => media.mime_type.as_deref(),
        Content::Document(media) => media.mime_type.as_deref(),
        Content::Sticker(media) => media.mime_type.as_deref(),
        _ => None,
    }
}

/// Parameters behind the type, as in `audio/ogg; codecs=opus`, do not matter.
fn is_of_type(mime: &str, wanted: &str) -> bool {
    let mime = mime.split(';').next().unwrap_or(mime).trim().to_lowercase();
    match wanted.strip_suffix('*') {
        Some(kind) => mime.starts_with(kind),
        None => mime == wanted,
    }
}

fn is_by(user: Option<&User>, doers: &[Doer]) -> bool {
    let Some(user) = user else { return false };
    doers.iter().any(|doer| match doer {
        Doer::Person => user.role() != Some(&Role::App),
        Doer::App => user.role() == Some(&Role::App),
        Doer::Admin => user.role() == Some(&Role::Admin),
    })
}

/// When a handler last ran in the chat, if it may not run yet.
pub(super) fn is_too_soon(last: Option<Timestamp>, now: Timestamp, milliseconds: u64) -> bool {
    last.is_some_and(|last| !records::is_past(last, now, milliseconds))
}
