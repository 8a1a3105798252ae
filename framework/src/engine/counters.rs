use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Something that is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Count {
            $($(#[$doc])* $variant,)*
        }

        impl Count {
            /// Everything that is counted.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name under which it is reported.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

counts! {
    /// Events that were taken into the journal.
    Accepted = "accepted_total",
    /// Events that were in the journal before.
    Repeated = "repeated_total",
    /// Events that no handler, policy or open intent wanted.
    Unwanted = "unwanted_total",
    /// Timers that became events.
    Fired = "fired_timers_total",
    /// Messages older than the bot's activation.
    BeforeMark = "before_mark_total",
    /// Turns that a takeover overtook.
    Withdrawn = "withdrawn_turns_total",
    /// Outbox rows that a takeover overtook.
    WithdrawnRows = "withdrawn_rows_total",
    /// Turns that failed and are tried again.
    Retried = "retried_turns_total",
    /// Events that failed for good.
    DeadLetters = "dead_letters_total",
    /// Messages that the API has.
    Sent = "sent_total",
    /// Templates that were planned instead of a message, because the window was closed.
    Templates = "templates_instead_total",
    /// Messages that a limit of speed held back.
    HeldBack = "held_back_total",
    /// Actions that the API refused for good.
    Rejected = "rejected_total",
    /// Messages whose answer never came.
    Unknown = "unknown_total",
    /// Messages that were sent again because the inbox did not list them.
    Resent = "resent_total",
    /// Messages that might have been any of several in the inbox's list.
    Ambiguous = "ambiguous_total",
    /// Messages that nobody can tell of, and that are not sent again.
    Parked = "parked_total",
    /// Takes that overwrote somebody's, and were given back.
    TakeConflicts = "take_conflicts",
    /// Times at which the websocket was connected anew.
    Reconnected = "reconnected_total",
    /// Takeovers by people.
    Takeovers = "takeovers_total",
}

/// What happened since the start, in numbers.
#[derive(Default)]
pub struct Counters([AtomicU64; Count::ALL.len()]);

impl Counters {
    /// How often it happened.
    #[must_use]
    pub fn get(&self, count: Count) -> u64 {
        self.0[count as usize].load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, count: Count) {
        self.0[count as usize].fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(Count::ALL.iter().map(|count| (count.name(), self.get(*count)))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Counters};

    #[test]
    fn numbers_are_printed_with_their_names() {
        let counters = Counters::default();
        counters.add(Count::Sent);
        let printed = format!("{counters:?}");
        assert!(printed.starts_with("{\"accepted_total\": 0, ") && printed.contains("\"sent_total\": 1"), "{printed}");
    }
}
