use std::time::Duration;

use super::{Hours, Policy, said};
use crate::action::Reference;
use crate::wire::GroupId;

/// When the bot takes chats that are not its own.
impl Policy {
    /// The bot takes a chat in which nobody has answered a customer's message for so long, whomever it belongs to, except another
    /// bot. What waits is handled as assigned messages.
    ///
    /// Before it takes the chat it reads the chat's messages: a person's answer cancels, also one of which the bot was not told.
    /// A person who answers or resolves the chat in time keeps it; the next message of the customer begins a new time. The take means
    /// to overwrite the person's assignment; when somebody else assigned the chat meanwhile, it is given back to them.
    ///
    /// ```
    /// use switchboard::handover::Policy;
    /// use switchboard::prelude::*;
    ///
    /// let policy = Policy::take_unassigned().unanswered(minutes(5)).announce_take("Our colleagues are busy. I am the assistant.");
    /// ```
    #[must_use]
    pub const fn unanswered(mut self, after: Duration) -> Self {
        self.unanswered = Some(after);
        self
    }

    /// Outside these opening hours, a customer's message is the bot's in every chat that is not another bot's: it takes the chat at
    /// once and handles the message as assigned.
    ///
    /// It keeps what it took so until one of the ways back to people: the customer's word ([`Policy::give_back_on`]), a handler's
    /// [`Handover`](crate::builder::Handover), or [`Policy::give_back_at_opening`].
    ///
    /// ```
    /// use switchboard::handover::{Hours, Policy};
    ///
    /// # fn main() -> Result<(), switchboard::handover::InvalidHours> {
    /// let office: Hours = "Europe/Berlin; Mon-Fri 09:00-17:00".parse()?;
    /// let policy = Policy::default().outside(office).give_back_at_opening();
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn outside(mut self, hours: Hours) -> Self {
        self.outside = Some(hours);
        self
    }

    /// A chat that the bot took outside the opening hours goes to [`Policy::people`] when they begin, if it is still the bot's.
    /// Nothing is announced: the customer may be asleep. Default: the bot keeps it.
    #[must_use]
    pub const fn give_back_at_opening(mut self) -> Self {
        self.gives_back_at_opening = true;
        self
    }

    /// The bot hides its chats from people: whenever it takes one, the chat goes to this group as well, in the same call. People who
    /// may read the chats of their own groups only (`can_read_chats: group`) see it again once it is given back.
    ///
    /// A chat that is in this group and no user has counts as nobody's. Default: a take leaves the group as it is.
    #[must_use]
    pub fn hide_in(mut self, group: impl Into<Reference<GroupId>>) -> Self {
        self.hide = Some(group.into());
        self
    }

    /// What a customer is told first when the policy takes the chat: one that nobody owns, one that nobody answered, or one outside
    /// the opening hours. Once for each take. Default: nothing.
    #[must_use]
    pub fn announce_take(mut self, text: impl Into<String>) -> Self {
        self.take_words = Some(said(text));
        self
    }
}
