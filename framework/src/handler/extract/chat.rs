mod say_now;

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::Extract;
use crate::action::Action;
use crate::builder::{Handover, IntoMessage, check_tag};
use crate::conversation::Converse;
use crate::error::{Error, Result};
use crate::handler::{ChatEvent, Needs, Slot, short_type_name};
use crate::handover::Owner;
use crate::kind::EventKind;
use crate::timer::{SAYING, TimerRequest, reminding};
use crate::turn::{ChatFacts, Turn};
use crate::wire::WaId;

/// The turn's chat, lent for the turn: take it as `chat: &Chat`.
///
/// What is done with it is recorded and leaves when the handler has returned without an error, all of it or nothing. A task that
/// outlives the turn cannot keep it; it takes [`Turns`](crate::handler::Turns). What is to leave before the handler is done is said with
/// [`say_now`](Chat::say_now).
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "human")]
/// async fn human(chat: &Chat) {
///     chat.say("One moment, please.");
///     chat.tag("asked for a person");
///     chat.hand_over(Handover::to_group("Support"));
/// }
/// ```
pub struct Chat {
    turn: Turn,
    facts: ChatFacts,
}

impl Chat {
    /// Sends a message. One that breaks a limit fails the turn when the handler returns.
    pub fn say(&self, message: impl IntoMessage) {
        self.record(message.into_action().map(std::iter::once));
    }

    /// Sends a message after a while, also over a restart. Messages and turns in between do not wait for it. It leaves only if the
    /// bot may speak in the chat then: when somebody takes the chat over before, it is withdrawn. Limits are checked now.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[on(incoming_messages, text = "order")]
    /// async fn order(chat: &Chat) {
    ///     chat.say("It is on its way.");
    ///     chat.say_after(days(2), "How do you like it?".or_template("feedback", ["you"]));
    /// }
    ///
    /// #[on(incoming_messages, text = "leave me alone")]
    /// async fn leave_alone(chat: &Chat) {
    ///     chat.unsay();
    /// }
    /// ```
    pub fn say_after(&self, after: Duration, message: impl IntoMessage) {
        let facts = self.turn.facts();
        let due = self.in_a_while(after);
        let mut record = self.turn.record();
        let name = format!("{}.{}", facts.seq.0, record.timers.len());
        match message.into_action().and_then(|action| TimerRequest::say(&action, &name, due)) {
            Ok(timer) => record.timers.push(timer),
            Err(cause) => _ = record.broken.get_or_insert(cause),
        }
    }

    /// Withdraws what [`say_after`](Chat::say_after) is still to say in this chat, also of earlier turns.
    pub fn unsay(&self) {
        self.turn.record().timers.push(TimerRequest::Cancel { prefix: SAYING.to_owned() });
    }

    /// Gives the chat to somebody.
    pub fn hand_over(&self, handover: Handover) {
        self.record(handover.into_actions());
    }

    /// Makes the chat this bot's.
    pub fn take(&self) {
        self.hand_over(Handover::take());
    }

    /// Gives the chat to nobody.
    pub fn release(&self) {
        self.hand_over(Handover::release());
    }

    /// Puts a tag on the chat, 1 to 1000 characters; the tag is made when there is none of that name.
    pub fn tag(&self, name: impl Into<String>) {
        self.record_tag(name.into(), |name| Action::Tag { name, extra: None });
    }

    /// Takes a tag off the chat.
    pub fn untag(&self, name: impl Into<String>) {
        self.record_tag(name.into(), |name| Action::Untag { name });
    }

    /// Sets a timer: a handler of `timer` that takes [`Timer<T>`](crate::handler::Timer) gets the value, once, when the time has
    /// come, also after a restart. It comes whoever owns the chat by then; what the handler says leaves only where the bot may speak.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// # mod shop { #[derive(serde::Serialize, serde::Deserialize)] pub struct AskAgain; }
    /// use shop::AskAgain; // derives Serialize, Deserialize
    ///
    /// #[on(assigned_messages, text = "later")]
    /// async fn later(chat: &Chat) -> &'static str {
    ///     chat.remind(hours(1), AskAgain);
    ///     "I will ask again in an hour."
    /// }
    ///
    /// #[on(timer)]
    /// async fn ask_again(_: Timer<AskAgain>) -> &'static str {
    ///     "Shall I order now?"
    /// }
    /// ```
    pub fn remind<T: Serialize>(&self, after: Duration, value: T) {
        self.set_timer(self.in_a_while(after), &value, false);
    }

    /// The same at a given time. One that is past comes at once.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// # mod shop { #[derive(serde::Serialize, serde::Deserialize)] pub struct Appointment(pub String); }
    /// use shop::Appointment; // derives Serialize, Deserialize
    ///
    /// #[on(assigned_messages, command = "book <at>")]
    /// async fn book(Arg(at): Arg<jiff::Timestamp>, chat: &Chat) -> String {
    ///     chat.remind_at(at - hours(1), Appointment(at.to_string()));
    ///     format!("Until {at}.")
    /// }
    ///
    /// #[on(timer)]
    /// async fn soon(Timer(Appointment(at)): Timer<Appointment>) -> String {
    ///     format!("See you at {at}, in an hour.")
    /// }
    /// ```
    pub fn remind_at<T: Serialize>(&self, at: Timestamp, value: T) {
        self.set_timer(at, &value, false);
    }

    /// The same as [`remind`](Chat::remind), but withdrawn when somebody takes the chat from the bot before the time has come.
    pub fn remind_while_mine<T: Serialize>(&self, after: Duration, value: T) {
        self.set_timer(self.in_a_while(after), &value, true);
    }

    /// Begins a conversation in this chat, once the handler has returned; one that is open there ends. The bot must have been given it
    /// (`.conversations(conversations![..])`), else the event is a dead letter that says so.
    ///
    /// ```
    /// use switchboard::prelude::*;
    ///
    /// #[conversation]
    /// async fn feedback(talk: &mut Talk) -> Result<&'static str> {
    ///     let words = talk.ask("How did we do?").await?;
    ///     talk.tag(if words.contains("bad") { "unhappy" } else { "happy" });
    ///     Ok("Thank you.")
    /// }
    ///
    /// #[on(chat_tagging, action = added, tag = "ask")]
    /// async fn ask_for_feedback(chat: &Chat) {
    ///     chat.start::<feedback>();
    /// }
    /// ```
    pub fn start<C: Converse>(&self) {
        self.turn.record().begins = Some(C::CONVERSATION);
    }

    /// Withdraws the chat's timers with values of this type, also those of earlier turns.
    pub fn forget_reminders<T>(&self) {
        self.turn.record().timers.push(TimerRequest::Cancel { prefix: reminder::<T>() });
    }

    /// Whom the chat belonged to when the turn started.
    #[must_use]
    pub const fn owner(&self) -> &Owner {
        &self.facts.owner
    }

    /// The chat's id: the customer's WhatsApp id.
    #[must_use]
    pub const fn wa_id(&self) -> &WaId {
        &self.facts.wa_id
    }

    /// The name in the customer's profile, when it was told.
    #[must_use]
    pub fn contact_name(&self) -> Option<&str> {
        self.facts.profile_name.as_deref()
    }

    fn in_a_while(&self, after: Duration) -> Timestamp {
        self.turn.facts().now.checked_add(after).unwrap_or(Timestamp::MAX)
    }

    fn set_timer<T: Serialize>(&self, due: Timestamp, value: &T, while_mine: bool) {
        let (facts, kind) = (self.turn.facts(), EventKind::Timer);
        let mut record = self.turn.record();
        match reminding(value) {
            Ok(value) => {
                let name = format!("{}{}.{}", reminder::<T>(), facts.seq.0, record.timers.len());
                record.timers.push(TimerRequest::Set { name, kind, due, value, while_mine });
            }
            Err(cause) => _ = record.broken.get_or_insert(cause),
        }
    }

    /// The address that opens the chat in the inbox's page, as `inbox.chat_link` says; for the people who work there. It holds the
    /// customer's number: keep it out of logs.
    #[must_use]
    pub fn link(&self) -> String {
        self.turn.facts().chat_link.of(&self.facts.wa_id)
    }

    fn record_tag(&self, name: String, action: impl FnOnce(String) -> Action) {
        self.record(check_tag(&name).map(|()| std::iter::once(action(name))).map_err(Error::from));
    }

    fn record(&self, actions: Result<impl IntoIterator<Item = Action>>) {
        let mut record = self.turn.record();
        match actions {
            Ok(actions) => record.actions.extend(actions),
            Err(cause) => _ = record.broken.get_or_insert(cause),
        }
    }
}

/// The beginning of the names of timers with values of this type.
fn reminder<T>() -> String {
    format!("remind:{}:", short_type_name::<T>())
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat").field("wa_id", &self.facts.wa_id).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<E: ChatEvent> Extract<E> for Chat {
    const MAY_PASS: bool = !E::CHAT_IS_KNOWN;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        Ok(turn.facts().chat.as_ref().map(|facts| Self { turn: turn.clone(), facts: facts.clone() }))
    }

    fn needs(needs: &mut Needs) {
        needs.lent("Chat");
    }
}
