//! What must compile, with warnings as errors.
#![deny(warnings, clippy::all, clippy::pedantic, missing_debug_implementations, unreachable_pub, missing_docs)]

use std::rc::Rc;

use switchboard::builder::ListMessage;
use switchboard::prelude::*;

#[derive(Debug, Clone)]
struct Shop;

mod shop {
    use switchboard::prelude::*;

    #[on(incoming_messages, text = "pay")]
    pub(crate) async fn pay(chat: &Chat) {
        chat.say("Thank you!");
    }

    #[on(incoming_messages, text = "greet")]
    pub(super) async fn greet() -> &'static str {
        "Welcome to the shop!"
    }
}

use shop::pay as settle;

#[on(incoming_messages, text = "early")]
async fn early(chat: &Chat, turns: Turns, text: Text) -> Result<()> {
    chat.say_now(format!("Looking for {}.", &*text)).await?;
    chat.say_now("Still looking.").await?;
    tokio::spawn(async move { turns.begin(7).await });
    Ok(())
}

#[on(incoming_messages, text = "hi")]
async fn greet(contact: &Contact, State(_shop): State<Shop>) -> String {
    format!("Hello, {}!", contact.name())
}

#[on(incoming_messages, text = "raw")]
async fn r#type(message: Message) -> impl IntoOutcome {
    text("quoted").quote(message)
}

#[on(incoming_messages, text = "rc")]
async fn not_across_an_await() -> Result<impl IntoOutcome> {
    let count = Rc::new(1);
    let outcome = (count.to_string(), image("https://example.org/a.png").caption("a"), Handover::release());
    Ok(outcome)
}

#[on(incoming_messages, text = "twelve")]
async fn twelve(
    _: &Chat,
    _: &Contact,
    _: &Message,
    _: &Owner,
    _: &Now,
    _: Option<&Chat>,
    _: Option<Contact>,
    _: Text,
    _: State<Shop>,
    _: &State<Shop>,
    _: Option<Text>,
    _: Option<&mut Text>,
) {
}

#[derive(Debug, Choice)]
#[choice(version = 2, signed, expires = "24h")]
enum Size {
    #[choice("Small")]
    S,
    #[choice("Medium", id = "medium")]
    M,
}

#[on(incoming_messages, text = "shirt")]
async fn shirt() -> impl IntoOutcome {
    choose::<Size>("Which size?").footer("All in stock").or_template("shirt", ["you"])
}

#[on(incoming_messages)]
async fn size(Choice(size): Choice<Size>, window: Window) -> Result<String> {
    match size {
        Size::S if window.is_open() => Ok("small".to_owned()),
        Size::S | Size::M => Err(Pass)?,
    }
}

#[on(incoming_messages)]
async fn pressed(size: Pressed<Size>) -> Option<ListMessage> {
    matches!(size, Pressed::Stale(_)).then(|| list("Which?", "Sizes").section("All").described_row("s", "Small", "For children"))
}

#[on(incoming_messages, text = "all")]
async fn all_kinds() -> impl IntoOutcome {
    let cards = contacts([contact_card("Mira Lang").phone("+49 171 39200 02")]);
    let place = location(52.5, 13.4).name("Shop").address("Alexanderplatz");
    (cards, place, sticker("https://example.org/a.webp"), template("due").body(["Ada"]).button("paid"), Ignore)
}

#[on(incoming_messages, owner = any)]
async fn first_of_two(_: Text) {}

#[cfg(any())]
#[on(incoming_messages)]
async fn left_out() {}

#[on(incoming_messages)]
#[cfg(any())]
async fn left_out_too() {}

#[on(incoming_messages, text = "by value")]
async fn by_value(contact: Contact, owner: Owner, message: Message) -> String {
    format!("{}{}{}", contact.name(), owner.is_me(), message.from_us())
}

fn is_open(_: &Turn) -> bool {
    true
}

#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
enum Order {
    #[default]
    Idle,
    Address(String),
}

/// Tells where an order is.
#[on(assigned_messages, command = "order <id> [note]..", guard = is_open, in_state = [Order::Idle, Order::Address], interrupts, stale)]
async fn order(Arg(id): Arg<u64>, Arg(note): Arg<Option<String>>, _: Result<Text>) -> String {
    format!("{id}{note:?}")
}

#[on(chat_tagging, any(tag = "a", all(action = removed, not(by = app))), tagged = "b", once_in = "10m")]
async fn composed() {}

#[derive(Debug, Extract)]
#[extract(any)]
struct Circumstances {
    now: Now,
    inbox: Inbox,
    _chat: Option<State<Shop>>,
}

#[on(raw, guard = is_open)]
async fn raw(circumstances: Circumstances) {
    let _ = (circumstances.now, circumstances.inbox);
}

#[switchboard::main]
pub(super) async fn main() -> Result<(), std::io::Error> {
    let handlers = handlers![
        greet,
        shop::greet,
        settle,
        r#type,
        not_across_an_await,
        twelve,
        by_value,
        shirt,
        size,
        pressed,
        all_kinds,
        first_of_two,
        order,
        composed,
        raw,
        early
    ];
    assert_eq!(handlers.len(), 16);
    assert_eq!(handlers[3].name(), "type");
    assert_eq!(greet(&Contact::new(WaId::new("491713920001").unwrap(), Some("Ada".to_owned())), State(Shop)).await, "Hello, Ada!");
    Ok(())
}
