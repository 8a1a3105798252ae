//! What the policy does about a customer's message before a handler is asked.

use std::time::Duration;

use super::Engine;
use super::lane::Queued;
use super::returning::BACK;
use super::slot::Slot;
use super::taking::Take;
use super::turning::written_at;
use crate::action::{Action, Assignee, Assignment};
use crate::conversation::TalkTurn;
use crate::handover::{Because, Move, OwnerClass, Situation};
use crate::turn::Outcome;
use crate::wire::MessageEvent;

/// Whether a handler is asked about a customer's message.
pub(super) enum Settled {
    /// It is: its role is certain.
    Ask,
    /// Not yet: the owner has to be read, or something failed for a while.
    Later,
    /// No: this happens instead.
    Instead(Outcome),
    /// The chat could not be taken, for good.
    Refused(String),
}

impl Engine {
    /// Settles in which role a customer's message is handled. The chat is taken when the policy wants it.
    ///
    /// For a message that a person has answered it is not taken any more; but a take that has begun is looked up all the same.
    pub(super) async fn settle_role(&self, slot: &Slot, queued: &Queued, message: &MessageEvent) -> Settled {
        let Some(chat) = slot.lane.chat() else { return Settled::Ask };
        let unchecked = {
            let mut state = slot.state();
            state.ownership.note_message(self.now(), self.policy.forget_after, self.policy.back_after);
            state.unsaved = true;
            if state.ownership.class().is_none() {
                return Settled::Later;
            }
            state.ownership.has_unchecked_take() && state.ownership.owner().is_me()
        };
        // Also when the chat is with people by now: it may have to be given back to one of them.
        if unchecked && self.read_once_more(slot, chat).await == Take::Uncertain {
            return Settled::Later;
        }
        // What the customer says of people and of automatic messages counts all the same.
        let mut is_lost = slot.state().give_up_take();
        let mut waited = self.waited(queued, message);
        loop {
            let situation = {
                let state = slot.state();
                let Some(class) = state.ownership.class() else { return Settled::Later };
                Situation {
                    class,
                    words: message.waba.content.text(),
                    answered: queued.answered || state.is_answered(queued.seq),
                    off: state.ownership.is_off(),
                    stopped: state.ownership.is_stopped(),
                    way_back: state.has_way_back_for(queued.seq),
                    waited,
                    now: self.now(),
                }
            };
            let because = match self.policy.decide(situation) {
                Move::Stay => return Settled::Ask,
                Move::Take(_) if is_lost => return Settled::Ask,
                Move::Take(because) => because,
                Move::Quiet => return Settled::Instead(Outcome::default()),
                Move::ToPeople { announce } => return Settled::Instead(Outcome::of(self.to_people(announce))),
                Move::Stop(keyword) => {
                    slot.state().ownership.note_stopped(true);
                    let may_speak = matches!(situation.class, OwnerClass::Me | OwnerClass::Nobody);
                    let words = keyword.confirmation.clone().map(Action::Send);
                    let actions = words.into_iter().chain([self.to_people(false)]);
                    return Settled::Instead(Outcome {
                        actions: if may_speak { actions.collect() } else { Vec::new() },
                        ..Outcome::default()
                    });
                }
                Move::Start(keyword) => {
                    let is_persons = slot.state().ownership.owner().is_person();
                    let is_free = matches!(situation.class, OwnerClass::Me | OwnerClass::Nobody);
                    let take = match is_free || is_persons {
                        true => Take::Mine,
                        false if is_lost => Take::Theirs,
                        false => self.take(slot, chat, Because::WayBack).await,
                    };
                    return match take {
                        Take::Uncertain => Settled::Later,
                        Take::Refused(cause) => Settled::Refused(cause),
                        Take::Mine | Take::Theirs => {
                            let mut state = slot.state();
                            state.ownership.note_stopped(false);
                            // The confirmation says it.
                            state.ownership.take_greeting();
                            let words = keyword.confirmation.clone().filter(|_| take == Take::Mine && !is_persons);
                            let actions = words.map(Action::Send).into_iter().collect();
                            let talk = TalkTurn { asks_again: true, ..TalkTurn::default() };
                            Settled::Instead(Outcome { actions, talk, ..Outcome::default() })
                        }
                    };
                }
            };
            match self.take(slot, chat, because).await {
                Take::Mine => waited = Duration::ZERO,
                Take::Theirs => {
                    slot.state().ownership.close_way_back();
                    is_lost = true;
                }
                Take::Uncertain => return Settled::Later,
                Take::Refused(cause) => return Settled::Refused(cause),
            }
        }
    }

    /// The chat goes to the policy's people.
    pub(super) fn to_people(&self, announces: bool) -> Action {
        let announce = self.policy.announcement.clone().filter(|_| announces).map(Box::new);
        Action::Assign(Assignment { announce, ..Assignment::to(Assignee::Group(self.policy.people.clone())) })
    }

    /// How long a message has waited for its first turn, by the inbox's clock. What waited for people is not late for the bot.
    fn waited(&self, queued: &Queued, message: &MessageEvent) -> Duration {
        if queued.attempts > 0 || queued.key.as_str().starts_with(BACK) {
            return Duration::ZERO;
        }
        let seconds = written_at(message).map_or(0, |at| self.parts.api.inbox_now().as_second().saturating_sub(at));
        Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
    }
}

impl Outcome {
    /// What does one thing.
    pub(super) fn of(action: Action) -> Self {
        Self { actions: vec![action], ..Self::default() }
    }
}
