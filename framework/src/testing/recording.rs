//! Recording a real conversation.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use super::script::{Deed, Entry, Script, Who};
use super::stand_ins::StandIns;
use super::transcript::Teller;
use super::wording;
use crate::InboxId;
use crate::action::{Action, Assignee, Reference};
use crate::client::{Api, ApiError, EventQuery, MessageQuery, Paging};
use crate::store::{Lane, PastEvent, PastRow, RowState, Store, StoreError};
use crate::wire::event::MessageNames;
use crate::wire::{Content, Event, MessageEvent, User, WaId, decode};

/// Entries of the inbox's lists that are asked for at once.
const PAGE: u64 = 500;

/// Why a conversation could not be recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The journal could not be read.
    #[error("the conversation cannot be read from the store: {0}")]
    Store(#[from] StoreError),
    /// What people did could not be read.
    #[error("what people did in the chat cannot be read from the inbox: {0}")]
    Inbox(#[from] ApiError),
}

/// Records a conversation from what a bot's store still holds of it (30 days): what the customer said, what the bot answered, and
/// what people did as far as the bot's handlers asked to be told.
///
/// The names of the customer and of people, and whatever may be a phone number, are replaced by stand-ins, in texts too; times are
/// kept as what passed between two entries. The script is text that people can read and change, and
/// [`World::replay`](super::World::replay) plays it. Look through it before it leaves the house: an address in a text stays one.
///
/// ```no_run
/// # async fn example(bot: switchboard::Running, chat: switchboard::wire::WaId) -> switchboard::Result<()> {
/// let store = bot.store();
/// let inbox = store.inboxes().await?.remove(0);
/// let script = switchboard::testing::record(&**store, &inbox, &chat).await?;
/// std::fs::write("tests/talks/gift.txt", script.to_string())?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the store cannot be read. A chat of which it holds nothing is an empty script.
pub async fn record(store: &dyn Store, inbox: &InboxId, chat: &WaId) -> Result<Script, RecordError> {
    let mut tape = Tape::new(chat);
    tape.journal(store.history(inbox, &Lane::Chat(chat.clone())).await?);
    Ok(tape.script())
}

/// Records a conversation as [`record`] does, and reads from the inbox what people said and did: takeovers of which the bot was told
/// only by its silence are part of it. `api` is the bot's own.
///
/// The inbox tells times in whole seconds; what happened within one second is put in the order customer and bot, then people.
///
/// # Errors
/// When the store or the inbox cannot be read.
pub async fn record_with_people(store: &dyn Store, inbox: &InboxId, chat: &WaId, api: &Api) -> Result<Script, RecordError> {
    let mut tape = Tape::new(chat);
    let me = api.retrieve_current_user().await?;
    tape.journal(store.history(inbox, &Lane::Chat(chat.clone())).await?);
    for (at, event) in of_people(api, chat, &me).await? {
        if tape.told.insert(mark_of(&event)) {
            tape.tell(&event, at);
        }
    }
    Ok(tape.script())
}

/// What others than the bot said and did in a chat, with the seconds in which they did.
async fn of_people(api: &Api, chat: &WaId, me: &User) -> Result<Vec<(i64, Event)>, ApiError> {
    let is_other = |user: Option<&User>| user.is_some_and(|user| user.id != me.id);
    let mut events = Vec::new();
    let mut paging = Paging { limit: Some(PAGE), offset: Some(0) };
    loop {
        let page = api.list_messages(&MessageQuery { from_us: Some(true), paging, ..MessageQuery::of_chat(chat.clone()) }).await?;
        let read = page.results.len() as u64;
        for message in page.results.into_iter().filter(|message| is_other(message.sender.as_deref())) {
            let at = message.waba_payload.timestamp.map_or(0, crate::wire::Timestamp::as_seconds);
            let names = MessageNames { outgoing: true, ..MessageNames::default() };
            let waba = message.waba_payload.clone();
            let told = MessageEvent { chat: chat.clone(), waba, message: Some(message), profile_name: None, names };
            events.push((at, Event::Message(Box::new(told))));
        }
        if read < PAGE {
            break;
        }
        paging.offset = paging.offset.map(|offset| offset + read);
    }
    let query = EventQuery { wa_id: Some(chat.clone()), ..EventQuery::default() };
    for event in api.list_chat_assignment_events(&query).await?.results {
        if is_other(event.done_by.as_ref()) {
            events.push((event.timestamp.as_seconds(), Event::ChatAssignment(Box::new(event))));
        }
    }
    for event in api.list_chat_tagging_events(&query).await?.results {
        if is_other(event.done_by.as_ref()) {
            events.push((event.timestamp.as_seconds(), Event::ChatTagging(Box::new(event))));
        }
    }
    // The lists tell the newest first.
    events.reverse();
    Ok(events)
}

/// A conversation while it is recorded.
struct Tape {
    chat: WaId,
    teller: Teller,
    stand_ins: StandIns,
    called: Option<String>,
    /// In seconds.
    entries: Vec<(i64, Entry)>,
    /// Tags that are on the chat: what is put on twice shows once.
    tags: BTreeSet<String>,
    /// What was told, by its mark.
    told: HashSet<String>,
}

impl Tape {
    fn new(chat: &WaId) -> Self {
        Self {
            chat: chat.clone(),
            teller: Teller::default(),
            stand_ins: StandIns::of_customer(chat.as_str()),
            called: None,
            entries: Vec::new(),
            tags: BTreeSet::new(),
            told: HashSet::new(),
        }
    }

    fn journal(&mut self, events: Vec<PastEvent>) {
        let mut last = 0;
        for past in events {
            let event = decode(&past.body).ok().and_then(|decoded| decoded.events.into_iter().nth(past.part as usize));
            let at = match &event {
                // A message that waited comes twice: as it was written, and when the bot gets its chat. So does an assignment that
                // a handler asked for, which is a hand-over to the bot beside. What follows is said where they were told last.
                Some(event) if !self.told.insert(mark_of(event)) => last,
                Some(event) => {
                    let at = time_of(event).unwrap_or_else(|| past.received_at.as_second());
                    self.tell(event, at);
                    at
                }
                None => past.received_at.as_second(),
            };
            last = last.max(at);
            for row in past.rows {
                self.row(row, last);
            }
        }
    }

    fn tell(&mut self, event: &Event, at: i64) {
        self.meet(event);
        let event = without_cards(event);
        let Some(entry) = self.teller.entry(&event) else { return };
        match &entry {
            Entry::Does { deed: Deed::Tags(name), .. } => drop(self.tags.insert(name.clone())),
            Entry::Does { deed: Deed::Untags(name), .. } => drop(self.tags.remove(name)),
            _ => {}
        }
        self.entries.push((at, entry));
    }

    fn row(&mut self, row: PastRow, at: i64) {
        if matches!(row.state, RowState::Withdrawn | RowState::Rejected) {
            return;
        }
        let says = |content: &Content| Entry::Says { who: Who::Bot, words: wording::of(content) };
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
        self.entries.push((at, entry));
        self.entries.extend(announce.map(|announce| (at, says(&announce.content))));
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

    fn script(mut self) -> Script {
        self.entries.sort_by_key(|(at, _)| *at);
        let mut entries = Vec::with_capacity(self.entries.len() + 1);
        entries.extend(self.called.take().map(Entry::Called));
        let mut last = self.entries.first().map_or(0, |(at, _)| *at);
        for (at, entry) in std::mem::take(&mut self.entries) {
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
fn mark_of(event: &Event) -> String {
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
        other => format!("{other:?}"),
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
