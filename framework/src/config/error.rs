use std::path::PathBuf;

/// Why the configuration cannot be used: one sentence that names the key and what to write. Values are never repeated, since they may be
/// secrets.
///
/// ```
/// use switchboard::config::{Config, Sources};
///
/// let error = Config::load(&Sources::default().set("turn.timeuot", "5s")).unwrap_err();
/// assert!(error.to_string().contains("turn.timeout"), "it names the nearest key");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A key that does not exist.
    #[error("{place}: there is no key `{key}`; did you mean `{nearest}`?")]
    UnknownKey {
        /// The file, the environment's variable or the program.
        place: String,
        /// The key.
        key: String,
        /// The known key that is most like it.
        nearest: &'static str,
    },
    /// A key that is the name of a section.
    #[error("{place}: `{section}` is a section and takes no value; its keys are {keys}")]
    SectionIsNoKey {
        /// The file, the environment's variable or the program.
        place: String,
        /// The section.
        section: String,
        /// Its keys.
        keys: String,
    },
    /// A value of the wrong kind.
    #[error("{place}: the value of `{key}` cannot be used: {wanted}")]
    WrongValue {
        /// The file, the environment's variable or the program.
        place: String,
        /// The key.
        key: String,
        /// What to write.
        wanted: String,
    },
    /// A value that is not allowed.
    #[error("{key} cannot be used: {cause}")]
    Sentence {
        /// The key.
        key: &'static str,
        /// Why.
        cause: String,
    },
    /// A key without its companion.
    #[error("`{key}` is set and `{missing}` is not: set both or neither")]
    Together {
        /// The key that is set.
        key: &'static str,
        /// The one that is missing.
        missing: &'static str,
    },
    /// The file is there and cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{} is not written as TOML: {place}", path.display())]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Line and column.
        place: String,
    },
    /// A variable of the environment that is no text.
    #[error("{name} in the environment is not written in UTF-8")]
    NotText {
        /// The variable.
        name: String,
    },
    /// No inbox to serve.
    #[error("no inbox is configured: set `inbox.url` and `inbox.token`, or build the bot with the feature `embedded-inbox`")]
    NoInbox,
    /// The inbox cannot reach the bot.
    #[error(
        "the inbox is on another machine and cannot call this bot: set `webhook.public_url` to the https:// address under which it can, \
         or `transport` to `websocket`"
    )]
    NoPublicUrl,
}

impl ConfigError {
    pub(super) const fn together(key: &'static str, missing: &'static str) -> Self {
        Self::Together { key, missing }
    }
}
