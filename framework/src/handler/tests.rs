//! Handlers as they are written, run against turns made by hand.

mod extractors;
mod media;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::sample::{ada, assignment, chat_tagging, facts, facts_without_chat, message, message_tagging, says, says_with, status, unknown};
use super::{Registration, States};
use crate::action::{Assignee, Assignment, Reference};
use crate::kind::EventKind;
use crate::prelude::*;
use crate::routing::Router;
use crate::turn::{Outcome, Turn, TurnFacts};
use crate::wire::{Content, OutgoingMessage, TaggingAction, User, content};

pub(crate) async fn run(handlers: &'static [Registration], states: States, turn: Turn) -> Result<Outcome> {
    Router::build(handlers, states).unwrap().dispatch(&turn).await
}

/// What a turn said, in words; other messages by their kind.
fn words(outcome: &Outcome) -> Vec<String> {
    let said = |message: &OutgoingMessage| message.content.text().unwrap_or(message.content.kind()).to_owned();
    outcome.actions.iter().filter_map(|action| if let Action::Send(message) = action { Some(said(message)) } else { None }).collect()
}

#[on(incoming_messages, text = "hi")]
async fn greet(contact: Contact) -> String {
    format!("Hello, {}!", contact.name())
}

#[tokio::test]
async fn a_handler_answers() {
    let outcome = run(handlers![greet], States::new(), says(" hi \n")).await.unwrap();
    assert_eq!(words(&outcome), ["Hello, Ada!"]);
    let handled = outcome.handler.unwrap();
    assert_eq!((handled.name, handled.kind, handled.owners), ("greet", EventKind::IncomingMessages, None));
    assert!(handled.place.file().ends_with("handler/tests.rs"));
}

#[tokio::test]
async fn the_function_stays_callable() {
    assert_eq!(greet(Contact::new(ada(), None)).await, "Hello, +491713920001!");
}

#[tokio::test]
async fn nobody_wants_it() {
    let outcome = run(handlers![greet], States::new(), says("bye")).await.unwrap();
    assert!(outcome.handler.is_none() && outcome.actions.is_empty());
}

#[derive(Clone)]
struct Shop {
    name: &'static str,
}

#[derive(Debug, Deserialize)]
struct OrderId(u64);

#[on(incoming_messages, regex = r"(?i)^order (?<id>[0-9]+)( (?<note>.+))?$")]
async fn order(
    Capture(id): Capture<OrderId>,
    note: Option<Capture<String>>,
    State(shop): &State<Shop>,
    chat: &Chat,
    message: Message,
) -> Result<impl IntoOutcome> {
    chat.say(format!("{}: order {}", shop.name, id.0));
    chat.tag("order");
    Ok((note.map(|Capture(note)| note), reaction(&message, "👍"), "Done."))
}

#[tokio::test]
async fn all_that_is_said_leaves_in_order() {
    let states = || States::new().with(Shop { name: "Tea" });
    let outcome = run(handlers![order], states(), says("ORDER 12 no milk")).await.unwrap();
    assert_eq!(words(&outcome), ["Tea: order 12", "no milk", "reaction", "Done."]);
    assert!(outcome.actions.contains(&Action::Tag { name: "order".to_owned(), extra: None }));
    let outcome = run(handlers![order], states(), says("order 12")).await.unwrap();
    assert_eq!(words(&outcome), ["Tea: order 12", "reaction", "Done."]);
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Visits {
    count: u32,
}

#[on(incoming_messages, text = "count")]
async fn count(mut visits: Session<Visits>) -> String {
    visits.count += 1;
    visits.count.to_string()
}

#[on(incoming_messages, text = "peek")]
async fn peek(visits: &Session<Visits>) -> String {
    visits.count.to_string()
}

#[on(incoming_messages, text = "forget")]
async fn forget(visits: &mut Session<Visits>) {
    visits.end();
}

#[tokio::test]
async fn a_session_is_read_written_and_ended() {
    let handlers = handlers![count, peek, forget];
    let written = |outcome: &Outcome| outcome.sessions.get("Visits").cloned();

    let first = run(handlers, States::new(), says("count")).await.unwrap();
    assert_eq!(words(&first), ["1"]);
    assert_eq!(written(&first).unwrap().unwrap().json, r#"{"count":1}"#);

    let second = run(handlers, States::new(), says_with("count", "Visits", r#"{"count":1}"#)).await.unwrap();
    assert_eq!(written(&second).unwrap().unwrap().json, r#"{"count":2}"#);

    let peeked = run(handlers, States::new(), says_with("peek", "Visits", r#"{"count":2}"#)).await.unwrap();
    assert_eq!((words(&peeked), written(&peeked)), (vec!["2".to_owned()], None));

    let ended = run(handlers, States::new(), says_with("forget", "Visits", r#"{"count":2}"#)).await.unwrap();
    assert_eq!(written(&ended), Some(None));
    assert_eq!(written(&run(handlers, States::new(), says("forget")).await.unwrap()), None);
}

#[tokio::test]
async fn a_session_that_does_not_read_breaks_the_turn() {
    let error = run(handlers![peek], States::new(), says_with("peek", "Visits", "{}")).await.unwrap_err();
    assert!(error.to_string().contains("`Visits`"), "{error}");
}

#[on(incoming_messages, text = "hand over")]
async fn agent() -> Handover {
    Handover::to_group("Support").announce("One moment.")
}

#[tokio::test]
async fn a_handover_is_an_outcome() {
    let outcome = run(handlers![agent], States::new(), says("hand over")).await.unwrap();
    let announce = Some(Box::new(OutgoingMessage::new(Content::Text(content::Text::new("One moment.")))));
    let to = Assignee::Group(Reference::Name("Support".to_owned()));
    assert_eq!(outcome.actions, [Action::Assign(Assignment { announce, ..Assignment::to(to) })]);
}

#[on(incoming_messages, text = "long")]
async fn long(chat: &Chat) -> &'static str {
    chat.say("first");
    chat.say("a".repeat(5000));
    "last"
}

#[tokio::test]
async fn a_broken_limit_sends_nothing() {
    let error = run(handlers![long], States::new(), says("long")).await.unwrap_err();
    assert_eq!(error.to_string(), "the text has 5000 characters; at most 4096 are allowed");
}

#[on(incoming_messages, text = "fail")]
async fn fail(chat: &Chat) -> Result<()> {
    chat.say("never");
    Err("no such order")?;
    Ok(())
}

#[tokio::test]
async fn an_error_sends_nothing() {
    let turn = says("fail");
    let error = Router::build(handlers![fail], States::new()).unwrap().dispatch(&turn).await.unwrap_err();
    assert_eq!(error.to_string(), "no such order");
}

#[on(incoming_messages)]
async fn shout(text: &Text) -> String {
    text.to_uppercase()
}

#[on(incoming_messages)]
async fn picture(message: &Message) -> Cow<'static, str> {
    format!("a fine {}, late: {}", message.content().kind(), message.is_late()).into()
}

#[tokio::test]
async fn a_message_without_words_passes_to_the_next() {
    let picture_turn =
        Turn::new(TurnFacts { late: true, ..facts(message(Content::Image(content::Image::default())), &[EventKind::IncomingMessages]) });
    let handlers = handlers![shout, picture];
    assert_eq!(words(&run(handlers, States::new(), says("tea")).await.unwrap()), ["TEA"]);
    assert_eq!(words(&run(handlers, States::new(), picture_turn).await.unwrap()), ["a fine image, late: true"]);
}

/// An extractor of a user's own, that takes a state and speaks before it passes.
struct Regular;

impl<E: ChatEvent> Extract<E> for Regular {
    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let Some(chat) = <Chat as Extract<E>>::extract(turn, slot).await? else { return Ok(None) };
        chat.say("is this a regular?");
        let shop: Shop = turn.state()?;
        Ok((chat.contact_name() == Some(shop.name)).then_some(Self))
    }

    fn needs(needs: &mut Needs) {
        needs.state::<Shop>();
    }
}

#[on(incoming_messages)]
async fn regular(_: Regular) -> &'static str {
    "The usual?"
}

#[on(incoming_messages)]
async fn stranger(now: Now, owner: &Owner) -> String {
    format!("Welcome at {}, nobody's: {}", *now, owner.is_nobody())
}

#[tokio::test]
async fn own_extractors_pass_and_leave_nothing_behind() {
    let handlers = handlers![regular, stranger];
    let ada = run(handlers, States::new().with(Shop { name: "Ada" }), says("x")).await.unwrap();
    assert_eq!(words(&ada), ["is this a regular?", "The usual?"]);
    let other = run(handlers, States::new().with(Shop { name: "Eve" }), says("x")).await.unwrap();
    assert_eq!(words(&other), ["Welcome at 1970-01-01T00:00:00Z, nobody's: true"]);
}

#[on(chat_tagging, tag = ["vip", "gold"], action = added)]
async fn vip(tagging: ChatTagging, chat: &Chat) {
    chat.untag(tagging.tag.name.clone());
    chat.take();
}

#[on(message_tagging, tag = "spam")]
async fn spam(tagging: &MessageTagging, chat: Option<&Chat>) {
    assert_eq!((tagging.tag.name.as_str(), chat.is_none()), ("spam", true));
}

#[on(chat_assignment, to = me)]
async fn mine(event: ChatAssignment) -> Option<&'static str> {
    event.assigned_to_user_set.is_some().then_some("Here I am.")
}

#[on(chat_assignment, to = nobody)]
async fn nobodys() -> Vec<String> {
    vec!["One".to_owned(), "Two".to_owned()]
}

#[on(chat_assignment, to = "mira")]
async fn miras() -> (TextOrNothing, &'static str) {
    (None, "Mira")
}

type TextOrNothing = Option<String>;

#[on(statuses, status = failed)]
async fn failed(status: Status, contact: Option<Contact>) {
    assert_eq!((status.status.as_str(), contact.is_some()), ("failed", true));
}

#[on(unknown)]
async fn later(event: UnknownEvent) -> Option<String> {
    (event.name != "calls").then(|| event.name.clone())
}

#[tokio::test]
async fn the_other_events_reach_their_handlers() {
    let handlers = handlers![vip, spam, mine, nobodys, miras, failed, later];
    let turn = |event, kinds| Turn::new(facts(event, kinds));
    let handled = async |turn| run(handlers, States::new(), turn).await.unwrap().handler.map(|handled| handled.name);

    let tagging: &[_] = &[EventKind::ChatTagging];
    let gold = run(handlers, States::new(), turn(chat_tagging("gold", TaggingAction::Added), tagging)).await.unwrap();
    let taken = Action::Assign(Assignment::to(Assignee::Me));
    assert_eq!(gold.actions, [Action::Untag { name: "gold".to_owned() }, taken]);
    assert_eq!(handled(turn(chat_tagging("gold", TaggingAction::Removed), tagging)).await, None);
    assert_eq!(handled(turn(chat_tagging("tin", TaggingAction::Added), tagging)).await, None);

    let spam = facts_without_chat(message_tagging("spam", TaggingAction::Removed), &[EventKind::MessageTagging]);
    assert_eq!(handled(Turn::new(spam)).await, Some("spam"));

    let assigned: &[_] = &[EventKind::ChatAssignment];
    assert_eq!(handled(turn(assignment(Some(User::new(super::sample::ME, "bot"))), assigned)).await, Some("mine"));
    assert_eq!(handled(turn(assignment(Some(User::new(crate::wire::UserId::new(8), "mira"))), assigned)).await, Some("miras"));
    assert_eq!(handled(turn(assignment(None), assigned)).await, Some("nobodys"));

    assert_eq!(handled(turn(status("failed"), &[EventKind::Statuses])).await, Some("failed"));
    assert_eq!(handled(turn(status("read"), &[EventKind::Statuses])).await, None);
    let others = TurnFacts { own_message: false, ..facts(status("failed"), &[EventKind::Statuses]) };
    assert_eq!(handled(Turn::new(others)).await, None);

    assert_eq!(handled(Turn::new(facts_without_chat(unknown(), &[EventKind::Unknown]))).await, Some("later"));
}

#[on(unknown)]
async fn talkative() -> &'static str {
    "to whom?"
}

#[tokio::test]
async fn words_without_a_chat_are_an_error() {
    let turn = Turn::new(facts_without_chat(unknown(), &[EventKind::Unknown]));
    let error = run(handlers![talkative], States::new(), turn).await.unwrap_err();
    assert!(error.to_string().contains("no chat"), "{error}");
}

#[on(incoming_messages)]
async fn calls(_: Api) {}

#[tokio::test]
async fn a_turn_made_by_hand_has_no_client() {
    let error = run(handlers![calls], States::new(), says("x")).await.unwrap_err();
    assert!(error.to_string().contains("made by hand"), "{error}");
}

#[on(incoming_messages)]
async fn passes_in_the_middle(chat: &Chat, text: Text) -> Result<String> {
    chat.say("never");
    let number = text.strip_prefix('#').ok_or(Pass)?;
    Ok(format!("order {number}"))
}

#[on(incoming_messages, text = "always")]
async fn passes_always(chat: &Chat) -> Pass {
    chat.tag("never");
    Pass
}

/// Nothing but its type shows that it may pass. Its name is one that the attribute uses, too.
#[on(incoming_messages)]
async fn visit(contact: &Contact) -> Result<String, Pass> {
    if contact.name() == "Ada" { Err(Pass) } else { Ok("Who are you?".to_owned()) }
}

#[on(incoming_messages, text = "nothing")]
async fn ignores() -> Ignore {
    Ignore
}

#[tokio::test]
async fn a_handler_that_passes_leaves_nothing_and_the_next_one_is_asked() {
    let handlers: &'static [Registration] = handlers![passes_always, visit, passes_in_the_middle, greet, ignores];
    assert_eq!(words(&run(handlers, States::new(), says("#7")).await.unwrap()), ["never", "order 7"]);
    assert_eq!(words(&run(handlers, States::new(), says("hi")).await.unwrap()), ["Hello, Ada!"]);
    let nobody = run(handlers, States::new(), says("always")).await.unwrap();
    assert!(nobody.handler.is_none() && nobody.actions.is_empty());
    let ignored = run(handlers, States::new(), says("nothing")).await.unwrap();
    assert_eq!((ignored.handler.unwrap().name, ignored.actions), ("ignores", vec![]));
}

#[on(incoming_messages)]
async fn hands_over_with_a_template() -> Handover {
    Handover::to_group("Support").announce("One moment.".or_template("moment", ["Ada"]))
}

#[tokio::test]
async fn an_announcement_keeps_its_template() {
    let outcome = run(handlers![hands_over_with_a_template], States::new(), says("hi")).await.unwrap();
    let kinds = outcome.actions.iter().map(|action| match action {
        Action::Assign(assignment) => {
            if assignment.announce.is_none() {
                "assign"
            } else {
                "announce"
            }
        }
        Action::SendOrTemplate { .. } => "send or template",
        _ => "other",
    });
    assert_eq!(kinds.collect::<Vec<_>>(), ["assign", "send or template"]);
}
