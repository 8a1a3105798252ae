//! What can be wrong with a bot's conversations before the first message.

use super::registration::Conversation;
use super::run::TalkVisit;
use crate::handler::{Needs, States, Wanted};
use crate::routing::StartError;

/// Looks for every mistake that can be found at start.
pub(crate) fn check_conversations(conversations: impl Iterator<Item = &'static Conversation>, states: &States) -> Vec<StartError> {
    let mut errors = Vec::new();
    let conversations: Vec<_> = conversations.collect();
    for (number, conversation) in conversations.iter().enumerate() {
        let name = conversation.name;
        if let Some(earlier) = conversations[..number].iter().find(|earlier| earlier.name == name) {
            let place = earlier.place;
            let message = format!(
                "two conversations are called `{name}`, here and at {}:{}; journals are kept by name: rename one",
                place.file(),
                place.line()
            );
            errors.push(StartError::at(conversation.place, message));
        }
        let mut needs = Needs::default();
        let _ = (conversation.call)(TalkVisit::Probe(&mut needs));
        for need in needs.into_list() {
            let message = match &need.wanted {
                Wanted::State { id, name: state } if !states.contains(*id) => {
                    format!("conversation `{name}` takes `State<{state}>`, but no such state was given: add `.state(..)` to the bot")
                }
                Wanted::Lent { name: lent } => {
                    format!("conversation `{name}` takes `{lent}`, which is lent for one turn, and outlives it: use what `talk` offers")
                }
                Wanted::Session(session) => {
                    let session = &session.name;
                    format!("conversation `{name}` takes `Session<{session}>`, which is saved by one turn: keep it in a variable")
                }
                _ => continue,
            };
            errors.push(StartError::at(need.place(), message));
        }
    }
    errors
}
