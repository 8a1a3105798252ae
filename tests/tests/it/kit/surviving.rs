//! What survives recording and replaying: everything that customers, people and bots do in a chat.

use switchboard::Running;
use switchboard::prelude::*;
use switchboard::testing::{Customer, Script, To, World};
use switchboard_tests::folder;

#[derive(Choice)]
enum Size {
    #[choice("Small")]
    Small,
    #[choice("Large")]
    Large,
}

#[derive(Choice)]
#[choice(list = "Teas")]
enum Tea {
    #[choice("Earl Grey", description = "black")]
    EarlGrey,
    #[choice("Sencha", description = "green")]
    Sencha,
}

#[on(assigned_messages, text = "menu")]
async fn menu() -> impl IntoOutcome {
    choose::<Tea>("Which tea?")
}

#[on(assigned_messages)]
async fn tea(tea: Pressed<Tea>, contact: Contact, message: &Message) -> (impl IntoOutcome, impl IntoOutcome) {
    let name = match tea {
        Pressed::Fresh(Tea::EarlGrey) => "Earl Grey",
        Pressed::Fresh(Tea::Sencha) => "Sencha",
        _ => "Nothing",
    };
    let words = format!("{name} for {}. Which size, {}?", contact.name(), contact.name().to_uppercase());
    (text(format!("{}'s tea", contact.name())).quote(message), choose::<Size>(words))
}

#[on(assigned_messages)]
async fn size(size: Pressed<Size>, chat: &Chat, message: &Message) -> String {
    chat.tag("order");
    let to = message.waba().context.as_ref().and_then(|context| context.id.as_ref()).is_some();
    match size {
        Pressed::Fresh(Size::Small) => format!("small {to}"),
        _ => format!("large {to}"),
    }
}

#[on(assigned_messages)]
async fn place(place: Location) -> String {
    format!("At {} {} {:?}", place.latitude, place.longitude, place.name)
}

#[on(assigned_messages)]
async fn file(media: Media) -> String {
    format!("{} {:?} {:?}", media.mime().and_then(|mime| mime.split('/').next()).unwrap_or_default(), media.filename(), media.caption())
}

#[on(assigned_messages)]
async fn emoji(reaction: Reaction) -> String {
    format!("{:?}", reaction.emoji)
}

#[on(assigned_messages, regex = "^(?<who>.+) is my name$")]
async fn named(quoted: Option<Quoted>, text: Text) -> String {
    format!("{text}, to {:?}", quoted.map(|quoted| quoted.is_mine()))
}

#[on(assigned_messages)]
async fn other(message: &Message) -> String {
    message.content().kind().to_owned()
}

async fn bot(world: &World) -> Running {
    let policy = Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.");
    world.bot(|bot| bot.handover(policy).handlers(handlers![menu, tea, size, place, file, emoji, named, other])).await
}

async fn talk(world: &World) -> Customer {
    let (ada, mira) = (world.customer("Ada Moreno").await, world.agent("mira").await);
    ada.says("menu").await;
    let menu = ada.receives().await;
    ada.presses("Sencha").await;
    ada.receives().await;
    let first = ada.receives().await;
    ada.presses_on(&menu, "Earl Grey").await;
    ada.receives().await;
    ada.receives().await;
    world.advance(seconds(2)).await;
    ada.presses_on(&first, "Large").await;
    ada.receives().await;
    ada.presses("Small").await;
    let small = ada.receives().await;
    ada.sends(serde_json::json!({ "type": "location", "location":
        { "latitude": 52.5, "longitude": 13.25, "name": "Tea House", "address": "Main Street 1, Berlin" } }))
        .await;
    ada.receives().await;
    ada.sends_picture("my cup, ADA").await;
    ada.receives().await;
    ada.sends_document("moreno.pdf", "application/pdf", "text").await;
    ada.receives().await;
    ada.sends_voice().await;
    ada.receives().await;
    ada.reacts(&small, "👍").await;
    ada.receives().await;
    ada.replies_to(&first, "Ada Moreno is my name").await;
    ada.receives().await;
    ada.says("agent").await;
    ada.receives().await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "Hello Ada, ada@example.com is yours?").await;
    ada.receives().await;
    mira.tags(&ada, "vip").await;
    world.advance(minutes(5)).await;
    mira.untags(&ada, "vip").await;
    mira.gives_to(&ada, To::Bot).await;
    world.settled().await;
    ada
}

#[tokio::test]
async fn everything_that_happens_in_a_chat_survives() {
    let folder = folder();
    let file = folder.path().join("talk.txt");
    {
        let world = World::start().await;
        let _bot = bot(&world).await;
        let ada = talk(&world).await;
        let script = world.record(&ada).await;
        for private in ["Ada", "ada", "ADA", "oreno", "MORENO", "Mira", "mira"] {
            assert!(!script.to_string().contains(private), "{private:?} in\n{script}");
        }
        insta::assert_snapshot!(script, @r#"
    (The customer is called Robin Lee.)
    Customer: menu
    Bot: Which tea? [Teas > Earl Grey, Sencha]
    Customer: [Sencha]
    Bot: Robin Lee's tea
    Bot: Sencha for Robin Lee. Which size, ROBIN LEE? [Small] [Large]
    Customer: [Earl Grey]
    Bot: Robin Lee's tea
    Bot: Earl Grey for Robin Lee. Which size, ROBIN LEE? [Small] [Large]
    (2s pass.)
    Customer: (to "Sencha for Robin Lee. Which size, ROBIN LEE? [Small] [Large]") [Large]
    (The bot tags the chat: order.)
    Bot: large true
    Customer: [Small]
    Bot: small true
    Customer: [location 52.5, 13.25, Tea House, Main Street 1, Berlin]
    Bot: At 52.5 13.25 Some("Tea House")
    Customer: [image] my cup, ROBIN
    Bot: image None Some("my cup, ROBIN")
    Customer: [document lee.pdf]
    Bot: application Some("lee.pdf") None
    Customer: [voice]
    Bot: audio None None
    Customer: [reaction 👍]
    Bot: Some("👍")
    Customer: (to "Sencha for Robin Lee. Which size, ROBIN LEE? [Small] [Large]") Robin Lee is my name
    Bot: Robin Lee is my name, to Some(true)
    Customer: agent
    (The bot gives the chat to the group Regular user.)
    Bot: A colleague will be with you shortly.
    (Agent1 takes the chat.)
    Agent1: Hello Robin, robin@example.com is yours?
    (Agent1 tags the chat: vip.)
    (5m pass.)
    (Agent1 takes off the tag: vip.)
    (Agent1 gives the chat to the bot.)
    "#);
        assert_eq!(script.to_string().parse::<Script>().as_ref(), Ok(&script));
        std::fs::write(&file, script.to_string()).expect("a file");
    }
    let world = World::start().await;
    let _bot = bot(&world).await;
    world.replay(&file).await.assert_same();
}
