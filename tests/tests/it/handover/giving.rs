//! Giving a chat to people: notes, whose turn it is, and what follows when nobody answers.

use super::*;

#[on(assigned_messages, text = "agent")]
async fn says_and_hands_over() -> impl IntoOutcome {
    ("One moment.", Handover::to_group("Regular user").announce("Somebody reads this now."))
}

#[conversation(assigned_messages, text = "damage")]
async fn damage(talk: &mut Talk) -> Result<impl IntoOutcome> {
    let what = talk.ask("What is broken?").await?;
    Ok((format!("I tell our team of the {what}."), Handover::to_group("Regular user").announce("Somebody reads this now.")))
}

#[tokio::test]
async fn words_and_a_handover_are_one_value_of_a_handler_and_of_a_conversation() {
    let world = World::start().await;
    let build = |bot: switchboard::Bot| bot.handover(Policy::take_unassigned()).conversations(conversations![damage]);
    let _bot = world.bot(|bot| build(bot).handlers(handlers![says_and_hands_over, answer])).await;
    let (ada, ben) = (world.customer("Ada").await, world.customer("Ben").await);
    ada.says("agent").await;
    ada.hears("One moment.").await;
    ada.hears("Somebody reads this now.").await;
    ben.says("damage").await;
    ben.hears("What is broken?").await;
    ben.says("door").await;
    ben.hears("I tell our team of the door.").await;
    ben.hears("Somebody reads this now.").await;
    world.settled().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    assert_eq!(owner(&world, &ben).await, (None, Some(PEOPLE)));
}
use switchboard::wire::Availability;

#[on(assigned_messages, text = "summary")]
async fn with_a_note(text: Text) -> Handover {
    Handover::to_group("Regular user").note(format!("The customer wrote: {text}"))
}

#[on(assigned_messages, text = "turn")]
async fn in_turn() -> Handover {
    Handover::to_available("Regular user")
}

#[on(assigned_messages, text = "chain")]
async fn chain() -> Handover {
    let people = Handover::to_group("Regular user").announce("Somebody of our team will write.");
    Handover::to_user("mira").escalate(minutes(5), people.escalate(minutes(10), Handover::take()))
}

async fn giving() -> (World, Running, Customer, Agent) {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![with_a_note, in_turn, chain, answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    (world, bot, ada, mira)
}

#[tokio::test]
async fn who_takes_over_finds_the_newest_note_on_the_chat() {
    let (world, _bot, ada, mira) = giving().await;
    let notes = || async {
        let events = mira.get(&format!("/api/v1/chat_tagging_events/?wa_id={}", ada.wa_id())).await;
        let events = events["results"].as_array().cloned().unwrap_or_default();
        let put_on = events.iter().filter(|event| event["tag"]["name"] == "handover note" && event["action"] == "added");
        put_on.map(|event| event["extra"]["note"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    for times in 1..=2 {
        mira.gives_to(&ada, To::Bot).await;
        world.settled().await;
        ada.says("summary").await;
        ada.hears_nothing().await;
        assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
        assert_eq!(notes().await, vec!["The customer wrote: summary"; times]);
        let chat = mira.get(&format!("/api/v1/chats/{}/", ada.wa_id())).await;
        assert_eq!(chat["tags"][0]["name"], "handover note");
    }
    let calls = world.requests().await;
    let path = |call: &switchboard::testing::Request| {
        let by_bot = call.username() == Some(BOT) && call.method != "GET";
        by_bot.then(|| format!("{} {}", call.method, call.path.split('/').nth(3).unwrap_or_default()))
    };
    let calls = calls.iter().filter_map(path).filter(|call| call.ends_with("chat_tagging") || call.ends_with("chat_assignment"));
    let expected = ["POST chat_tagging", "PATCH chat_assignment", "DELETE chat_tagging", "POST chat_tagging", "PATCH chat_assignment"];
    assert_eq!(calls.collect::<Vec<_>>(), expected, "the note comes before the handover");
}

#[tokio::test]
async fn those_who_are_available_get_chats_in_turn_also_after_a_restart() {
    let world = World::start().await;
    let (mira, ben, cleo) = (world.agent("mira").await, world.agent("ben").await, world.agent("cleo").await);
    for agent in [&mira, &ben, &cleo] {
        joins(&world, agent, &[PEOPLE]).await;
    }
    let available = async |agent: &Agent, is: bool| {
        let state = if is { Availability::available() } else { Availability::away() };
        admin(&world).update_user_availability(UserId::new(agent.id()), &state).await.expect("a user");
    };
    available(&mira, true).await;
    available(&ben, true).await;
    available(&cleo, false).await;
    let mut running = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![in_turn])).await;
    let mut given = Vec::new();
    for number in 0..4 {
        if number == 2 {
            running.stop().await;
            running = world.bot(|bot| bot.handover(Policy::take_unassigned()).handlers(handlers![in_turn])).await;
        }
        let customer = world.customer(&format!("Customer {number}")).await;
        customer.says("turn").await;
        world.settled().await;
        given.push(owner(&world, &customer).await.0);
    }
    let (mira_id, ben_id) = (Some(mira.id()), Some(ben.id()));
    assert!(given == [mira_id, ben_id, mira_id, ben_id], "{given:?}, mira is {mira_id:?}, ben is {ben_id:?}");

    available(&mira, false).await;
    available(&ben, false).await;
    let last = world.customer("Last").await;
    last.says("turn").await;
    world.settled().await;
    assert_eq!(owner(&world, &last).await, (None, Some(PEOPLE)), "nobody is there, so it is the group's");
    drop(running);
}

#[tokio::test]
async fn a_chain_goes_on_as_long_as_no_person_writes() {
    let (world, bot, ada, mira) = giving().await;
    ada.says("chain").await;
    world.settled().await;
    assert_eq!(owner(&world, &ada).await, (Some(mira.id()), None));
    passes(&world, minutes(5) - seconds(1)).await;
    assert_eq!(owner(&world, &ada).await, (Some(mira.id()), None));
    passes(&world, seconds(1)).await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    ada.hears("Somebody of our team will write.").await;
    ada.says("hello?").await;
    passes(&world, minutes(10)).await;
    assert_eq!(owner(&world, &ada).await.0, me(&bot).0);
    ada.hears("re: hello?").await;
}

#[tokio::test]
async fn a_person_who_writes_ends_the_chain_even_if_the_bot_is_not_told() {
    for told in [true, false] {
        let (world, _bot, ada, mira) = giving().await;
        ada.says("chain").await;
        world.settled().await;
        if !told {
            world.faults([Fault::webhook().telling("outgoing_messages").never_comes()]).await;
        }
        mira.writes(&ada, "Mira here").await;
        ada.hears("Mira here").await;
        passes(&world, hours(1)).await;
        assert_eq!(owner(&world, &ada).await, (Some(mira.id()), None), "{told}");
    }
}

#[tokio::test]
async fn who_gives_the_chat_to_somebody_else_or_to_the_bot_ends_the_chain() {
    let (world, bot, ada, mira) = giving().await;
    let ben = world.agent("ben").await;
    ada.says("chain").await;
    world.settled().await;
    mira.gives_to(&ada, To::User("ben")).await;
    passes(&world, hours(1)).await;
    assert_eq!(owner(&world, &ada).await, (Some(ben.id()), None));

    let bea = world.customer("Bea").await;
    bea.says("chain").await;
    world.settled().await;
    mira.gives_to(&bea, To::Bot).await;
    passes(&world, hours(1)).await;
    assert_eq!(owner(&world, &bea).await, me(&bot));
}
