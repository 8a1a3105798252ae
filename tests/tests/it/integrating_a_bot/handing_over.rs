//! "Hand over conversations between human agents and bot."

use super::*;

/// Tells a new conversation from one that goes on, by what the chat's list shows.
#[on(assigned_messages)]
async fn greet_or_go_on(history: &History<10>) -> &'static str {
    if history.iter().any(|message| message.from_us) { "Where were we?" } else { "Hello!" }
}

/// Asks an endpoint for what the event does not say.
#[on(assigned_messages)]
async fn how_many_tags(chat: &Chat, api: Api) -> Result<String> {
    let known = api.retrieve_chat(chat.wa_id()).await?;
    Ok(format!("{} tags", known.tags.len()))
}

/// Lets a customer have a person.
#[on(assigned_messages, text = "agent")]
async fn to_people() -> Handover {
    Handover::to_group("Regular user")
}

#[on(incoming_messages, owner = person)]
async fn mira_is_away() -> &'static str {
    "Mira is away until Monday."
}

/// The calls that tell of a chat given to somebody, with what else they tell.
fn given(calls: &[Value]) -> Vec<&Value> {
    calls.iter().filter(|call| !call["chat_assignment"]["assigned_to_user_set"].is_null()).collect()
}

/// "People can assign a chat to other users, the bot's included."
#[tokio::test]
async fn people_assign_a_chat_to_any_user_the_bots_included() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let (ada, mira, ben) = (world.customer("Ada").await, world.agent("mira").await, world.agent("ben").await);
    for (to, id) in [(To::User("ben"), ben.id()), (To::User("mira"), mira.id()), (To::Bot, me(&bot))] {
        mira.gives_to(&ada, to).await;
        assert_eq!(ben.owner(&ada).await, (Some(id), None), "{to:?}");
    }
}

/// "The bot reacts to that with `assigned_messages`."
#[tokio::test]
async fn the_bot_reacts_to_a_chat_that_it_is_given() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    ada.says("where is my parcel?").await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("re: where is my parcel?").await;
    assert_eq!(said(&world).await, ["re: where is my parcel?"]);
}

/// The chapter's heading: from people to the bot, and from the bot to people.
#[tokio::test]
async fn a_conversation_goes_from_the_bot_to_people_too() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![to_people, answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.gives_to(&ada, To::Bot).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    ada.says("agent").await;
    ada.hears_nothing().await;
    let patch = world.calls(BOT, "PATCH", ASSIGNMENT).await;
    assert_eq!(patch.len(), 1);
    assert_eq!((&patch[0].body["assigned_to_user"], &patch[0].body["assigned_group"]), (&Value::Null, &json!(1)));
    assert_eq!(mira.owner(&ada).await, (None, Some(1)));
    ada.says("anybody there?").await;
    ada.hears_nothing().await;
    drop(bot);
}

/// "`assigned_messages` comes whenever a message arrives in a chat that is assigned to the user of this webhook": to no other.
#[tokio::test]
async fn only_the_webhook_of_the_chats_user_is_told_assigned_messages() {
    let world = World::start().await;
    let other = world.bot_with(&[("bot.username", "otherbot")], |bot| bot.handlers(handlers![answer])).await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.gives_to(&ada, To::User(BOT)).await;
    for text in ["one", "two"] {
        ada.says(text).await;
        ada.hears(&format!("re: {text}")).await;
    }
    assert_eq!(texts(&told(&world, &webhook_of(&world, BOT).await).await, "assigned_messages"), ["one", "two"]);
    assert_eq!(texts(&told(&world, &webhook_of(&world, "otherbot").await).await, "assigned_messages"), [""; 0]);
    assert!(world.calls("otherbot", "POST", MESSAGES).await.is_empty());
    drop((bot, other));
}

/// "And also when one or more chats are assigned to the user just now."
#[tokio::test]
async fn assigned_messages_come_with_each_chat_that_is_given_to_the_bot() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let mira = world.agent("mira").await;
    let customers = [world.customer("Ada").await, world.customer("Bea").await, world.customer("Cleo").await];
    for customer in &customers {
        customer.says("hi").await;
        customer.hears_nothing().await;
    }
    for customer in &customers {
        mira.gives_to(customer, To::Bot).await;
    }
    for customer in &customers {
        customer.hears("re: hi").await;
    }
    let calls = told(&world, &webhook_of(&world, BOT).await).await;
    let given = given(&calls);
    let chats: Vec<_> = given.iter().map(|call| call["chat_assignment"]["wa_id"].as_str().expect("a chat")).collect();
    assert_eq!(chats, customers.each_ref().map(Customer::wa_id));
    for call in given {
        assert_eq!(call["assigned_messages"][0]["customer_wa_id"], call["chat_assignment"]["wa_id"]);
    }
    for customer in &customers {
        customer.hears_nothing().await;
    }
}

/// "Check in your logic whether a conversation is new or goes on."
#[tokio::test]
async fn a_handler_tells_a_new_conversation_from_one_that_goes_on() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![greet_or_go_on])).await;
    let (ada, bea, mira) = (world.customer("Ada").await, world.customer("Bea").await, world.agent("mira").await);
    for customer in [&ada, &bea] {
        customer.says("hi").await;
    }
    mira.writes(&bea, "Mira here").await;
    bea.hears("Mira here").await;
    bea.says("and then?").await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("Hello!").await;
    mira.gives_to(&bea, To::Bot).await;
    bea.hears("Where were we?").await;
}

/// "All endpoints of the API may be used when they are needed."
#[tokio::test]
async fn a_handler_may_call_the_api() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![how_many_tags])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.is_called("Ada").await;
    mira.tags(&ada, "vip").await;
    mira.gives_to(&ada, To::Bot).await;
    ada.says("hi").await;
    ada.hears("1 tags").await;
    let path = format!("/api/v1/chats/{}/", ada.wa_id());
    assert!(world.calls(BOT, "GET", &path).await.iter().any(|call| call.status == Some(200)));
}

/// "To reply when people are not available, react to `incoming_messages`": `assigned_messages` do not come in their chats.
#[tokio::test]
async fn an_auto_responder_for_people_who_are_away_reacts_to_incoming_messages() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer, mira_is_away])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    ada.says("hello?").await;
    ada.hears("Mira is away until Monday.").await;
    let calls = told(&world, &webhook_of(&world, BOT).await).await;
    assert_eq!(texts(&calls, "incoming_messages"), ["hello?"]);
    assert_eq!(texts(&calls, "assigned_messages"), [""; 0]);
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()), "the chat stays hers");
    drop(bot);
}
