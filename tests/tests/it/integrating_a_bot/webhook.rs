//! "Create a Webhook for your bot."

use super::*;
use switchboard::testing::Notes;

#[on(outgoing_messages)]
async fn note_outgoing(text: Text, State(notes): State<Notes>) {
    notes.add(text.to_string());
}

/// "Use `createWabaWebhook`." The bot does, in its own name.
#[tokio::test]
async fn create_waba_webhook_registers_the_bots_webhook() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let made: Vec<_> = world.calls(BOT, "POST", WEBHOOKS).await.into_iter().filter(|call| call.path == WEBHOOKS).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].status, Some(201));
    assert_eq!(
        webhook_of(&world, BOT).await["user"],
        json!({
            "id": me(&bot), "username": BOT, "url": format!("{}{USERS}{}/", world.url(), me(&bot)),
        })
    );
}

/// "Provide `on_assigned` as true, and consider `on_incoming_message`."
#[tokio::test]
async fn the_webhook_has_on_assigned_and_on_incoming_message() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer, answer_all])).await;
    let webhook = webhook_of(&world, BOT).await;
    assert_eq!((&webhook["on_assigned"], &webhook["on_incoming_message"]), (&json!(true), &json!(true)));
}

/// The chapter's example is taken as it stands.
#[tokio::test]
async fn the_example_of_a_webhook_is_taken_as_it_stands() {
    let world = World::start().await;
    let example = json!({
        "url": "http://mywebhook.example.com",
        "on_incoming_message": true,
        "on_outgoing_message": false,
        "on_assigned": true,
        "headers": {},
    });
    let token = admin_token(&world);
    let (status, made) = call(&world, Some(&token), Method::POST, WEBHOOKS, &example).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    for (member, value) in example.as_object().expect("an object") {
        assert_eq!(&made[member], value, "{member}");
    }
    let (status, _) = call(&world, Some(&token), Method::DELETE, &format!("{WEBHOOKS}{}/", made["id"]), &Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}

/// "`on_incoming_message` can be considered": without it, the webhook is told of the bot's chats alone.
#[tokio::test]
async fn a_webhook_without_on_incoming_message_hears_of_the_bots_chats_alone() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let mut webhook = webhook_of(&world, BOT).await;
    webhook["on_incoming_message"] = false.into();
    let path = format!("{WEBHOOKS}{}/", webhook["id"]);
    assert_eq!(call(&world, Some(&admin_token(&world)), Method::PUT, &path, &webhook).await.0, StatusCode::OK);

    let (ada, bea, mira) = (world.customer("Ada").await, world.customer("Bea").await, world.agent("mira").await);
    ada.says("to the inbox").await;
    bea.is_called("Bea").await;
    mira.gives_to(&bea, To::Bot).await;
    bea.says("to the bot").await;
    bea.hears("re: to the bot").await;
    ada.hears_nothing().await;
    let calls = told(&world, &webhook).await;
    assert_eq!(texts(&calls, "assigned_messages"), ["to the bot"]);
    assert!(!calls.iter().any(|call| call.get("incoming_messages").is_some()), "{calls:?}");
    drop(bot);
}

/// "For more events than incoming messages, configure the webhook accordingly."
#[tokio::test]
async fn a_bot_that_reacts_to_more_events_asks_for_them() {
    let world = World::start().await;
    let plain = world.bot_with(&[("bot.username", "plain")], |bot| bot.handlers(handlers![answer_all])).await;
    assert_eq!(webhook_of(&world, "plain").await["on_outgoing_message"], false);

    let notes = Notes::default();
    let _bot = world.bot(|bot| bot.state(notes.clone()).handlers(handlers![note_outgoing])).await;
    assert_eq!(webhook_of(&world, BOT).await["on_outgoing_message"], true);
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("hi").await;
    ada.hears("re: hi").await;
    mira.writes(&ada, "Mira here").await;
    world.settled().await;
    assert_eq!(notes.all(), ["re: hi", "Mira here"]);
    drop(plain);
}

/// "In the panel: select the bot's user, provide the URL." The URL is where the bot listens; its user is whose chats it hears of.
#[tokio::test]
async fn the_url_of_the_webhook_is_where_the_bot_listens() {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let webhook = webhook_of(&world, BOT).await;
    assert_eq!(webhook["user"]["id"], me(&bot));
    let tested = world.calls(BOT, "POST", &format!("{WEBHOOKS}{}/test/", webhook["id"])).await;
    assert_eq!(tested.iter().map(|call| call.status).collect::<Vec<_>>(), [Some(200)], "the inbox reached the bot");

    let url = webhook["url"].as_str().expect("a URL");
    let (genuine, _) = url.split_once('?').expect("a secret in the query");
    let stranger = world.http().post(genuine).json(&json!({})).send().await.expect("the bot answers");
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED, "who does not know the secret is no inbox");
    assert_eq!(world.http().post(url).json(&json!({})).send().await.expect("the bot answers").status(), StatusCode::OK);
}
