//! Commands, their arguments, and the bot's help.

use super::name;
use crate::action::Action;
use crate::handler::sample::{ada, says, says_to};
use crate::handler::{Registration, States};
use crate::handover::OwnerClass;
use crate::prelude::*;
use crate::routing::{ChatTags, Router, Routes};
use crate::turn::{SessionRecord, TurnFacts};

/// What the bot says to these words, by handlers that answer `help`.
async fn answers(handlers: &'static [Registration], turn: Turn) -> Vec<String> {
    let router = Router::of(Routes::new().handlers(handlers), States::new(), Some("Help")).unwrap();
    let actions = router.dispatch(&turn).await.unwrap().actions;
    let words =
        |action| if let Action::Send(message) = action { message.content.text().unwrap_or_default().to_owned() } else { String::new() };
    actions.into_iter().map(words).collect()
}

/// Tells where an order is. It has been asked for often.
#[on(incoming_messages, command = "order <id> [note]..")]
async fn order(Arg(id): Arg<u16>, Arg(note): Arg<Option<String>>) -> String {
    format!("{id} {note:?}")
}

/// Says
/// what is new
///
/// and more.
#[on(assigned_messages, command = "What's  new")]
async fn news() -> &'static str {
    "Nothing."
}

#[on(incoming_messages, command = "size <size>", owner = person)]
async fn size(size: Result<Arg<i8>, BadArgument>) -> String {
    match size {
        Ok(Arg(size)) => size.to_string(),
        Err(bad) => bad.to_string(),
    }
}

#[on(incoming_messages, command = "both <a> [b]")]
async fn both(a: Option<Arg<u8>>, b: Result<Arg<Option<u8>>>) -> String {
    format!("{:?} {:?}", a.map(|Arg(a)| a), b.map(|Arg(b)| b))
}

#[on(incoming_messages, text = "help", owner = group)]
async fn own_help() -> &'static str {
    "my own"
}

#[tokio::test]
async fn arguments_are_read() {
    let handlers = handlers![order, news, size, both];
    let mine = |text| says_to(OwnerClass::Me, text);
    assert_eq!(answers(handlers, says(" Order 12")).await, ["12 None"]);
    assert_eq!(answers(handlers, says("ORDER  12  no  milk")).await, [r#"12 Some("no milk")"#]);
    assert_eq!(answers(handlers, mine("what's NEW")).await, ["Nothing."]);
    assert_eq!(answers(handlers, says_to(OwnerClass::Person, "size 5")).await, ["5"]);
    assert_eq!(answers(handlers, says_to(OwnerClass::Person, "size XL")).await, ["`size` does not read: invalid digit found in string"]);
    assert_eq!(answers(handlers, says("both x")).await, ["None Ok(None)"]);
    assert!(answers(handlers, says("both 1 x")).await[0].starts_with("Some(1) Err("));
    assert_eq!(name(handlers, says("orders 12")).await, None);
}

#[tokio::test]
async fn help_lists_the_commands_of_the_chat() {
    let handlers = handlers![order, news, size, both, own_help];
    let order_line = "order <id> [note]: Tells where an order is.";
    assert_eq!(answers(handlers, says("help")).await, [format!("{order_line}\nboth <a> [b]")]);
    assert_eq!(
        answers(handlers, says_to(OwnerClass::Me, "HELP")).await,
        [format!("{order_line}\nWhat's new: Says what is new\nboth <a> [b]")]
    );
    assert_eq!(answers(handlers, says_to(OwnerClass::Person, "help")).await, ["size <size>"]);
    assert_eq!(answers(handlers, says_to(OwnerClass::Group, "help")).await, ["my own"]);
}

#[tokio::test]
async fn a_command_that_nobody_took_is_explained() {
    let handlers = handlers![order, news, size];
    let order_line = "order <id> [note]: Tells where an order is.";
    for text in ["order", "order mine", "Order 70000"] {
        assert_eq!(answers(handlers, says(text)).await, [order_line], "{text}");
    }
    assert_eq!(answers(handlers, says("size 3")).await, Vec::<String>::new());
    assert_eq!(answers(handlers, says("what's new")).await, Vec::<String>::new());
}

#[tokio::test]
async fn without_help_nothing_is_explained() {
    assert_eq!(name(handlers![order], says("help")).await, None);
}

/// Bans a customer.
#[on(incoming_messages, command = "ban <who>", tagged = "staff")]
async fn ban(Arg(who): Arg<String>) -> String {
    who
}

#[on(incoming_messages, command = "close", guard = nobody)]
async fn close() {}

#[on(incoming_messages, command = "pay", in_state = Cart::Full, prefix = "pay")]
async fn pay() {}

/// Says what is new.
#[on(incoming_messages, command = "what's new", word = "new")]
async fn news_anywhere() {}

#[derive(Default, serde::Serialize, serde::Deserialize)]
enum Cart {
    #[default]
    Empty,
    Full,
}

fn nobody(_: &Turn) -> bool {
    false
}

#[tokio::test]
async fn help_names_only_what_the_chat_may_use_and_each_command_once() {
    let shop = || {
        let late = Routes::new().nest(Routes::new().handlers(handlers![order])).guard(|turn| turn.facts().late);
        Routes::new().nest(late).handlers(handlers![news, ban, close, pay, news_anywhere])
    };
    let said = async |facts: TurnFacts| {
        let outcome = Router::of(shop(), States::new(), Some("help")).unwrap().dispatch(&Turn::new(facts)).await.unwrap();
        outcome
            .actions
            .into_iter()
            .filter_map(|it| if let Action::Send(it) = it { it.content.text().map(str::to_owned) } else { None })
            .collect()
    };
    let facts = |words: &str, tags: &[&str]| {
        let tags = ChatTags::known(ada(), tags.iter().map(|tag| (*tag).to_owned()));
        TurnFacts { tags, ..says_to(OwnerClass::Me, words).facts().clone() }
    };
    let with_cart = |mut facts: TurnFacts| {
        facts.sessions.insert("Cart".to_owned(), SessionRecord { version: 1, json: "\"Full\"".to_owned() });
        facts
    };
    let plain: Vec<String> = said(facts("help", &[])).await;
    assert_eq!(plain, ["What's new: Says what is new"]);
    let all: Vec<String> = said(with_cart(TurnFacts { late: true, ..facts("help", &["staff"]) })).await;
    assert_eq!(all, ["order <id> [note]: Tells where an order is.\nWhat's new: Says what is new\nban <who>: Bans a customer.\npay"]);
    // Neither is it explained how a command is written that the chat may not use.
    for (facts, expected) in [
        (facts("ban", &[]), vec![]),
        (facts("ban", &["staff"]), vec!["ban <who>: Bans a customer."]),
        (facts("order", &[]), vec![]),
        (TurnFacts { late: true, ..facts("order", &[]) }, vec!["order <id> [note]: Tells where an order is."]),
    ] {
        let told: Vec<String> = said(facts).await;
        assert_eq!(told, expected);
    }
}

#[on(incoming_messages, command = "Straße <name>..")]
async fn street(Arg(name): Arg<String>) -> String {
    name
}

#[on(incoming_messages, text = "GRÖSSE", ignore_case)]
async fn any_size() -> &'static str {
    "any"
}

#[on(incoming_messages, any(prefix = "istanbul", word = "ΟΔΟΣ"), ignore_case)]
async fn abroad() -> &'static str {
    "abroad"
}

#[tokio::test]
async fn capitals_do_not_matter_in_any_alphabet() {
    let handlers = handlers![street, any_size, abroad];
    for (text, answer) in
        [("STRASSE des 17. Juni", "des 17. Juni"), ("größe", "any"), ("İSTANBUL, please", "abroad"), ("η οδός; οδος!", "abroad")]
    {
        assert_eq!(answers(handlers, says(text)).await, [answer], "{text}");
    }
}
