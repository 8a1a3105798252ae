//! The mark of a conversation's question in the ids of its buttons and rows: `size.1:s;q1f0c9a3b`. It tells a press on them from one on
//! an older question's, which may have the same words and the same options.

use std::sync::Arc;

use super::extract::pressed_id;
use super::seal::ids;
use crate::error::Result;
use crate::ingress::digest;
use crate::wire::{Content, Event, OutgoingMessage, limits};

/// What stands before a mark.
const BEGIN: &str = ";q";

/// The hexadecimal digits of a mark: 32 bits, for a chat's few questions.
const DIGITS: usize = 8;

/// Tells the questions of a chat's conversations from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark(String);

impl Mark {
    /// The mark of an entry, the same in every run.
    pub(crate) fn of(conversation: &str, entry: usize, name: &str) -> Self {
        let mut digits = digest(format!("{conversation}:{entry}:{name}").as_bytes());
        digits.truncate(DIGITS);
        Self(digits)
    }

    /// Writes it into the ids of a question's buttons and rows.
    ///
    /// # Errors
    /// When an id is too long for it. A choice's never is: the derive leaves room.
    pub(crate) fn put_on(&self, message: &mut OutgoingMessage) -> Result<()> {
        let Content::Interactive(interactive) = &mut message.content else { return Ok(()) };
        let allowed = if interactive.kind == "list" { limits::ROW_ID } else { limits::BUTTON_ID };
        for id in ids(interactive) {
            let at = id.find(';').unwrap_or(id.len());
            let marked = format!("{}{BEGIN}{}{}", &id[..at], self.0, &id[at..]);
            let length = marked.encode_utf16().count();
            if length > allowed {
                let cause = format!("the id `{id}` has {length} characters with its question's mark, and WhatsApp allows {allowed}");
                return Err(crate::Error::from(format!("{cause}: make it shorter")).without_retry());
            }
            *id = marked;
        }
        Ok(())
    }
}

/// An id without its mark, when it has one.
pub(super) fn unmarked(id: &str) -> Option<(String, Mark)> {
    let at = id.find(';')?;
    let digits = id[at..].strip_prefix(BEGIN)?;
    let (digits, rest) = digits.split_at(digits.find(';').unwrap_or(digits.len()));
    let is_mark = digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_mark.then(|| (format!("{}{rest}", &id[..at]), Mark(digits.to_owned())))
}

/// A press on a button or row of a conversation's question.
#[derive(Debug)]
pub(crate) struct MarkedPress {
    /// The id as it was sent, which is what was signed.
    pub(super) id: String,
    pub(crate) mark: Mark,
}

impl MarkedPress {
    /// Takes the mark off what was pressed, so that handlers find the id that the code has written. Nothing when there is none.
    pub(crate) fn take_off(event: &mut Arc<Event>) -> Option<Self> {
        let Event::Message(message) = &**event else { return None };
        let id = pressed_id(&message.waba.content)?.to_owned();
        let (written, mark) = unmarked(&id)?;
        if let Event::Message(message) = Arc::make_mut(event) {
            let inner = message.message.as_mut().map(|message| &mut message.waba_payload.content);
            for content in [Some(&mut message.waba.content), inner].into_iter().flatten() {
                rewrite(content, &written);
            }
        }
        Some(Self { id, mark })
    }
}

fn rewrite(content: &mut Content, id: &str) {
    match content {
        Content::Interactive(interactive) => match (&mut interactive.button_reply, &mut interactive.list_reply) {
            (Some(reply), _) => id.clone_into(&mut reply.id),
            (None, Some(row)) => id.clone_into(&mut row.id),
            (None, None) => {}
        },
        Content::Button(press) => press.payload = Some(id.to_owned()),
        _ => {}
    }
}

/// Whether the message is a press on a reply button or a row of a list.
pub(crate) fn is_press(event: &Event) -> bool {
    matches!(event, Event::Message(message)
        if matches!(message.waba.content, Content::Interactive(_)) && pressed_id(&message.waba.content).is_some())
}

/// Whether a message offers something to press.
pub(crate) fn offers(message: &OutgoingMessage) -> bool {
    matches!(&message.content, Content::Interactive(interactive)
        if interactive.action.as_ref().is_some_and(|action| !action.buttons.is_empty() || !action.sections.is_empty()))
}

/// After how many seconds what a message offers does not count any more; nothing when it always does.
pub(crate) fn expires_after(message: &OutgoingMessage) -> Option<i64> {
    let Content::Interactive(interactive) = &message.content else { return None };
    let action = interactive.action.as_ref()?;
    let rows = action.sections.iter().flat_map(|section| &section.rows).map(|row| &row.id);
    let mut ids = action.buttons.iter().map(|button| &button.reply.id).chain(rows);
    super::id::expires_after(ids.next()?)
}
