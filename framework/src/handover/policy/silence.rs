use super::{Keyword, Policy, folded, said};

/// Chats in which the bot is silent.
impl Policy {
    /// In a chat that carries this tag the bot says nothing, whoever owns it, and it takes none: what it had planned there is
    /// withdrawn. When the tag is taken off, the chat is again what its owner makes it, and an open
    /// conversation asks its question again.
    ///
    /// The chat's tags are read before the bot first speaks in it, and again when one is put on or taken off.
    ///
    /// ```
    /// use switchboard::handover::Policy;
    ///
    /// let policy = Policy::take_unassigned().off_tag("no bot");
    /// ```
    #[must_use]
    pub fn off_tag(mut self, name: impl Into<String>) -> Self {
        self.off_tag = Some(name.into());
        self
    }

    /// A customer who writes just this word wants no automatic messages: the confirmation leaves if the bot may speak in the chat,
    /// then the chat goes to [`Policy::people`]. From then on no handler is asked about the customer's messages, nothing that a
    /// handler says leaves in this chat, and it is not taken. The customer's messages go to people.
    ///
    /// It is kept with the chat until the word of [`Policy::start_on`].
    ///
    /// ```
    /// use switchboard::handover::Policy;
    ///
    /// let policy = Policy::take_unassigned()
    ///     .stop_on("STOP", "You get no more automatic messages. Write START to get them again.")
    ///     .start_on("START", "Welcome back.");
    /// ```
    #[must_use]
    pub fn stop_on(mut self, word: impl AsRef<str>, confirmation: impl Into<String>) -> Self {
        self.stop = Some(Keyword::new(word.as_ref(), confirmation.into()));
        self
    }

    /// A customer who stopped automatic messages gets them again with this word: the bot takes the chat, unless a person has it,
    /// and says the confirmation. An open conversation asks its question again.
    #[must_use]
    pub fn start_on(mut self, word: impl AsRef<str>, confirmation: impl Into<String>) -> Self {
        self.start = Some(Keyword::new(word.as_ref(), confirmation.into()));
        self
    }
}

impl Keyword {
    /// Words that are empty are not said.
    fn new(word: &str, confirmation: String) -> Self {
        Self { word: folded(word), confirmation: (!confirmation.is_empty()).then(|| said(confirmation)) }
    }

    /// Whether somebody wrote just this word.
    pub(crate) fn is(&self, text: &str) -> bool {
        folded(text) == self.word
    }
}
