use std::time::Duration;

use super::{Policy, folded, is_among, said};

/// The ways back from people to the bot, beside an assignment by a person.
impl Policy {
    /// A customer who writes just this word in a chat of people's gets the bot: it takes the chat, and handles the word as an
    /// assigned message. Capitals and spaces around it do not matter. Call it again for more words.
    ///
    /// ```
    /// use switchboard::handover::Policy;
    ///
    /// let policy = Policy::take_unassigned().give_back_on("agent").back_on("bot").announce_return("It is me again, the assistant.");
    /// ```
    #[must_use]
    pub fn back_on(mut self, word: impl AsRef<str>) -> Self {
        self.back_words.push(folded(word.as_ref()));
        self
    }

    /// A person who puts this tag on a chat gives it to the bot: it takes the chat, and handles what nobody answered. Call it again
    /// for more tags.
    #[must_use]
    pub fn back_on_tag(mut self, name: impl Into<String>) -> Self {
        self.back_tags.push(name.into());
        self
    }

    /// The bot takes a chat of people's in which nobody wrote for so long: when the time is over, if the customer had written since
    /// the chat came to people, else with the customer's next message. Whoever gets the chat has this time from then on, however long it
    /// was silent before.
    #[must_use]
    pub const fn back_after(mut self, silence: Duration) -> Self {
        self.back_after = Some(silence);
        self
    }

    /// The bot takes a chat that was resolved with the customer's next message, also one that is still assigned to a person: to
    /// resolve a chat leaves its assignment as it is. Default: a bot that takes unassigned chats takes then one that is nobody's, and
    /// one that it gave to a group of which nobody took it.
    #[must_use]
    pub const fn back_on_resolved(mut self) -> Self {
        self.back_on_resolved = true;
        self
    }

    /// What a customer is told first when a chat comes back to the bot, in one of these ways or because a person assigned it.
    /// Once for each return. Default: nothing.
    #[must_use]
    pub fn announce_return(mut self, text: impl Into<String>) -> Self {
        self.return_words = Some(said(text));
        self
    }

    /// Whether these words ask for the bot.
    pub(crate) fn comes_back_on(&self, text: &str) -> bool {
        is_among(&self.back_words, text)
    }
}
