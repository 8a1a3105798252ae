//! Whom one chat belongs to. What it is fed with stands in the modules below, one for each side that tells or asks.

mod asking;
mod claims;
mod conflict;
mod customer;
mod rules;
mod silence;
mod telling;
mod waiting;

pub(crate) use claims::{Because, Greeting};
pub(crate) use conflict::Conflict;
pub(crate) use rules::Rules;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Owner, OwnerClass};
use crate::store::ChatRecord;
use crate::wire::{Group, User, UserId, WabaId};
use asking::Asking;
use claims::{Given, Taking};

/// Whom one chat belongs to, as the bot may rely on it: the pure core of the handover.
///
/// It is fed with what the inbox tells and with what the bot does; it says who may speak, and when the owner must be
/// read again. `fence` counts the times at which the chat was taken from the bot: what was planned under an older fence
/// never leaves.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ownership {
    me: UserId,
    kept: Kept,
    /// Whether `kept.owner` may be relied on.
    certain: bool,
    /// Counts what the inbox told of the owner; a reading counts only if nothing was told since it began.
    told: u64,
    /// What the bot itself is just asking for.
    asking: Option<Asking>,
    /// Somebody seems to have given the chat to the bot; the next reading decides.
    maybe_returned: bool,
    /// To whom the bot's chat went, as it was told and nobody has read yet.
    gone_to: Option<Assigned>,
    /// Whether it was read, since this process began and since a tag changed, if the bot is switched off in the chat.
    off_is_known: bool,
    rules: Arc<Rules>,
}

/// The part that survives a restart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// The process that wrote it: only its own readings count.
    run: u64,
    certain: bool,
    user: Option<User>,
    group: Option<Group>,
    fence: i64,
    with_people_since: Option<i64>,
    last_message_at: Option<i64>,
    mine_since: Option<i64>,
    /// When it last changed to an owner that is not the bot, in milliseconds.
    theirs_since: Option<i64>,
    /// When the change was made that was told last, and not read yet.
    theirs_told_at: Option<i64>,
    /// When the latest change that was told was made, in seconds.
    assignment_told_at: Option<i64>,
    handled: Option<WabaId>,
    handled_at: Option<i64>,
    sessions_fence: i64,
    unchecked_take: bool,
    /// When the customer last wrote, in seconds: the window for free messages is counted from it.
    customer_wrote_at: Option<i64>,
    /// The name in the customer's profile, for events that do not tell it.
    profile_name: Option<String>,
    /// When somebody of the inbox last wrote, in seconds.
    person_wrote_at: Option<i64>,
    /// When the customer wrote whom people are to answer in time, in seconds.
    waits_since: Option<i64>,
    /// Since when the customer's next message gets the bot, in seconds.
    way_back: Option<i64>,
    /// The way back was opened before the owner was read: whoever it turns out to be does not close it.
    owner_follows: bool,
    taking: Option<Taking>,
    taken_because: Option<Because>,
    owes: Option<Greeting>,
    given: Option<Given>,
    off: bool,
    stopped: bool,
    /// Events up to this one waited already when the chat was resolved.
    resolved_behind: Option<i64>,
    /// What was told up to this event is part of this record.
    told_through: Option<i64>,
    /// What the chat's conversation asked last did not leave.
    unasked: bool,
}

/// A user and a group, either of which may be absent.
pub(crate) type Assigned = (Option<User>, Option<Group>);

impl Ownership {
    /// A chat of which nothing is known yet.
    pub(crate) fn unknown(me: UserId, run: u64) -> Self {
        let kept = Kept { run, ..Kept::default() };
        Self {
            me,
            kept,
            certain: false,
            told: 0,
            asking: None,
            maybe_returned: false,
            gone_to: None,
            off_is_known: false,
            rules: Arc::default(),
        }
    }

    /// The same, under the rules of a policy.
    pub(crate) fn under(mut self, rules: Arc<Rules>) -> Self {
        self.rules = rules;
        self
    }

    /// From what was stored. What another process knew of the owner is not relied on.
    pub(crate) fn restore(me: UserId, run: u64, record: &ChatRecord) -> Self {
        let mut kept: Kept = serde_json::from_str(&record.0).unwrap_or_default();
        let certain = kept.certain && kept.run == run;
        kept.run = run;
        Self { kept, certain, ..Self::unknown(me, run) }
    }

    /// For the store.
    pub(crate) fn record(&self) -> ChatRecord {
        let kept = Kept { certain: self.certain, ..self.kept.clone() };
        ChatRecord(serde_json::to_string(&kept).unwrap_or_default())
    }

    /// Whom the chat belongs to, certain or not.
    pub(crate) fn owner(&self) -> Owner {
        Owner::new(self.me, self.kept.user.clone(), self.kept.group.clone())
    }

    /// What kind of owner counts, or nothing while the owner is uncertain. A chat that is with people counts as a person's.
    pub(crate) fn class(&self) -> Option<OwnerClass> {
        if !self.certain || (self.rules.has_off_tag && !self.off_is_known) {
            return None;
        }
        match self.owner().class() {
            OwnerClass::Group if self.is_hidden() && self.kept.with_people_since.is_none() => Some(OwnerClass::Nobody),
            OwnerClass::Me | OwnerClass::Nobody if self.kept.with_people_since.is_some() => Some(OwnerClass::Person),
            class => Some(class),
        }
    }

    /// Whether the chat is in the group in which the bot hides its chats, and nobody has it.
    fn is_hidden(&self) -> bool {
        self.kept.user.is_none() && self.kept.group.as_ref().is_some_and(|group| self.rules.hides_in(group))
    }

    /// How often the chat was taken from the bot.
    pub(crate) const fn fence(&self) -> i64 {
        self.kept.fence
    }

    /// Whether a reading is needed even while the chat has nothing else to do.
    pub(crate) const fn wants_reading(&self) -> bool {
        !self.certain && self.maybe_returned
    }

    /// Whether the chat was taken from the bot since its sessions were written.
    pub(crate) const fn outlived_sessions(&self) -> bool {
        self.kept.sessions_fence != self.kept.fence
    }

    /// The sessions are written anew.
    pub(crate) const fn note_sessions(&mut self) {
        self.kept.sessions_fence = self.kept.fence;
    }

    /// A message was seen in the chat. After a long silence, it is no longer with people, and after one as long as `back_after` it is
    /// the bot's to take.
    pub(crate) fn note_message(&mut self, now: Timestamp, forget_after: Duration, back_after: Option<Duration>) {
        let now = now.as_millisecond();
        if let (Some(last), Some(after)) = (self.kept.last_message_at, back_after)
            && u128::try_from(now.saturating_sub(last.max(self.left_bot_at()))).is_ok_and(|silent| silent >= after.as_millis())
        {
            self.open_way_back(now.div_euclid(1000));
        }
        if let (Some(since), Some(last)) = (self.kept.with_people_since, self.kept.last_message_at.or(self.kept.with_people_since))
            && now.saturating_sub(last.max(since)) > i64::try_from(forget_after.as_millis()).unwrap_or(i64::MAX)
        {
            self.kept.with_people_since = None;
        }
        self.kept.last_message_at = Some(now);
    }

    /// When the chat last came to somebody who is not the bot, in milliseconds, as far as that is known: whoever got it then has not
    /// been silent before.
    pub(crate) fn left_bot_at(&self) -> i64 {
        self.kept.theirs_since.max(self.kept.with_people_since).unwrap_or(i64::MIN)
    }

    /// Somebody of the inbox who is not this bot wrote in the chat, at this second. Whether that was a takeover.
    pub(crate) fn person_wrote(&mut self, written_at: Option<i64>, now: Timestamp) -> bool {
        let before_it_was_mine = matches!((written_at, self.kept.mine_since), (Some(at), Some(since)) if at < since);
        if before_it_was_mine || self.kept.with_people_since.is_some() || self.owner().class() == OwnerClass::Person {
            return false;
        }
        self.kept.with_people_since = Some(now.as_millisecond());
        self.kept.fence += 1;
        self.maybe_returned = false;
        if let Some(asking) = &mut self.asking {
            asking.person_wrote = true;
        }
        true
    }

    /// The chat was resolved: it is no longer with people. Whether it still stands where the bot put it, in a group of which nobody
    /// has taken it.
    pub(crate) fn resolved(&mut self) -> bool {
        let group = self.kept.group.as_ref().filter(|_| self.kept.user.is_none());
        let given = self.kept.given.take();
        self.kept.with_people_since = None;
        self.kept.waits_since = None;
        group.is_some_and(|group| given.is_some_and(|given| given.is_to_group(group.id)))
    }

    fn become_owned(&mut self, user: Option<User>, group: Option<Group>, now: Timestamp) {
        let was_mine = self.owner().is_me();
        let is_mine = user.as_ref().is_some_and(|user| user.id == self.me);
        let was_nobodys = self.is_unowned();
        let (was_given, was_where_given) = (self.assignee(), self.is_where_it_was_given());
        self.kept.user = user;
        self.kept.group = group;
        self.certain = true;
        self.gone_to = None;
        let has_changed = was_given != self.assignee();
        if has_changed && !std::mem::take(&mut self.kept.owner_follows) {
            self.kept.way_back = None;
        }
        if is_mine && !was_mine {
            self.kept.mine_since = Some(now.as_second());
        }
        // It may be read only when the bot is next needed, long after it was told.
        let told_at = self.kept.theirs_told_at.take();
        if has_changed && !is_mine {
            self.kept.theirs_since = told_at.or(Some(now.as_millisecond()));
        }
        // Taken from the bot, from those to whom the bot gave it, or from nobody by somebody: what was planned for the old state is void.
        let is_passed_on = was_where_given && has_changed && !is_mine;
        if (was_mine && !is_mine) || is_passed_on || (was_nobodys && !is_mine && !self.is_unowned()) {
            self.kept.fence += 1;
        }
        self.claims_follow(was_mine, is_mine);
    }

    fn is_unowned(&self) -> bool {
        self.owner().is_nobody() || self.is_hidden()
    }
}

#[cfg(test)]
mod tests;
