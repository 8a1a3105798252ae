//! The ids of a choice's options: `size.1:s`, and behind it until when it counts and its signature: `size.1:s;e1763632800;m9f..`.
//!
//! A conversation's question puts its mark behind the option, `size.1:s;q1f0c9a3b;e1763632800`.
//!
//! An id is *open* until its turn ends: `;e+86400` says for how long it will count, `;m?` that it is to be signed.

use jiff::Timestamp;

use super::mark::unmarked;
use super::{ChoiceKey, Opt, Spec};
use crate::wire::WaId;

/// Why a press on a button or a row of a choice does not count any more.
///
/// ```
/// use switchboard::choice::Stale;
/// use switchboard::prelude::*;
///
/// #[derive(Choice)]
/// #[choice(expires = "1h")]
/// enum Slot {
///     #[choice("Today")]
///     Today,
///     #[choice("Tomorrow")]
///     Tomorrow,
/// }
///
/// #[on(incoming_messages)]
/// async fn too_late(press: Pressed<Slot>) -> Result<&'static str, Pass> {
///     match press {
///         Pressed::Fresh(_) => Err(Pass),
///         Pressed::Stale(Stale::Expired) => Ok("That was an hour ago. Please ask again."),
///         Pressed::Stale(_) => Ok("I do not know that button any more."),
///     }
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stale {
    /// It belongs to another version of the choice.
    OtherVersion,
    /// It is older than the choice allows.
    Expired,
    /// It is not signed as this bot signs for this customer.
    Forged,
    /// This version of the choice has no such option.
    Unknown,
}

/// What a press on a button or a row says about a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    /// It belongs to something else.
    Foreign,
    /// It belongs to this choice and does not count any more.
    Stale(Stale),
    /// It chose the option of this number.
    Fresh(usize),
}

/// For whom, when and with which key an id is written or read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) chat: &'a WaId,
    pub(super) now: Timestamp,
    pub(super) key: Option<&'a ChoiceKey>,
}

/// What speaks for a press on a signed choice.
#[derive(Debug, Clone, Copy)]
pub(super) enum Proof<'a> {
    /// Its signature.
    Signature(Scope<'a>),
    /// The question that is open in the chat: whoever may answer it may choose any of its options.
    OpenQuestion,
}

/// An option's id, as a builder writes it.
pub(super) fn open(spec: &Spec, option: &Opt) -> String {
    let Spec { name, version, .. } = spec;
    let expires = spec.expires.map(|after| format!(";e+{after}")).unwrap_or_default();
    let signed = if spec.signed { ";m?" } else { "" };
    format!("{name}.{version}:{}{expires}{signed}", option.id)
}

/// An open id, closed. Nothing when it is no open id of a choice: what a handler wrote itself stays as it is.
///
/// # Errors
/// When it is to be signed and there is no key.
pub(super) fn close(id: &str, scope: Scope<'_>) -> crate::Result<Option<String>> {
    let (plain, mark) = unmarked(id).map_or_else(|| (id.to_owned(), None), |(plain, mark)| (plain, Some(mark)));
    let Some((core, after, is_signed)) = read_open(&plain) else { return Ok(None) };
    // The mark is signed like the rest.
    let core = mark.map_or_else(|| core.to_owned(), |_| id[..id.len() - (plain.len() - core.len())].to_owned());
    let until = after.map(|after| format!(";e{}", scope.now.as_second().saturating_add(after))).unwrap_or_default();
    let words = format!("{core}{until}");
    if !is_signed {
        return Ok(Some(words));
    }
    let key = scope.key.ok_or("a signed choice needs the bot's key; a router alone is given one as the state `ChoiceKey`")?;
    let mark = key.sign(scope.chat, &words)?;
    Ok(Some(format!("{words};m{mark}")))
}

/// An open id without its question's mark: its core, after how many seconds it expires, and whether it is to be signed.
fn read_open(id: &str) -> Option<(&str, Option<i64>, bool)> {
    let (core, marks) = id.split_once(';')?;
    read_core(core)?;
    let (after, signed) = match marks.strip_prefix("e+").map(|marks| marks.split_once(';').unwrap_or((marks, ""))) {
        Some((after, rest)) => (Some(after.parse().ok()?), rest),
        None => (None, marks),
    };
    matches!((after, signed), (Some(_), "") | (_, "m?")).then_some((core, after, signed == "m?"))
}

/// After how many seconds an open id expires.
pub(super) fn expires_after(id: &str) -> Option<i64> {
    read_open(id)?.1
}

/// Reads the id of something that was pressed.
pub(super) fn read(id: &str, spec: &Spec, pressed_at: Timestamp, proof: Proof<'_>) -> Press {
    let (words, mark) = match id.rsplit_once(";m") {
        Some((words, mark)) => (words, Some(mark)),
        None => (id, None),
    };
    let (core, until) = match words.split_once(";e") {
        Some((core, until)) => (core, until.parse::<i64>().ok()),
        None => (words, None),
    };
    let plain = unmarked(core);
    let core = plain.as_ref().map_or(core, |(plain, _)| plain.as_str());
    let Some((name, version, option)) = read_core(core) else { return Press::Foreign };
    if name != spec.name {
        return Press::Foreign;
    }
    if version != spec.version {
        return Press::Stale(Stale::OtherVersion);
    }
    // Who may leave the time out may leave the signature out as well: a choice that asks for either takes no id without it.
    let is_signed = || match proof {
        Proof::Signature(Scope { chat, key, .. }) => mark.is_some_and(|mark| key.is_some_and(|key| key.verifies(chat, words, mark))),
        Proof::OpenQuestion => true,
    };
    if (spec.signed && !is_signed()) || (spec.expires.is_some() && until.is_none()) {
        return Press::Stale(Stale::Forged);
    }
    if spec.expires.is_some() && until.is_some_and(|until| pressed_at.as_second() >= until) {
        return Press::Stale(Stale::Expired);
    }
    let found = spec.options.iter().position(|known| known.id == option);
    found.map_or(Press::Stale(Stale::Unknown), Press::Fresh)
}

/// Name, version and option of `size.1:s`.
fn read_core(core: &str) -> Option<(&str, u32, &str)> {
    let (name, rest) = core.split_once('.')?;
    let (version, option) = rest.split_once(':')?;
    let is_whole = !name.is_empty() && !option.is_empty() && !option.contains(';');
    is_whole.then_some((name, version.parse().ok()?, option))
}
