use std::panic::Location;

use jiff::Timestamp;
use serde_json::json;

use super::book::{Book, Halt, Met};
use super::confirm::Confirm;
use super::journal::{EntryKind, Journal};
use super::question::{Awaited, Parsed, words_of};
use super::run::TALK_STUB;
use crate::handler::sample;
use crate::kind::EventKind;
use crate::wire::{Content, Event, content};

fn journal(kinds: &[EntryKind]) -> Journal {
    let book = Book::new(Journal::begin(&TALK_STUB, "id".to_owned(), Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH, 7);
    let mut page = book.page();
    for (at, kind) in kinds.iter().enumerate() {
        let Met::New(entry) = page.meet(*kind, &format!("{kind}{at}"), Location::caller()) else { panic!("not new") };
        if at + 1 < kinds.len() {
            page.finish(entry, json!("answer"));
        }
    }
    page.journal.clone()
}

#[test]
fn a_journal_comes_back_whole_from_the_store() {
    let journal = journal(&[EntryKind::Ask, EntryKind::Step, EntryKind::Now, EntryKind::WaitFor]);
    assert_eq!(Journal::read(&journal.record().unwrap()), Some(journal.clone()));
    let newer = crate::turn::SessionRecord { version: 2, ..journal.record().unwrap() };
    assert_eq!(Journal::read(&newer), None, "a form of a later version is not guessed at");
}

#[test]
fn a_question_stands_only_under_the_fence_it_was_asked_under() {
    let stored = |fence: serde_json::Value| {
        let mut json: serde_json::Value = serde_json::from_str(&journal(&[EntryKind::Ask]).record().unwrap().json).unwrap();
        json["fence"] = fence;
        Journal::read(&crate::turn::SessionRecord { version: 1, json: json.to_string() }).unwrap()
    };
    assert!(stored(json!(3)).stands(3));
    assert!(!stored(json!(3)).stands(4));
    assert!(!stored(json!(null)).stands(0), "begun in a person's chat, it stands under no fence");
}

#[test]
fn going_back_opens_the_question_before_and_stops_at_a_step() {
    use EntryKind::{Ask, Now, Step};
    let went_back = |kinds: &[EntryKind]| {
        let mut journal = journal(kinds);
        journal.go_back().then(|| journal.open_question().unwrap().0)
    };
    assert_eq!(went_back(&[Ask, Ask, Ask]), Some(1));
    assert_eq!(went_back(&[Ask, Now, Ask]), Some(0));
    assert_eq!(went_back(&[Ask, Step, Ask]), None, "what the step did cannot be undone");
    assert_eq!(went_back(&[Ask, Step, Ask, Ask]), Some(2));
    assert_eq!(went_back(&[Ask]), None);
}

#[test]
fn what_was_said_before_is_not_said_again_and_a_mismatch_names_both_places() {
    let book = Book::new(journal(&[EntryKind::Ask, EntryKind::Ask]), Timestamp::UNIX_EPOCH, 7);
    let mut page = book.page();
    assert!(page.is_replaying());
    page.act(Ok(crate::action::Action::Untag { name: "said before".to_owned() }));
    assert!(page.actions.is_empty());
    assert!(matches!(page.meet(EntryKind::Ask, "ask0", Location::caller()), Met::Done(_)));
    let place = Location::caller();
    assert!(matches!(page.meet(EntryKind::Ask, "another question", place), Met::Mismatch));
    let Some(Halt::Mismatch(cause)) = page.halt.take() else { panic!("no mismatch") };
    assert!(cause.starts_with(&place.to_string()), "{cause}");
    assert!(cause.contains("the journal has ask `ask1` here (written at ") && cause.ends_with("the code now does ask `another question`"));
}

#[test]
fn what_is_drawn_differs_from_entry_to_entry() {
    let book = Book::new(journal(&[]), Timestamp::UNIX_EPOCH, 7);
    let mut page = book.page();
    let first = page.draw();
    let _ = page.meet(EntryKind::Random, "", Location::caller());
    assert_ne!(first, page.draw());
}

#[test]
fn answers_are_read_from_words_and_presses() {
    let text = |words: &str| sample::message(Content::Text(content::Text::new(words)));
    assert_eq!(words_of(&text(" hi ")), Some(" hi "));
    assert_eq!(words_of(&sample::status("sent")), None);
    let confirm = Confirm::new("Sure?").words("Ja", "Nein");
    let read = |event: &Event| confirm.read(event).map(|kept| confirm.restore(&kept));
    assert_eq!(read(&text(" ja! ")), Some(Some(true)));
    assert_eq!(read(&text("Nein.")), Some(Some(false)));
    assert_eq!(read(&text("vielleicht")), Some(None), "asked again");
    assert_eq!(read(&sample::message(Content::Other { kind: "calls".to_owned(), body: None })), None, "no answer at all");
    let number = Parsed::<u32>::new("How many?".to_owned());
    assert_eq!(number.read(&text("12")).and_then(|kept| number.restore(&kept)), Some(12));
    assert_eq!(EventKind::of(&text("x")), EventKind::IncomingMessages);
}
