//! What the inbox tells of a chat beside the events that wait for a turn.

use std::sync::Arc;

use jiff::Timestamp;

use super::intake::Source;
use super::lane::{News, Work};
use super::slot::Slot;
use super::{Count, Engine};
use crate::ingress::chat_of;
use crate::store::{EventEnd, EventKey, EventSeq, Lane, NewEvent, StoreError, TurnCommit};
use crate::wire::Event;

/// The kind and key prefix of the engine's own event: news of a chat that nobody could ask the inbox for later. It stands in the
/// journal until it is stored with the chat, so that a process that ends right after it took it in loses no takeover.
pub(super) const TOLD: &str = "told";

impl Engine {
    /// What an event tells of its chat's owner counts at once, whether or not it is new: nothing of ours begins to leave
    /// after this, before the owner was read. What of that has to be in the journal before the inbox hears that it was taken in is
    /// answered.
    pub(super) fn tell_of(self: &Arc<Self>, event: &Event, part: u32, source: Source, now: Timestamp) -> Option<(NewEvent, Work)> {
        if let Event::ChatTagging(event) = event {
            self.tags.forget(&event.chat);
        }
        let news = match source {
            Source::Told => self.news_of(event, now),
            Source::Listed => self.news_of(event, happened_at(event).unwrap_or(now)).map(|news| News::Listed(Box::new(news))),
        };
        let (news, chat) = news.zip(chat_of(event))?;
        let lane = Lane::Chat(chat.clone());
        if news.is_own_message() && !self.all_lanes().contains_key(&lane) {
            return None;
        }
        let kept = (news.is_told_once() && !self.is_mine(event)).then(|| {
            let new = NewEvent { key: self.own_key(TOLD, chat), lane: lane.clone(), kind: TOLD.to_owned(), part, end: None };
            (new, Work::Told(news.clone()))
        });
        if self.with_lane(&lane, |state| state.tell(news)) {
            self.counters.add(Count::Takeovers);
        }
        self.wake(&lane);
        kept
    }

    /// What an event tells of its chat, when it is told at this time.
    pub(super) fn news_of(&self, event: &Event, now: Timestamp) -> Option<News> {
        Some(match event {
            Event::ChatAssignment(assignment) => News::Assigned(assignment.clone(), now),
            Event::Message(message) if message.is_outgoing() => {
                let written = message.message.as_ref()?;
                match &written.sender {
                    Some(sender) if sender.id == self.parts.me.id => News::OwnMessage(Box::new(written.clone())),
                    Some(_) if self.parts.interests.watches_people() => {
                        News::PersonWrote { written_at: message.waba.timestamp.map(crate::wire::Timestamp::as_seconds), at: now }
                    }
                    _ => return None,
                }
            }
            Event::Message(message) if message.names.assigned => News::SaidMine,
            Event::ChatResolved(resolved) if resolved.resolved => {
                let (way_back, takes_unassigned) = (self.policy.back_on_resolved, self.policy.takes_unassigned);
                News::Resolved { behind: None, at: now, way_back, takes_unassigned }
            }
            Event::ChatTagging(tagging) if self.policy.off_tag.as_ref() == Some(&tagging.tag.name) => News::TagsChanged,
            _ => return None,
        })
    }

    /// Stores what was told with its chat.
    pub(super) async fn keep_told(self: &Arc<Self>, slot: &Slot, event: EventSeq) -> Result<(), StoreError> {
        let (lease, record) = {
            let state = slot.state();
            (state.lease.clone(), state.ownership.record())
        };
        let Some(lease) = lease else { return Ok(()) };
        let mut commit = TurnCommit::only(event, slot.lane.clone(), EventEnd::Done, self.now());
        commit.chat = Some(record);
        self.commit(slot, &lease, commit).await
    }

    /// A key that no other event of the engine's own has. Every telling counts: of two equal ones within a second, the second may
    /// be the one that lasts.
    pub(super) fn own_key(&self, kind: &str, chat: &crate::wire::WaId) -> EventKey {
        let number = self.own_events.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        EventKey::new(format!("{kind}:{}:{}:{number}", chat.as_str(), self.parts.run))
    }
}

/// When an event that a list shows happened.
fn happened_at(event: &Event) -> Option<Timestamp> {
    let second = match event {
        Event::ChatAssignment(assignment) => assignment.timestamp,
        Event::Message(message) => message.waba.timestamp?,
        _ => return None,
    };
    Timestamp::from_second(second.as_seconds()).ok()
}
