mod claims;
mod silence;
mod waiting;

pub use claims::Because;
pub(crate) use claims::Greeting;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Owner, OwnerClass, Policy};
use crate::action::Reference;
use crate::store::ChatRecord;
use crate::wire::{ChatAssignmentEvent, Group, GroupId, User, UserId, WabaId};
use claims::{Given, Taking};

/// Whom one chat belongs to, as the bot may rely on it: the pure core of the handover.
///
/// It is fed with what the inbox tells and with what the bot does; it says who may speak, and when the owner must be
/// read again. `fence` counts the times at which the chat was taken from the bot: what was planned under an older fence
/// never leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Ownership {
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
    /// Whether it was read, since this process began and since a tag changed, if the bot is switched off in the chat.
    off_is_known: bool,
    rules: Arc<Rules>,
}

/// What of a policy decides whom a chat counts as.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    hide: Option<Reference<GroupId>>,
    has_off_tag: bool,
}

impl Rules {
    /// Those of a policy.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        Self { hide: policy.hide.clone(), has_off_tag: policy.off_tag.is_some() }
    }

    fn hides_in(&self, group: &Group) -> bool {
        match &self.hide {
            Some(Reference::Id(id)) => *id == group.id,
            Some(Reference::Name(name)) => *name == group.name,
            None => false,
        }
    }
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
    returns: u64,
    with_people_since: Option<i64>,
    last_message_at: Option<i64>,
    mine_since: Option<i64>,
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
}

/// A user and a group, either of which may be absent.
pub type Assigned = (Option<User>, Option<Group>);

#[derive(Debug, Clone, PartialEq)]
struct Asking {
    to: Assigned,
    told: u64,
    confirmed: bool,
    /// A person wrote in the chat since it was asked for.
    person_wrote: bool,
}

/// A reading of the owner that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    told: u64,
}

impl Ownership {
    /// A chat of which nothing is known yet.
    #[must_use]
    pub fn unknown(me: UserId, run: u64) -> Self {
        let kept = Kept { run, ..Kept::default() };
        Self { me, kept, certain: false, told: 0, asking: None, maybe_returned: false, off_is_known: false, rules: Arc::default() }
    }

    /// The same, under the rules of a policy.
    #[must_use]
    pub fn under(mut self, rules: Arc<Rules>) -> Self {
        self.rules = rules;
        self
    }

    /// From what was stored. What another process knew of the owner is not relied on.
    #[must_use]
    pub fn restore(me: UserId, run: u64, record: &ChatRecord) -> Self {
        let mut kept: Kept = serde_json::from_str(&record.0).unwrap_or_default();
        let certain = kept.certain && kept.run == run;
        kept.run = run;
        Self { kept, certain, ..Self::unknown(me, run) }
    }

    /// For the store.
    #[must_use]
    pub fn record(&self) -> ChatRecord {
        let kept = Kept { certain: self.certain, ..self.kept.clone() };
        ChatRecord(serde_json::to_string(&kept).unwrap_or_default())
    }

    /// Whom the chat belongs to, certain or not.
    #[must_use]
    pub fn owner(&self) -> Owner {
        Owner::new(self.me, self.kept.user.clone(), self.kept.group.clone())
    }

    /// What kind of owner counts, or nothing while the owner is uncertain. A chat that is with people counts as a person's.
    #[must_use]
    pub fn class(&self) -> Option<OwnerClass> {
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
    #[must_use]
    pub const fn fence(&self) -> i64 {
        self.kept.fence
    }

    /// How often the chat was given to the bot.
    #[must_use]
    pub const fn returns(&self) -> u64 {
        self.kept.returns
    }

    /// Whether a reading is needed even while the chat has nothing else to do.
    #[must_use]
    pub const fn wants_reading(&self) -> bool {
        !self.certain && self.maybe_returned
    }

    /// The newest customer message that a turn of the bot's handled, and the time of the last one.
    #[must_use]
    pub const fn handled(&self) -> (Option<&WabaId>, Option<i64>) {
        (self.kept.handled.as_ref(), self.kept.handled_at)
    }

    /// A turn handled this message, written at this second.
    pub fn note_handled(&mut self, message: Option<WabaId>, written_at: Option<i64>) {
        self.kept.handled = message;
        self.kept.handled_at = self.kept.handled_at.max(written_at);
    }

    /// What was handled last did not leave: it is unanswered after all.
    pub fn forget_handled(&mut self) {
        self.kept.handled = None;
        self.kept.handled_at = None;
    }

    /// Whether the chat was taken from the bot since its sessions were written.
    #[must_use]
    pub const fn outlived_sessions(&self) -> bool {
        self.kept.sessions_fence != self.kept.fence
    }

    /// The sessions are written anew.
    pub const fn note_sessions(&mut self) {
        self.kept.sessions_fence = self.kept.fence;
    }

    /// A message was seen in the chat. After a long silence, it is no longer with people, and after one as long as `back_after` it is
    /// the bot's to take.
    pub fn note_message(&mut self, now: Timestamp, forget_after: Duration, back_after: Option<Duration>) {
        let now = now.as_millisecond();
        if let (Some(last), Some(after)) = (self.kept.last_message_at, back_after)
            && u128::try_from(now.saturating_sub(last)).is_ok_and(|silent| silent >= after.as_millis())
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

    /// The customer wrote, at this second.
    pub fn customer_wrote(&mut self, written_at: i64) {
        self.kept.customer_wrote_at = self.kept.customer_wrote_at.max(Some(written_at));
    }

    /// When the customer last wrote, as far as this bot was told.
    #[must_use]
    pub fn customer_wrote_at(&self) -> Option<Timestamp> {
        self.kept.customer_wrote_at.and_then(|at| Timestamp::from_second(at).ok())
    }

    /// The customer's message told the name in the profile.
    pub fn note_profile_name(&mut self, name: &str) {
        self.kept.profile_name = Some(name.to_owned());
    }

    /// The name in the customer's profile, as far as this bot was told.
    #[must_use]
    pub fn profile_name(&self) -> Option<&str> {
        self.kept.profile_name.as_deref()
    }

    /// The inbox told of an assignment. Nothing may be relied on from now on, unless it says what we know.
    ///
    /// Told twice is told twice: of two equal events within a second, the later one may be the news.
    pub fn assignment_told(&mut self, event: &ChatAssignmentEvent, now: Timestamp) {
        self.told += 1;
        let mine = event.done_by.as_ref().is_some_and(|by| by.id == self.me);
        if let Some(asking) = &mut self.asking
            && (mine || event.done_by.is_none())
            && names(event, &asking.to.0, &asking.to.1)
        {
            asking.confirmed = true;
            let to = asking.to.clone();
            self.become_owned(to.0, to.1, now);
            return;
        }
        self.kept.owner_follows = false;
        let to_me = event.assigned_to_user_set.as_ref().is_some_and(|user| user.id == self.me);
        if to_me && !mine {
            self.maybe_returned = true;
            self.certain = false;
        } else if !(self.certain && names(event, &self.kept.user, &self.kept.group)) {
            self.certain = false;
        }
    }

    /// `assigned_messages` told a message of this chat: the chat is said to be the bot's.
    pub fn said_to_be_mine(&mut self) {
        // A chat of the bot's in which a person writes is still assigned to the bot: such a call is no news of the owner.
        if self.owner().is_me() {
            return;
        }
        if self.asking.is_none() && (self.certain || self.maybe_returned) {
            self.told += 1;
            self.certain = false;
            self.maybe_returned = true;
        }
    }

    /// Somebody of the inbox who is not this bot wrote in the chat, at this second. Whether that was a takeover.
    pub fn person_wrote(&mut self, written_at: Option<i64>, now: Timestamp) -> bool {
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
    pub fn resolved(&mut self) -> bool {
        let group = self.kept.group.as_ref().filter(|_| self.kept.user.is_none());
        let given = self.kept.given.take();
        self.kept.with_people_since = None;
        self.kept.waits_since = None;
        group.is_some_and(|group| given.is_some_and(|given| given.is_to_group(group.id)))
    }

    /// A reading of the owner begins.
    #[must_use]
    pub const fn begin_reading(&self) -> Reading {
        Reading { told: self.told }
    }

    /// A reading ended. It counts only if nothing was told since it began; then it answers whether the chat was given to
    /// the bot. Nothing means: read again.
    pub fn end_reading(&mut self, reading: Reading, user: Option<User>, group: Option<Group>, now: Timestamp) -> Option<bool> {
        if reading.told != self.told {
            return None;
        }
        let is_mine = user.as_ref().is_some_and(|user| user.id == self.me);
        let returned = is_mine && self.maybe_returned;
        self.become_owned(user, group, now);
        self.maybe_returned = false;
        if returned {
            self.kept.with_people_since = None;
            self.kept.returns += 1;
            self.kept.owes = Some(Greeting::Return);
        }
        Some(returned)
    }

    /// The owner cannot be relied on any more: something of ours may or may not have changed it.
    pub const fn doubt(&mut self) {
        self.certain = false;
        self.told += 1;
    }

    /// The chat was given to the bot, which could not be dealt with: it is to be found out once more.
    pub const fn doubt_return(&mut self) {
        self.doubt();
        self.maybe_returned = true;
    }

    /// The bot asks for a change of owner.
    pub fn ask(&mut self, user: Option<User>, group: Option<Group>) {
        self.asking = Some(Asking { to: (user, group), told: self.told, confirmed: false, person_wrote: false });
    }

    /// Whether an event has confirmed what the bot asks for.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.asking.as_ref().is_some_and(|asking| asking.confirmed)
    }

    /// What the bot asked for was done: the chat is with people when it is not the bot's any more, or when a person wrote in it
    /// meanwhile.
    pub fn granted(&mut self, now: Timestamp) {
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
                self.kept.with_people_since = None;
                // What was written to people before is no takeover.
                self.kept.mine_since = Some(now.as_second());
            }
        }
    }

    /// What the bot asked for was not done, or came too late.
    pub fn refused(&mut self) {
        self.asking = None;
    }

    fn become_owned(&mut self, user: Option<User>, group: Option<Group>, now: Timestamp) {
        let was_mine = self.owner().is_me();
        let is_mine = user.as_ref().is_some_and(|user| user.id == self.me);
        let was_nobodys = self.is_unowned();
        let (was_given, was_where_given) = (self.assignee(), self.is_where_it_was_given());
        self.kept.user = user;
        self.kept.group = group;
        self.certain = true;
        let has_changed = was_given != self.assignee();
        if has_changed && !std::mem::take(&mut self.kept.owner_follows) {
            self.kept.way_back = None;
        }
        if is_mine && !was_mine {
            self.kept.mine_since = Some(now.as_second());
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

/// Whether an event names this owner. An event that sets or clears only one of the two says nothing of the other.
fn names(event: &ChatAssignmentEvent, user: &Option<User>, group: &Option<Group>) -> bool {
    let user_fits = match &event.assigned_to_user_set {
        Some(set) => user.as_ref().is_some_and(|user| user.id == set.id),
        None => !event.assigned_to_user_was_cleared || user.is_none(),
    };
    let group_fits = match &event.assigned_group_set {
        Some(set) => group.as_ref().is_some_and(|group| group.id == set.id),
        None => !event.assigned_group_was_cleared || group.is_none(),
    };
    user_fits && group_fits
}

/// A take that overwrote somebody's.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Whom the chat belonged to when the bot took it.
    pub user: User,
}

/// Whether the bot's newest take overwrote somebody else's, by the chat's assignment events, newest first. A chat that
/// somebody gave to the bot since then is the bot's, whatever it overwrote before.
#[must_use]
pub fn overwritten(events: &[ChatAssignmentEvent], me: UserId) -> Option<Conflict> {
    let taken = events.iter().position(|event| event.assigned_to_user_set.as_ref().is_some_and(|user| user.id == me))?;
    if events[taken].done_by.as_ref().is_some_and(|by| by.id != me) {
        return None;
    }
    for event in &events[taken + 1..] {
        if let Some(user) = &event.assigned_to_user_set {
            return (user.id != me).then(|| Conflict { user: user.clone() });
        }
        if event.assigned_to_user_was_cleared {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests;
