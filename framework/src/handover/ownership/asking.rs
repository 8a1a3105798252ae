//! A change of owner that the bot itself asks for.

use jiff::Timestamp;

use super::claims::Given;
use super::{Assigned, Ownership};
use crate::wire::{Group, User};

/// What the bot is just asking for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asking {
    pub(super) to: Assigned,
    told: u64,
    pub(super) confirmed: bool,
    /// A person wrote in the chat since it was asked for.
    pub(super) person_wrote: bool,
}

impl Ownership {
    /// The bot asks for a change of owner.
    pub(crate) fn ask(&mut self, user: Option<User>, group: Option<Group>) {
        self.asking = Some(Asking { to: (user, group), told: self.told, confirmed: false, person_wrote: false });
    }

    /// Whether an event has confirmed what the bot asks for.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.asking.as_ref().is_some_and(|asking| asking.confirmed)
    }

    /// What the bot asked for was done: the chat is with people when it is not the bot's any more, or when a person wrote in it
    /// meanwhile.
    pub(crate) fn granted(&mut self, now: Timestamp) {
        if let Some(asking) = self.asking.take() {
            let gives_away = asking.to.0.as_ref().is_none_or(|user| user.id != self.me);
            let given = Given::to(&asking.to);
            if !asking.confirmed && asking.told == self.told {
                self.become_owned(asking.to.0, asking.to.1, now);
            } else if !asking.confirmed {
                // Somebody else's assignment was told meanwhile: which of the two came last, only the inbox knows.
                self.doubt();
            }
            if gives_away {
                self.kept.with_people_since = Some(now.as_millisecond());
                self.kept.given = Some(given);
            } else if !asking.person_wrote {
                self.leave_people();
                // What was written to people before is no takeover.
                self.kept.mine_since = Some(now.as_second());
            }
        }
    }

    /// What the bot asked for was not done, or came too late.
    pub(crate) fn refused(&mut self) {
        self.asking = None;
    }
}
