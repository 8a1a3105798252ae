//! What the chat's customer wrote, and what of it a turn has handled.

use jiff::Timestamp;

use super::Ownership;
use crate::wire::WabaId;

impl Ownership {
    /// The newest customer message that a turn of the bot's handled, and the time of the last one.
    pub(crate) const fn handled(&self) -> (Option<&WabaId>, Option<i64>) {
        (self.kept.handled.as_ref(), self.kept.handled_at)
    }

    /// A turn handled this message, written at this second.
    pub(crate) fn note_handled(&mut self, message: Option<WabaId>, written_at: Option<i64>) {
        self.kept.handled = message;
        self.kept.handled_at = self.kept.handled_at.max(written_at);
    }

    /// What was handled last did not leave: it is unanswered after all.
    pub(crate) fn forget_handled(&mut self) {
        self.kept.handled = None;
        self.kept.handled_at = None;
    }

    /// The customer wrote, at this second.
    pub(crate) fn customer_wrote(&mut self, written_at: i64) {
        self.kept.customer_wrote_at = self.kept.customer_wrote_at.max(Some(written_at));
    }

    /// When the customer last wrote, as far as this bot was told.
    pub(crate) fn customer_wrote_at(&self) -> Option<Timestamp> {
        self.kept.customer_wrote_at.and_then(|at| Timestamp::from_second(at).ok())
    }

    /// The customer's message told the name in the profile.
    pub(crate) fn note_profile_name(&mut self, name: &str) {
        self.kept.profile_name = Some(name.to_owned());
    }

    /// The name in the customer's profile, as far as this bot was told.
    pub(crate) fn profile_name(&self) -> Option<&str> {
        self.kept.profile_name.as_deref()
    }

    /// The chat's conversation asked something that did not leave, or has asked since.
    pub(crate) const fn note_unasked(&mut self, unasked: bool) {
        self.kept.unasked = unasked;
    }

    /// Whether the customer never saw what the chat's conversation asked last.
    pub(crate) const fn is_unasked(&self) -> bool {
        self.kept.unasked
    }
}
