//! A conversation is recorded, and played against the handlers of today.

use switchboard::Running;
use switchboard::prelude::*;
use switchboard::testing::{Customer, Line, Script, To, World, record};
use switchboard_tests::folder;

#[on(assigned_messages, text = "hi")]
async fn greet(contact: Contact) -> String {
    format!("Hello, {}!", contact.name())
}

#[on(assigned_messages, text = "hi")]
async fn greet_otherwise(contact: Contact) -> String {
    format!("Good morning, {}!", contact.name())
}

#[on(assigned_messages, text = "tea")]
async fn tea(chat: &Chat) -> impl IntoOutcome {
    chat.tag("order");
    buttons("Which size?").button("s", "Small").button("l", "Large")
}

#[on(assigned_messages)]
async fn note(text: Text, Now(now): Now) -> String {
    format!("Noted at {}: {text}", now.to_zoned(jiff::tz::TimeZone::UTC).strftime("%H:%M"))
}

#[on(assigned_messages)]
async fn other(_: Message) -> &'static str {
    "Thank you."
}

fn policy() -> Policy {
    Policy::take_unassigned().give_back_on("agent").announce("A colleague will be with you shortly.")
}

async fn first_bot(world: &World) -> Running {
    world.bot(|bot| bot.handover(policy()).handlers(handlers![greet, tea, note, other])).await
}

/// Ada Moreno talks to the bot and to Mira, and tells her number.
async fn talk(world: &World) -> Customer {
    // Somebody else has the number that stands in.
    let _ = world.customer("Somebody Else").await;
    let (ada, mira) = (world.customer("Ada Moreno").await, world.agent("mira").await);
    ada.says("hi").await;
    world.advance(seconds(125)).await;
    let hello = ada.receives().await;
    ada.says("tea").await;
    world.settled().await;
    ada.quotes(hello.id().expect("an id"), "black").await;
    world.settled().await;
    ada.presses("Large").await;
    world.settled().await;
    ada.says("I am Ada, call me: +49 171 3920002").await;
    world.settled().await;
    world.advance(seconds(3)).await;
    ada.says("agent").await;
    world.advance(seconds(10)).await;
    mira.takes_over(&ada).await;
    mira.writes(&ada, "Hello Ada, this is Mira.").await;
    world.advance(seconds(10)).await;
    ada.says("Thank you, Mira!").await;
    world.advance(hours(1)).await;
    mira.gives_to(&ada, To::Bot).await;
    world.settled().await;
    world.advance(seconds(1)).await;
    ada.says("Bye\nand thanks").await;
    world.settled().await;
    ada
}

async fn recorded(bot: &Running, customer: &Customer) -> Script {
    let inbox = bot.store().inboxes().await.expect("a store").remove(0);
    record(&**bot.store(), &inbox, &customer.chat()).await.expect("a script")
}

#[tokio::test]
async fn a_recording_names_nobody_and_tells_the_times_in_between() {
    let world = World::start().await;
    let bot = first_bot(&world).await;
    let ada = talk(&world).await;
    let script = recorded(&bot, &ada).await.to_string();
    for private in ["Ada", "Moreno", "Mira", "mira", "3920002", ada.wa_id()] {
        assert!(!script.contains(private), "{private:?} in\n{script}");
    }
    insta::assert_snapshot!(script, @r#"
    (The customer is called Robin Lee.)
    Customer: hi
    Bot: Hello, Robin Lee!
    (2m 5s pass.)
    Customer: tea
    (The bot tags the chat: order.)
    Bot: Which size? [Small] [Large]
    Customer: (to "Hello, Robin Lee!") black
    Bot: Noted at 12:02: black
    Customer: [Large]
    Bot: Thank you.
    Customer: I am Robin, call me: +49 171 3920001
    Bot: Noted at 12:02: I am Robin, call me: +49 171 3920001
    (3s pass.)
    Customer: agent
    (The bot gives the chat to the group Regular user.)
    Bot: A colleague will be with you shortly.
    (10s pass.)
    (Agent1 takes the chat.)
    Agent1: Hello Robin, this is Agent1.
    (10s pass.)
    Customer: Thank you, Agent1!
    (1h pass.)
    (Agent1 gives the chat to the bot.)
    Bot: Noted at 13:02: Thank you, Agent1!
    (1s pass.)
    Customer: Bye
        and thanks
    Bot: Noted at 13:02: Bye
        and thanks
    "#);
}

#[tokio::test]
async fn against_the_same_handlers_a_recording_shows_no_difference() {
    let folder = folder();
    let file = folder.path().join("talk.txt");
    {
        let world = World::start().await;
        let bot = first_bot(&world).await;
        let ada = talk(&world).await;
        std::fs::write(&file, recorded(&bot, &ada).await.to_string()).expect("a file");
    }
    let world = World::start().await;
    let _bot = first_bot(&world).await;
    let difference = world.replay(&file).await;
    difference.assert_same();
    assert!(difference.lines().len() > 15, "{difference}");
}

#[tokio::test]
async fn against_other_handlers_it_shows_the_lines_that_changed() {
    let folder = folder();
    let file = folder.path().join("talk.txt");
    let script = "(The customer is called Robin.)\nCustomer: hi\nBot: Hello, Robin!\n(10m pass.)\nCustomer: tea\nBot: Which size? [Small] [Large]\nCustomer: [Large]\nBot: Thank you.\n";
    std::fs::write(&file, format!("# A note.\n\n{script}")).expect("a file");
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handover(policy()).handlers(handlers![greet_otherwise, note, other])).await;
    let difference = world.replay(&file).await;
    assert!(!difference.is_same());
    assert_eq!(difference.lines().iter().filter(|line| matches!(line, Line::Same(_))).count(), 4);
    insta::assert_snapshot!(difference, @r"
      (The customer is called Robin.)
      Customer: hi
    - Bot: Hello, Robin!
    + Bot: Good morning, Robin!
      (10m pass.)
      Customer: tea
    - Bot: Which size? [Small] [Large]
    - Customer: [Large]
    - Bot: Thank you.
    + Bot: Noted at 12:10: tea
    ");
}

#[tokio::test]
async fn with_the_inbox_at_hand_a_recording_tells_what_people_did() {
    let folder = folder();
    let file = folder.path().join("talk.txt");
    let world = World::start().await;
    let bot = first_bot(&world).await;
    let ada = talk(&world).await;
    let script = world.record(&ada).await.to_string();
    for private in ["Ada", "Moreno", "Mira", "mira", "3920002", ada.wa_id()] {
        assert!(!script.contains(private), "{private:?} in\n{script}");
    }
    assert!(script.contains("(Agent1 takes the chat.)\nAgent1: Hello Robin, this is Agent1.\n"), "{script}");
    std::fs::write(&file, script).expect("a file");
    drop((bot, world));

    let world = World::start().await;
    let _bot = first_bot(&world).await;
    world.replay(&file).await.assert_same();
}
