//! "A considerable implementation": the five steps of a bot that picks chats up by itself.

use super::*;
use switchboard::testing::Request;
use switchboard_inbox::WebhookForm;

fn picks_up(bot: switchboard::Bot) -> switchboard::Bot {
    bot.handover(Policy::take_unassigned()).handlers(handlers![answer])
}

/// What the bot did in a chat: its readings of the owner, its PATCHes and its messages, in the order in which they began.
async fn steps(world: &World, customer: &Customer) -> Vec<Request> {
    let chat = format!("{ASSIGNMENT}{}/", customer.wa_id());
    let mut log = world.requests().await;
    log.retain(|call| call.username() == Some(BOT));
    log.retain(|call| call.path == chat || (call.method == "POST" && call.path == MESSAGES && call.body["wa_id"] == customer.wa_id()));
    log
}

fn first(steps: &[Request], method: &str) -> usize {
    steps.iter().position(|call| call.method == method).unwrap_or_else(|| panic!("no {method} in {steps:?}"))
}

/// Step 1: "Receive `incoming_messages`, or `messages`."
#[tokio::test]
async fn step_1_the_message_comes_as_incoming_messages_or_as_messages() {
    for (form, forms) in [(WebhookForm::Flat, ["messages", "incoming_messages"]), (WebhookForm::Cloud, ["entry", "incoming_messages"])] {
        let world = World::builder().inbox(|inbox| inbox.webhook_form(form)).start().await;
        let bot = world.bot(picks_up).await;
        let ada = world.customer("Ada").await;
        ada.says("hi").await;
        ada.hears("re: hi").await;
        ada.hears_nothing().await;
        let calls = told(&world, &webhook_of(&world, BOT).await).await;
        for member in forms {
            assert!(calls.iter().any(|call| call.get(member).is_some()), "{form:?}: no {member}");
        }
        drop(bot);
    }
}

/// Step 2: "Call `retrieveChatAssignment` to know whether the chat is assigned to a person."
#[tokio::test]
async fn step_2_the_owner_is_read_before_the_chat_is_taken() {
    let world = World::start().await;
    let _bot = world.bot(picks_up).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    let steps = steps(&world, &ada).await;
    assert!(first(&steps, "GET") < first(&steps, "PATCH"), "{steps:?}");
}

/// Step 3: "If it is assigned, decide by your own logic whether the bot joins." By default it does not.
#[tokio::test]
async fn step_3_a_chat_that_is_assigned_is_left_alone() {
    let world = World::start().await;
    let _bot = world.bot(picks_up).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.takes_over(&ada).await;
    ada.says("hi").await;
    ada.hears_nothing().await;
    world.advance(hours(1)).await;
    ada.hears_nothing().await;
    assert!(!steps(&world, &ada).await.iter().any(|call| call.method != "GET"));
    assert_eq!(mira.owner(&ada).await.0, Some(mira.id()));
}

/// Step 3: "For example, when people are not responding for a defined time."
#[tokio::test]
async fn step_3_the_bot_joins_when_people_do_not_respond_in_time() {
    let world = World::start().await;
    let policy = Policy::take_unassigned().unanswered(minutes(5));
    let bot = world.bot(|bot| bot.handover(policy).handlers(handlers![answer])).await;
    let (ada, bea, mira) = (world.customer("Ada").await, world.customer("Bea").await, world.agent("mira").await);
    for customer in [&ada, &bea] {
        mira.takes_over(customer).await;
        customer.says("hello?").await;
    }
    world.advance(minutes(4)).await;
    mira.writes(&bea, "Mira here").await;
    bea.hears("Mira here").await;
    ada.hears_nothing().await;
    assert!(world.calls(BOT, "PATCH", ASSIGNMENT).await.is_empty(), "the time is not over");

    world.advance(minutes(1)).await;
    ada.hears("re: hello?").await;
    bea.hears_nothing().await;
    let patches = world.calls(BOT, "PATCH", ASSIGNMENT).await;
    assert_eq!(patches.iter().map(|call| call.path.clone()).collect::<Vec<_>>(), [format!("{ASSIGNMENT}{}/", ada.wa_id())]);
    assert_eq!((mira.owner(&ada).await.0, mira.owner(&bea).await.0), (Some(me(&bot)), Some(mira.id())));
}

/// Step 4: "If it is not assigned, assign it to the bot by `partialUpdateChatAssignment`."
#[tokio::test]
async fn step_4_a_chat_that_nobody_has_is_assigned_to_the_bot() {
    let world = World::start().await;
    let bot = world.bot(picks_up).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    ada.hears_nothing().await;
    let patches = world.calls(BOT, "PATCH", ASSIGNMENT).await;
    assert_eq!(patches.len(), 1);
    assert_eq!((patches[0].status, &patches[0].body["assigned_to_user"]), (Some(200), &json!(me(&bot))));
    assert_eq!(world.admin().owner(&ada).await, (Some(me(&bot)), None));
}

/// Step 5: "After this an `assigned_messages` event comes, to which the bot reacts."
#[tokio::test]
async fn step_5_assigned_messages_follow_and_the_bot_reacts_once() {
    let world = World::start().await;
    let bot = world.bot(picks_up).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    ada.hears_nothing().await;
    let calls = told(&world, &webhook_of(&world, BOT).await).await;
    let taken = calls.iter().find(|call| call.get("assigned_messages").is_some()).expect("assigned_messages came");
    assert_eq!(texts(std::slice::from_ref(taken), "assigned_messages"), ["hi"]);
    assert_eq!(taken["chat_assignment"]["done_by"]["id"], me(&bot));
    let steps = steps(&world, &ada).await;
    assert!(first(&steps, "PATCH") < first(&steps, "POST"), "it is the bot's chat when the bot speaks: {steps:?}");
    assert_eq!(said(&world).await, ["re: hi"]);
}

/// Step 5: "A further message may be sent when the bot picks the conversation up by itself."
#[tokio::test]
async fn step_5_the_bot_says_that_it_has_picked_the_chat_up() {
    let world = World::start().await;
    let policy = Policy::take_unassigned().announce_take("I am the assistant.");
    let bot = world.bot(|bot| bot.handover(policy).handlers(handlers![answer])).await;
    let (ada, bea, mira) = (world.customer("Ada").await, world.customer("Bea").await, world.agent("mira").await);
    ada.says("hi").await;
    ada.hears("I am the assistant.").await;
    ada.hears("re: hi").await;
    ada.says("more").await;
    ada.hears("re: more").await;
    let steps = steps(&world, &ada).await;
    assert!(first(&steps, "PATCH") < first(&steps, "POST"), "{steps:?}");

    // A chat that a person gave is not picked up.
    bea.is_called("Bea").await;
    mira.gives_to(&bea, To::Bot).await;
    bea.says("hi").await;
    bea.hears("re: hi").await;
    drop(bot);
}
