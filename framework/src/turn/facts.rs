//! Facts of turns that are made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{ChatFacts, QuestionSeen, TurnFacts};
use crate::config::ChatLink;
use crate::handover::{Owner, OwnerClass};
use crate::inbox_id::InboxId;
use crate::ingress::chat_of;
use crate::kind::EventKind;
use crate::routing::ChatTags;
use crate::store::EventSeq;
use crate::wire::{self, UserId};

impl TurnFacts {
    /// The facts of an event whose turn starts at this time, for turns that are made by hand: a unit test of a guard, of a layer, of an
    /// extractor of one's own.
    ///
    /// Nothing is known but the event: its chat belongs to nobody and has no sessions, a message is an incoming one, a status tells of
    /// a message of the bot's, and there is no client of the API. What is to be otherwise is set.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::turn::TurnFacts;
    /// use switchboard::wire::decode;
    ///
    /// /// A guard: what was written long ago is not answered.
    /// fn is_fresh(turn: &Turn) -> bool {
    ///     !turn.facts().late
    /// }
    ///
    /// let told = br#"{"messages": [{"from": "491713920001", "id": "wamid.1", "timestamp": "1767225600", "type": "text",
    ///    "text": {"body": "hi"}}]}"#;
    /// let event = decode(told)?.events.remove(0);
    /// let facts = TurnFacts::new(event, UserId::new(7), "2026-01-01T00:00:00Z".parse()?);
    /// assert!(is_fresh(&Turn::new(facts.clone())));
    /// assert!(!is_fresh(&Turn::new(TurnFacts { late: true, ..facts })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(event: wire::Event, me: UserId, now: Timestamp) -> Self {
        let profile_name = if let wire::Event::Message(message) = &event { message.profile_name.clone() } else { None };
        let chat = chat_of(&event).map(|chat| ChatFacts {
            wa_id: chat.clone(),
            owner: Owner::new(me, None, None),
            class: OwnerClass::Nobody,
            profile_name,
            customer_wrote_at: None,
        });
        let kind = EventKind::of(&event);
        let kinds = EventKind::ALL.iter().position(|known| *known == kind).map_or(&[][..], |at| &EventKind::ALL[at..=at]);
        Self {
            event: Arc::new(event),
            kinds,
            seq: EventSeq(1),
            fence: 0,
            received_at: now,
            question: QuestionSeen::default(),
            random: 0,
            chat,
            late: false,
            stale: false,
            now,
            attempt: 1,
            me,
            own_message: true,
            sessions: BTreeMap::new(),
            api: None,
            inbox: InboxId::by_hand(),
            chat_link: ChatLink::below("https://inbox.example"),
            tags: ChatTags::default(),
        }
    }
}
