//! "Implement an auto-responder."

use super::*;
use switchboard::wire::Availability;
use switchboard::wire::Role;

/// Stands in for people, in every chat, while none of them is available.
#[on(incoming_messages, owner = any)]
async fn stand_in(api: Api) -> Result<Option<&'static str>> {
    let users = api.all_users().await?;
    let is_available = |profile: &switchboard::wire::UserProfile| profile.role == Role::User && profile.is_available == Some(true);
    let anybody = users.iter().filter_map(|user| user.profile.as_ref()).any(is_available);
    Ok((!anybody).then_some("Nobody is here right now."))
}

#[on(incoming_messages, first_in = "24h")]
async fn welcome() -> &'static str {
    "Welcome! We will be with you shortly."
}

/// "Call `createMessage` whenever a new webhook call is received."
#[tokio::test]
async fn each_message_that_is_told_is_answered_by_create_message() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer_all])).await;
    let (ada, bea) = (world.customer("Ada").await, world.customer("Bea").await);
    for (customer, text) in [(&ada, "one"), (&bea, "two"), (&ada, "three")] {
        customer.says(text).await;
        customer.hears(&format!("re: {text}")).await;
    }
    let sent = world.calls(BOT, "POST", MESSAGES).await;
    let to: Vec<_> = sent.iter().map(|call| (call.body["wa_id"].as_str().expect("a chat"), call.status)).collect();
    assert_eq!(to, [(ada.wa_id(), Some(201)), (bea.wa_id(), Some(201)), (ada.wa_id(), Some(201))]);
    assert_eq!(said(&world).await, ["re: one", "re: two", "re: three"]);
}

/// "The webhook has many types of events."
#[tokio::test]
async fn one_webhook_is_told_many_types_of_events() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    let first = ada.says("hi").await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("re: hi").await;
    ada.says("more").await;
    ada.hears("re: more").await;
    let tag = mira.post("/api/v1/tags/", &json!({ "name": "order" })).await;
    mira.post("/api/v1/message_tagging/", &json!({ "tag": tag["id"], "message": first })).await;
    mira.resolves(&ada).await;
    let calls = told(&world, &webhook_of(&world, BOT).await).await;
    for member in [
        "messages",
        "incoming_messages",
        "outgoing_messages",
        "assigned_messages",
        "statuses",
        "chat_assignment",
        "chat_tagging",
        "message_tagging",
        "chat_resolved",
    ] {
        assert!(calls.iter().any(|call| call.get(member).is_some()), "no {member}");
    }
    drop(bot);
}

/// Ada's chat is nobody's, Bea's mira's, Cleo's the bot's; each of them writes.
async fn three_chats_of_three_owners(world: &World) {
    let mira = world.agent("mira").await;
    let (ada, bea, cleo) = (world.customer("Ada").await, world.customer("Bea").await, world.customer("Cleo").await);
    mira.takes_over(&bea).await;
    mira.gives_to(&cleo, To::Bot).await;
    for (customer, text) in [(&ada, "to nobody"), (&bea, "to mira"), (&cleo, "to the bot")] {
        customer.says(text).await;
    }
    world.settled().await;
}

/// "`assigned_messages` comes with each new message in a chat that is assigned to the bot."
#[tokio::test]
async fn assigned_messages_are_those_of_the_chats_that_are_the_bots_now() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    three_chats_of_three_owners(&world).await;
    let calls = told(&world, &webhook_of(&world, BOT).await).await;
    assert_eq!(texts(&calls, "assigned_messages"), ["to the bot"]);
    assert_eq!(said(&world).await, ["re: to the bot"]);
}

/// "`incoming_messages` comes with each new message of the entire inbox."
#[tokio::test]
async fn incoming_messages_are_those_of_the_entire_inbox() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer_all])).await;
    three_chats_of_three_owners(&world).await;
    let calls = told(&world, &webhook_of(&world, BOT).await).await;
    assert_eq!(texts(&calls, "incoming_messages"), ["to nobody", "to mira", "to the bot"]);
    let mut said = said(&world).await;
    said.sort();
    assert_eq!(said, ["re: to nobody", "re: to the bot"], "a bot does not speak into mira's chat unasked");
}

/// "Let people manage it: they assign chats to the bot." Until they do, it says nothing.
#[tokio::test]
async fn a_bot_of_assigned_messages_replies_only_where_people_want_it() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("one").await;
    ada.hears_nothing().await;
    mira.gives_to(&ada, To::Bot).await;
    ada.hears("re: one").await;
    mira.gives_to(&ada, To::Nobody).await;
    ada.says("two").await;
    ada.hears_nothing().await;
    assert!(world.calls(BOT, "PATCH", ASSIGNMENT).await.is_empty(), "it takes nothing by itself");
}

/// "Reply by itself when no person is available."
#[tokio::test]
async fn an_auto_reply_stands_in_while_no_person_is_available() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![stand_in])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    ada.says("one").await;
    ada.hears_nothing().await;
    admin(&world).update_user_availability(UserId::new(mira.id()), &Availability::away()).await.expect("mira goes");
    ada.says("two").await;
    ada.hears("Nobody is here right now.").await;
    admin(&world).update_user_availability(UserId::new(mira.id()), &Availability::available()).await.expect("mira comes");
    ada.says("three").await;
    ada.hears_nothing().await;
}

/// "Or reply by itself each time a new conversation is started."
#[tokio::test]
async fn an_auto_reply_begins_every_new_conversation() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![welcome])).await;
    let ada = world.customer("Ada").await;
    ada.says("one").await;
    ada.hears("Welcome! We will be with you shortly.").await;
    ada.says("two").await;
    ada.hears_nothing().await;
    world.advance(days(2)).await;
    ada.says("three").await;
    ada.hears("Welcome! We will be with you shortly.").await;
}
