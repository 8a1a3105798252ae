//! "Hide or show conversations with a bot, from and to human agents."

use super::*;
use switchboard::testing::Request;
use switchboard::wire::ChatAssignmentRequest;
use switchboard::wire::assignment::Change;

/// The group of people, in the chapter and in every inbox here.
const REGULAR_USER: i64 = 1;

/// The chapter's example for `partialUpdateUser`.
fn permissions() -> Value {
    json!({ "permissions": { "can_use_tags": true, "can_read_chats": "group", "can_write_to_chats": "group" } })
}

/// The chat's group, as the chapter's two examples write it.
async fn put_in(chat: &Chat, api: &Api, group: i64) -> Result<()> {
    let change = ChatAssignmentRequest {
        wa_id: Some(chat.wa_id().clone()),
        assigned_group: Change::Set(GroupId::new(group)),
        ..ChatAssignmentRequest::default()
    };
    api.partial_update_chat_assignment(chat.wa_id(), &change).await?;
    Ok(())
}

#[on(assigned_messages, text = "show")]
async fn show(chat: &Chat, api: Api) -> Result<&'static str> {
    put_in(chat, &api, REGULAR_USER).await?;
    Ok("shown")
}

#[on(assigned_messages, text = "hide")]
async fn hide(chat: &Chat, api: Api) -> Result<&'static str> {
    put_in(chat, &api, 0).await?;
    Ok("hidden")
}

/// A world with a bot that shows and hides its chats, and Ada, whose chat is the bot's.
async fn world_with_a_bots_chat() -> (World, Running, Customer, Agent) {
    let world = World::start().await;
    let bot = world.bot(|bot| bot.handlers(handlers![show, hide, answer])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    mira.gives_to(&ada, To::Bot).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    (world, bot, ada, mira)
}

/// The token of a person, by name and password.
async fn token(world: &World, username: &str) -> Secret {
    admin(world).create_auth_token(username, &Secret::new(username)).await.expect("a token").token
}

/// What mira gets for the chat, for its message list, and how many messages it shows.
async fn seen(world: &World, customer: &Customer) -> (StatusCode, usize) {
    let token = token(world, "mira").await;
    let (status, _) = call(world, Some(&token), Method::GET, &format!("/api/v1/chats/{}/", customer.wa_id()), &Value::Null).await;
    let (_, list) = call(world, Some(&token), Method::GET, &format!("{MESSAGES}?wa_id={}", customer.wa_id()), &Value::Null).await;
    (status, list["results"].as_array().map_or(0, Vec::len))
}

/// Mira, and with her every regular user, may read the chats of her groups alone.
async fn people_read_chats_of_their_groups(world: &World) {
    let path = format!("/sandbox/groups/{REGULAR_USER}");
    let body = json!({ "permissions": { "can_read_chats": "group" } });
    assert_eq!(call(world, None, Method::PATCH, &path, &body).await.0, StatusCode::OK);
}

async fn patches(world: &World) -> Vec<Request> {
    world.calls(BOT, "PATCH", ASSIGNMENT).await
}

/// "In other integrations people want to see what the bot replied, to review it."
#[tokio::test]
async fn unless_it_is_hidden_people_read_what_the_bot_replied() {
    let (world, bot, ada, mira) = world_with_a_bots_chat().await;
    assert_eq!(seen(&world, &ada).await, (StatusCode::OK, 2));
    let messages = mira.get(&format!("{MESSAGES}?wa_id={}", ada.wa_id())).await;
    assert_eq!(messages["results"][0]["waba_payload"]["text"]["body"], "re: hi");
    assert_eq!(messages["results"][0]["sender"]["id"], me(&bot));
}

/// "In the panel, set `Can read chats` of the group of regular users to the chats assigned to the user's groups."
#[tokio::test]
async fn people_who_read_chats_of_their_groups_do_not_see_the_bots() {
    let (world, _bot, ada, mira) = world_with_a_bots_chat().await;
    people_read_chats_of_their_groups(&world).await;
    assert_eq!(seen(&world, &ada).await, (StatusCode::NOT_FOUND, 0));
    let chats = mira.get("/api/v1/chats/").await;
    assert_eq!(chats["results"], json!([]));
    let all = world.admin().get("/api/v1/chats/").await;
    assert_eq!(all["results"].as_array().map(Vec::len), Some(1), "an admin still does");

    ada.says("still there?").await;
    ada.hears("re: still there?").await;
}

/// "By the API, use `partialUpdateUser` with `can_read_chats` equal to `group`."
#[tokio::test]
async fn partial_update_user_hides_the_bots_chats_from_a_person() {
    let (world, _bot, ada, mira) = world_with_a_bots_chat().await;
    let path = format!("{USERS}{}/", mira.id());
    let (status, user) = call(&world, Some(&admin_token(&world)), Method::PATCH, &path, &permissions()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(user["permissions"], permissions()["permissions"]);
    assert_eq!(seen(&world, &ada).await, (StatusCode::NOT_FOUND, 0));

    // `can_write_to_chats` is in the example, too.
    let message = json!({ "wa_id": ada.wa_id(), "type": "text", "text": { "body": "Mira here" } });
    let (status, _) = call(&world, Some(&token(&world, "mira").await), Method::POST, MESSAGES, &message).await;
    assert!(status.is_client_error(), "{status}");
    ada.hears_nothing().await;
}

/// "The bot makes the chat visible by `partialUpdateChatAssignment` with the group as `assigned_group`."
#[tokio::test]
async fn the_bot_shows_a_chat_by_the_group_of_people() {
    let (world, bot, ada, _mira) = world_with_a_bots_chat().await;
    people_read_chats_of_their_groups(&world).await;
    ada.says("show").await;
    ada.hears("shown").await;
    let patches = patches(&world).await;
    assert_eq!(patches.len(), 1);
    assert_eq!(patches[0].path, format!("{ASSIGNMENT}{}/", ada.wa_id()));
    assert_eq!(patches[0].body, json!({ "wa_id": ada.wa_id(), "assigned_group": 1 }));
    assert_eq!(seen(&world, &ada).await.0, StatusCode::OK);
    assert_eq!(world.admin().owner(&ada).await, (Some(me(&bot)), Some(REGULAR_USER)), "the chat is still the bot's");
    ada.says("and now?").await;
    ada.hears("re: and now?").await;
}

/// "To hide it, `assigned_group` is 0."
#[tokio::test]
async fn the_bot_hides_a_chat_by_the_group_0() {
    let (world, bot, ada, _mira) = world_with_a_bots_chat().await;
    people_read_chats_of_their_groups(&world).await;
    ada.says("show").await;
    ada.hears("shown").await;
    ada.says("hide").await;
    ada.hears("hidden").await;
    assert_eq!(patches(&world).await[1].body, json!({ "wa_id": ada.wa_id(), "assigned_group": 0 }));
    assert_eq!(seen(&world, &ada).await, (StatusCode::NOT_FOUND, 0));
    assert_eq!(world.admin().owner(&ada).await, (Some(me(&bot)), None));
    ada.says("and now?").await;
    ada.hears("re: and now?").await;
}

/// "Chats are hidden when they are handled by a bot", and shown to people otherwise: as a policy.
#[tokio::test]
async fn a_policy_hides_the_chats_of_the_bot_and_shows_them_when_it_gives_them_back() {
    let world = World::start().await;
    let policy = Policy::take_unassigned().hide_in("App integration").give_back_on("agent");
    let bot = world.bot(|bot| bot.handover(policy).handlers(handlers![answer])).await;
    people_read_chats_of_their_groups(&world).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    assert_eq!(seen(&world, &ada).await, (StatusCode::NOT_FOUND, 0));
    ada.says("agent").await;
    ada.hears_nothing().await;
    assert_eq!(seen(&world, &ada).await, (StatusCode::OK, 3), "with what the bot replied");
    let groups: Vec<_> = patches(&world).await.iter().map(|call| call.body["assigned_group"].clone()).collect();
    assert_eq!(groups, [json!(2), json!(REGULAR_USER)], "user and group change in one call each");
    drop(bot);
}

/// "The group of regular users has the id 1."
#[tokio::test]
async fn the_group_of_regular_users_has_the_id_1() {
    let world = World::start().await;
    assert_eq!(world.admin().group_id("Regular user").await, REGULAR_USER);
    let mira = world.admin().get(&format!("{USERS}{}/", world.agent("mira").await.id())).await;
    assert_eq!(mira["groups"], json!([{ "id": 1, "name": "Regular user" }]));
}
