//! Whether the bot is to be silent in a chat, whoever owns it.

use super::Ownership;

impl Ownership {
    /// The chat's tags changed: whether the bot is switched off in it has to be read anew.
    pub(crate) const fn tags_changed(&mut self) {
        self.off_is_known = false;
        self.told += 1;
    }

    /// Whether the bot is switched off in the chat, as its tags say. What was planned before is void then.
    pub(crate) const fn note_off(&mut self, off: bool) {
        if off && !self.kept.off {
            self.kept.fence += 1;
        }
        self.kept.off = off;
        self.off_is_known = true;
    }

    /// Whether the chat carries the tag that switches the bot off.
    pub(crate) fn is_off(&self) -> bool {
        self.rules.has_off_tag && self.kept.off
    }

    /// The customer wants automatic messages, or wants none.
    pub(crate) const fn note_stopped(&mut self, stopped: bool) {
        self.kept.stopped = stopped;
    }

    /// Whether the customer wants no automatic messages.
    pub(crate) const fn is_stopped(&self) -> bool {
        self.kept.stopped
    }

    /// Whether nothing may be said in the chat.
    pub(crate) fn is_silenced(&self) -> bool {
        self.is_off() || self.is_stopped()
    }
}
