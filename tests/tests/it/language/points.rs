//! What a handler may ask for and say, tried as a bot's developer writes it.

use std::str::FromStr;

use serde_json::json;
use switchboard::client::Upload;
use switchboard::prelude::*;
use switchboard::testing::World;

use super::asks;

// -- filters

#[on(incoming_messages, text = ["Straße", "rue"], ignore_case)]
async fn street() -> &'static str {
    "a street"
}

#[on(incoming_messages, any(word = "stop", all(prefix = "no", not(word = "problem"))), ignore_case)]
async fn stop() -> &'static str {
    "stopped"
}

#[on(incoming_messages, mime = ["application/pdf", "text/*"])]
async fn papers(media: Media) -> Result<String> {
    Ok(format!("{} of {} bytes", media.filename().unwrap_or("?"), media.bytes().await?.len()))
}

#[on(incoming_messages, referral)]
async fn from_an_ad(referral: Referral) -> String {
    format!("You saw {}.", referral.headline.as_deref().unwrap_or("us"))
}

// -- commands

#[derive(Debug)]
struct Size(u8);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "s" => Ok(Self(36)),
            "l" => Ok(Self(44)),
            _ => Err(format!("there is no size {text}")),
        }
    }
}

/// Buys a shirt. It is white.
#[on(incoming_messages, command = "shirt <size> [words]..")]
async fn shirt(Arg(size): Arg<Size>, Arg(words): Arg<Option<String>>) -> String {
    format!("{}: {}", size.0, words.unwrap_or_default())
}

#[on(incoming_messages, command = "trousers <size>")]
async fn trousers(size: Result<Arg<Size>, BadArgument>) -> String {
    size.map_or_else(|bad| bad.to_string(), |Arg(size)| size.0.to_string())
}

// -- extractors

/// The customer's number in the shop, in ten lines.
struct Member(u32);

impl<E: ChatEvent> Extract<E> for Member {
    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        let Some(contact) = turn.extract::<E, Contact>(slot).await? else { return Ok(None) };
        let number = contact.name().strip_prefix("Member ").ok_or_else(|| Error::not_mine("no member"))?;
        Ok(Some(Self(number.parse()?)))
    }
}

#[derive(Extract)]
struct Visit {
    contact: Contact,
    member: Option<Member>,
    window: Window,
    inbox: Inbox,
    lately: History<3>,
}

#[on(incoming_messages, text = "who")]
async fn who(visit: &Visit) -> String {
    let member = visit.member.as_ref().map_or(0, |member| member.0);
    let link = visit.inbox.chat_link(visit.contact.wa_id()).ends_with(visit.contact.wa_id().as_str());
    format!("{} {member} {} {link} {}", visit.contact.name(), visit.window.is_open(), visit.lately.len())
}

#[on(incoming_messages, text = "why")]
async fn why(member: Result<Member>) -> String {
    member.map_or_else(|cause| cause.to_string(), |member| member.0.to_string())
}

// -- messages

#[on(incoming_messages, kind = image)]
async fn mirror(media: Media) -> impl IntoOutcome {
    image(media).caption("your picture")
}

#[on(incoming_messages, text = "upload")]
async fn upload(api: Api) -> Result<impl IntoOutcome> {
    let file = api.create_media_file(Upload::new("text/plain", b"Hello.".to_vec())).await?;
    Ok((document(file.link("text/plain")).filename("hello.txt"), "uploaded"))
}

#[on(incoming_messages, text = "old")]
#[expect(deprecated, reason = "the API still takes it")]
async fn old() -> impl IntoOutcome {
    hsm("c8ae5f90_307a", "due").params(["Ada"])
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Tea(String);

#[on(incoming_messages, command = "tea <at>")]
async fn tea(Arg(at): Arg<jiff::Timestamp>, chat: &Chat) -> &'static str {
    chat.remind_at(at, Tea("Your tea.".to_owned()));
    "I will."
}

#[on(timer)]
async fn tea_is_ready(Timer(Tea(words)): Timer<Tea>, contact: Contact) -> String {
    format!("{}: {words}", contact.name())
}

/// Takes a table.
#[conversation(incoming_messages, command = "table [day]", cancel = "Schluß", cancelled = "Forgotten.")]
async fn table(talk: &mut Talk) -> Result<String> {
    Ok(format!("A table for {}.", talk.ask("For how many?").await?))
}

#[on(incoming_messages)]
async fn rest(message: &Message) -> impl IntoOutcome {
    text("?").quote(message)
}

fn everything(bot: Bot) -> Bot {
    let some = handlers![street, stop, papers, from_an_ad, shirt, trousers, who, why, mirror, upload, old, tea, tea_is_ready];
    bot.help("help").handlers(some).conversations(conversations![table])
}

#[tokio::test]
async fn filters_and_commands_take_what_is_written_in_any_way() {
    let world = World::start().await;
    let bot = world.bot(everything).await;
    let ada = world.customer("Ada").await;
    for (words, answer) in [
        ("STRASSE", "a street"),
        (" straße ", "a street"),
        ("Rue", "a street"),
        ("please STOP!", "stopped"),
        ("Not me", "stopped"),
        ("shirt L", "44: "),
        ("SHIRT  s  no\n ironing", "36: no ironing"),
        ("shirt XXL", "shirt <size> [words]: Buys a shirt."),
        ("Table", "For how many?"),
        ("SCHLUSS", "Forgotten."),
        ("trousers XXL", "`size` does not read: there is no size XXL"),
        ("help", "shirt <size> [words]: Buys a shirt.\ntrousers <size>\ntea <at>\ntable [day]: Takes a table."),
    ] {
        asks(&ada, words, answer).await;
    }
    ada.sends_document("note.txt", "text/plain; charset=utf-8", "Hello!").await;
    ada.hears("note.txt of 6 bytes").await;
    let ad = json!({ "headline": "Tea", "source_type": "ad", "source_id": "1", "source_url": "https://ads.example/1" });
    ada.sends(json!({ "type": "text", "text": { "body": "hi" }, "referral": ad })).await;
    ada.hears("You saw Tea.").await;
    bot.stop().await;
}

#[tokio::test]
async fn extractors_join_and_files_go_both_ways() {
    let world = World::start().await;
    world.has_template("due", "It is due, {{1}}.").await;
    let bot = world.bot(|bot| everything(bot).handlers(handlers![rest])).await;
    let (ada, ben) = (world.customer("Ada").await, world.customer("Member 7").await);
    asks(&ada, "who", "Ada 0 true true 1").await;
    asks(&ben, "who", "Member 7 7 true true 1").await;
    asks(&ada, "why", "no member").await;
    asks(&ben, "why", "7").await;

    ada.sends_picture("me").await;
    let mirrored = ada.receives().await;
    let link = mirrored.payload()["image"]["link"].as_str().unwrap_or_default();
    assert!(link.ends_with("?mime_type_type=image&mime_type_subtype=png"), "{mirrored:?}");
    assert_eq!(mirrored.payload()["image"]["caption"], "your picture");
    ada.says("upload").await;
    assert_eq!(ada.receives().await.payload()["document"]["filename"], "hello.txt");
    ada.hears("uploaded").await;
    ada.says("old").await;
    assert_eq!(ada.receives().await.payload()["type"], "hsm");
    asks(&ada, "?", "?").await;

    let soon = world.now().await.checked_add(hours(2)).expect("a time");
    asks(&ada, &format!("tea {soon}"), "I will.").await;
    world.settled().await;
    world.advance(hours(2)).await;
    ada.hears("Ada: Your tea.").await;
    bot.stop().await;
}
