use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use crate::action::{Action, Assignee, Reference};
use crate::store::{PastEvent, PastRow, RowState};
use crate::testing::script::{Deed, Entry, Script, Who};
use crate::testing::stand_ins::StandIns;
use crate::testing::transcript::Teller;
use crate::testing::wording;
use crate::wire::{Content, Event, User, WaId, decode};

/// A conversation while it is recorded.
pub(super) struct Tape {
    chat: WaId,
    teller: Teller,
    stand_ins: StandIns,
    called: Option<String>,
    /// By their second, and their place in it.
    entries: Vec<(i64, Place, Entry)>,
    /// Tags that are on the chat: what is put on twice shows once.
    tags: BTreeSet<String>,
    /// Whether the chat was told to be resolved.
    resolved: bool,
    /// What was told, by its mark.
    told: HashSet<String>,
}

/// Where something stands among what happened within one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In the order of the journal.
    Journal,
    /// What people did, of which the bot was not told.
    People,
    /// In the order of the journal, behind the end of people's work: that they gave the chat away, or resolved it.
    Behind,
}

impl Tape {
    pub(super) fn new(chat: &WaId) -> Self {
        Self {
            chat: chat.clone(),
            teller: Teller::default(),
            stand_ins: StandIns::of_customer(chat.as_str()),
            called: None,
            entries: Vec::new(),
            tags: BTreeSet::new(),
            resolved: false,
            told: HashSet::new(),
        }
    }

    pub(super) fn journal(&mut self, events: Vec<PastEvent>) {
        let mut last = 0;
        let decoded = events.into_iter().map(|past| {
            let event = decode(&past.body).ok().and_then(|decoded| decoded.events.into_iter().nth(past.part as usize));
            (past, event)
        });
        let mut decoded = decoded.peekable();
        while let Some((past, event)) = decoded.next() {
            let at = match &event {
                // It has no time and no id; only a change is news.
                Some(Event::ChatResolved(resolved)) if self.resolved == resolved.resolved => last,
                // A message that waited comes twice: as it was written, and when the bot gets its chat. So does an assignment that
                // a handler asked for, which is a hand-over to the bot beside. What follows is said where they were told last.
                Some(event) if !self.is_news(event) => last,
                Some(event) => {
                    let at = time_of(event).unwrap_or_else(|| past.received_at.as_second());
                    self.tell(event, at);
                    at
                }
                None => past.received_at.as_second(),
            };
            last = last.max(at);
            // The message itself opened the chat again, before anybody answered it.
            if let (Some(Event::Message(_)), Some((_, Some(reopened @ Event::ChatResolved(state))))) = (&event, decoded.peek())
                && self.resolved
                && !state.resolved
            {
                self.tell(reopened, last);
            }
            for row in past.rows {
                self.row(row, last);
            }
        }
    }

    /// Tells what is not told yet.
    pub(super) fn add(&mut self, event: &Event, at: i64) {
        if self.is_news(event) {
            self.tell_at(event, at, Place::People);
        }
    }

    fn is_news(&mut self, event: &Event) -> bool {
        let mark = mark_of(event, self.told.len());
        self.told.insert(mark)
    }

    fn tell(&mut self, event: &Event, at: i64) {
        let place = self.place(at);
        self.tell_at(event, at, place);
    }

    /// Where the journal goes on in this second.
    fn place(&self, at: i64) -> Place {
        match self.entries.last() {
            Some((last, Place::Behind, _)) if *last == at => Place::Behind,
            _ => Place::Journal,
        }
    }

    fn tell_at(&mut self, event: &Event, at: i64, place: Place) {
        self.meet(event);
        let event = without_cards(event);
        // What WhatsApp did not deliver then is no part of the conversation that is to be played.
        let Some(entry) = self.teller.entry(&event).filter(|entry| !matches!(entry, Entry::NotDelivered(_))) else { return };
        let place = if place == Place::Journal && ends_work(&entry) { Place::Behind } else { place };
        match &entry {
            Entry::Does { deed: Deed::Tags(name), .. } => drop(self.tags.insert(name.clone())),
            Entry::Does { deed: Deed::Untags(name), .. } => drop(self.tags.remove(name)),
            Entry::Resolved(resolved) => self.resolved = *resolved,
            _ => {}
        }
        self.entries.push((at, place, entry));
    }

    fn row(&mut self, row: PastRow, at: i64) {
        if matches!(row.state, RowState::Withdrawn | RowState::Rejected) {
            return;
        }
        let mut says = |content: &Content| {
            self.teller.offers(content);
            Entry::Says { who: Who::Bot, words: wording::of(content) }
        };
        let does = |deed| Entry::Does { who: Who::Bot, deed };
        let (entry, announce) = match row.action {
            Action::Send(message) => (says(&message.content), None),
            Action::Assign(assignment) => {
                let deed = match assignment.to {
                    Assignee::Nobody => Deed::GivesToNobody,
                    Assignee::Group(group) => Deed::GivesToGroup(name_of(group)),
                    Assignee::User(user) => Deed::GivesToPerson(name_of(user)),
                    // What its policy takes shows in its answers.
                    _ => return,
                };
                (does(deed), assignment.announce)
            }
            Action::Tag { name, .. } if self.tags.insert(name.clone()) => (does(Deed::Tags(name)), None),
            Action::Untag { name } if self.tags.remove(&name) => (does(Deed::Untags(name)), None),
            _ => return,
        };
        let announce = announce.map(|announce| says(&announce.content));
        let place = self.place(at);
        self.entries.extend([Some(entry), announce].into_iter().flatten().map(|entry| (at, place, entry)));
    }

    /// Learns the names of those whom an event tells of.
    fn meet(&mut self, event: &Event) {
        let name_of_customer = match event {
            Event::Message(message) => {
                let person = message.message.as_ref().and_then(|message| message.contact.as_deref());
                message.profile_name.as_deref().or_else(|| person?.profile_name())
            }
            _ => None,
        };
        if let Some(name) = name_of_customer.filter(|name| !name.is_empty() && *name != self.chat.as_str()) {
            let stand_in = self.stand_ins.name_customer(name);
            self.called.get_or_insert(stand_in);
        }
        let users = match event {
            Event::Message(message) => [message.message.as_ref().and_then(|message| message.sender.as_deref()), None],
            Event::ChatAssignment(event) => [event.done_by.as_ref(), event.assigned_to_user_set.as_ref()],
            Event::ChatTagging(event) => [event.done_by.as_ref(), None],
            _ => [None, None],
        };
        for user in users.into_iter().flatten().filter(|user| !self.teller.is_bot(user)) {
            self.stand_ins.name_person(&user.username, &[&user.first_name, &user.last_name]);
        }
    }

    pub(super) fn script(mut self) -> Script {
        self.entries.sort_by_key(|(at, place, _)| (*at, *place));
        let mut entries = Vec::with_capacity(self.entries.len() + 1);
        entries.extend(self.called.take().map(Entry::Called));
        let mut last = self.entries.first().map_or(0, |(at, ..)| *at);
        for (at, _, entry) in std::mem::take(&mut self.entries) {
            if let Ok(passed @ 1..) = u64::try_from(at - last) {
                entries.push(Entry::Passes(Duration::from_secs(passed)));
            }
            last = at;
            entries.push(self.covered(entry));
        }
        Script::new(entries)
    }

    fn covered(&mut self, entry: Entry) -> Entry {
        let mut person = |who| match who {
            Who::Person(name) => Who::Person(self.stand_ins.name_person(&name.to_lowercase(), &[])),
            other => other,
        };
        match entry {
            Entry::Says { who, words } => {
                let who = person(who);
                Entry::Says { who, words: self.stand_ins.cover(&words) }
            }
            Entry::Does { who, deed } => {
                let who = person(who);
                let deed = match deed {
                    Deed::GivesToPerson(name) => Deed::GivesToPerson(self.stand_ins.name_person(&name.to_lowercase(), &[])),
                    Deed::Tags(name) => Deed::Tags(self.stand_ins.cover(&name)),
                    Deed::Untags(name) => Deed::Untags(self.stand_ins.cover(&name)),
                    other => other,
                };
                Entry::Does { who, deed }
            }
            other => other,
        }
    }
}

/// Whether a person has done with the chat for now.
fn ends_work(entry: &Entry) -> bool {
    use Deed::{GivesToBot, GivesToGroup, GivesToNobody, GivesToPerson};
    let gives = |deed: &Deed| matches!(deed, GivesToBot | GivesToNobody | GivesToGroup(_) | GivesToPerson(_));
    match entry {
        Entry::Resolved(resolved) => *resolved,
        Entry::Does { who: Who::Person(_), deed } => gives(deed),
        _ => false,
    }
}

/// When it happened, by the inbox's clock.
fn time_of(event: &Event) -> Option<i64> {
    let time = match event {
        Event::Message(message) => message.waba.timestamp?,
        Event::ChatAssignment(event) => event.timestamp,
        Event::ChatTagging(event) => event.timestamp,
        _ => return None,
    };
    Some(time.as_seconds())
}

/// What the same event has in common with itself, in whichever form it comes.
fn mark_of(event: &Event, told: usize) -> String {
    let id = |user: &Option<User>| user.as_ref().map(|user| user.id);
    match event {
        Event::Message(message) => {
            let inbox_id = message.message.as_ref().and_then(|message| message.id.as_ref());
            format!("m {:?}", message.waba.id.as_ref().map(ToString::to_string).or_else(|| inbox_id.map(ToString::to_string)))
        }
        Event::ChatAssignment(event) => {
            let group = event.assigned_group_set.as_ref().map(|group| group.id);
            let cleared = (event.assigned_to_user_was_cleared, event.assigned_group_was_cleared);
            format!("a {:?} {:?} {:?} {group:?} {cleared:?}", event.timestamp, id(&event.done_by), id(&event.assigned_to_user_set))
        }
        Event::ChatTagging(event) => format!("t {:?} {:?} {:?} {:?}", event.timestamp, event.action, event.tag.id, id(&event.done_by)),
        // What has neither id nor time is never the same.
        other => format!("{other:?} {told}"),
    }
}

fn name_of<Id: std::fmt::Display>(reference: Reference<Id>) -> String {
    match reference {
        Reference::Name(name) => name,
        Reference::Id(id) => id.to_string(),
    }
}

/// Cards of address books are other people's: only that there is one is kept.
fn without_cards(event: &Event) -> Event {
    let mut event = event.clone();
    if let Event::Message(message) = &mut event
        && let Content::Contacts(cards) = &mut message.waba.content
    {
        for card in cards {
            *card = serde_json::from_value(serde_json::json!({ "name": { "formatted_name": "Somebody" } })).unwrap_or_default();
        }
    }
    event
}
