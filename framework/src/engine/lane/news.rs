//! What the inbox tells of a chat beside events: it counts at once, before any turn.

use jiff::Timestamp;

use super::LaneState;
use crate::store::{EventSeq, RowState};
use crate::wire::{ChatAssignmentEvent, Message};

/// What the inbox told of a chat beside the events that wait for a turn.
#[derive(Debug, Clone)]
pub(in crate::engine) enum News {
    Assigned(Box<ChatAssignmentEvent>, Timestamp),
    SaidMine,
    PersonWrote {
        written_at: Option<i64>,
        at: Timestamp,
    },
    OwnMessage(Box<Message>),
    Resolved {
        /// Events up to this one waited already.
        behind: Option<EventSeq>,
        /// When it was told.
        at: Timestamp,
        /// The chat is the bot's with the customer's next message.
        way_back: bool,
        /// It is, if nobody took it out of the group to which the bot gave it.
        takes_unassigned: bool,
    },
    /// A tag that switches the bot off was put on or taken off.
    TagsChanged,
    /// A list of the inbox shows it, which may have been told before, however long ago.
    Listed(Box<Self>),
}

impl News {
    /// Whether the inbox tells it once, and could not be asked for it later.
    pub(in crate::engine) const fn is_told_once(&self) -> bool {
        match self {
            Self::Listed(news) => news.is_told_once(),
            news => matches!(news, Self::Assigned(..) | Self::PersonWrote { .. } | Self::Resolved { .. }),
        }
    }

    /// Whether it is a message of the bot's own.
    pub(in crate::engine) fn is_own_message(&self) -> bool {
        match self {
            Self::Listed(news) => news.is_own_message(),
            news => matches!(news, Self::OwnMessage(_)),
        }
    }
}

impl LaneState {
    /// Takes news, at once when the lane is loaded. Whether a person took the chat over by it.
    pub(in crate::engine) fn tell(&mut self, mut news: News) -> bool {
        if let News::Resolved { behind, .. } = &mut news {
            *behind = self.events.back().map(|last| last.seq);
        }
        if self.lease.is_none() {
            self.news.push(news);
            return false;
        }
        self.take_news(news)
    }

    /// Takes the news of an event that was stored, when the process that was told it ended before it stored what followed.
    pub(super) fn recall(&mut self, seq: EventSeq, mut news: News) {
        let is_known = self.ownership.was_told(seq) || self.told_from.is_some_and(|first| seq >= first);
        self.ownership.note_told(seq);
        if is_known {
            return;
        }
        if let News::Resolved { behind, .. } = &mut news {
            *behind = Some(seq);
        }
        self.take_news(news);
    }

    pub(super) fn take_news(&mut self, news: News) -> bool {
        let before = self.ownership.clone();
        let mut taken_over = false;
        match news {
            News::Assigned(event, at) => self.ownership.assignment_told(&event, at),
            News::SaidMine => self.ownership.said_to_be_mine(),
            News::PersonWrote { written_at, at } => {
                // What was made of a younger one stands: the chat may have been resolved since.
                let is_known = written_at.is_some_and(|at| self.ownership.has_person_written_since(at.saturating_add(1)));
                self.note_answered(written_at);
                self.ownership.person_spoke(written_at, at);
                taken_over = !is_known && self.ownership.person_wrote(written_at, at);
            }
            News::Resolved { behind, way_back, takes_unassigned, at } => {
                self.ownership.note_resolved_behind(behind);
                let was_left_to_a_group = self.ownership.resolved();
                if way_back {
                    self.ownership.open_way_back_from_anybody(at.as_second());
                } else if takes_unassigned && was_left_to_a_group {
                    self.ownership.open_way_back(at.as_second());
                }
            }
            News::TagsChanged => self.ownership.tags_changed(),
            News::Listed(news) => match &*news {
                // Another one of the same second may be the news, so the inbox is asked. What is older was overtaken by what was told.
                News::Assigned(event, _) if self.ownership.was_told_of_assignment_at(event.timestamp.as_seconds()) => {
                    self.ownership.doubt()
                }
                News::PersonWrote { written_at: Some(at), .. } if self.ownership.has_person_written_since(*at) => {}
                _ => return self.take_news(*news),
            },
            News::OwnMessage(message) => {
                if self.rows.front().is_some_and(|first| first.row.state == RowState::InFlight && first.row.action.message().is_some()) {
                    self.own.push(*message);
                }
            }
        }
        self.unsaved |= before != self.ownership;
        taken_over
    }
}
