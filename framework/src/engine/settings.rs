use std::time::Duration;

use crate::outbox::limits::Speeds;
use crate::outbox::verdict::Patience;

/// Times and limits of an engine, with the defaults of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// How long a turn may take: `turn.timeout`, 30 s.
    pub turn_timeout: Duration,
    /// How long a turn that fails is tried: `turn.retries` and `turn.max_hold`, 4 times and 10 min.
    pub patience: Patience,
    /// Over which time a message whose answer never came is looked for before it is sent again: `outbox.settle`, 5 s.
    pub settle: Duration,
    /// The language of templates that name none: `outbox.template_language`, `en`.
    pub template_language: String,
    /// How fast messages leave: `limits.*`.
    pub speeds: Speeds,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            turn_timeout: Duration::from_secs(30),
            patience: Patience { retries: 4, max_hold: Duration::from_secs(600) },
            settle: Duration::from_secs(5),
            template_language: "en".to_owned(),
            speeds: Speeds::default(),
        }
    }
}
