//! "Create a new Inbox User for your bot."

use super::*;
use switchboard::Bot;
use switchboard::wire::{NewUserRequest, Role, UserProfile};
use switchboard_tests::folder;

/// Where accounts are activated.
const ACTIVATION: &str = "/confirm_account";

/// The chapter's own example.
fn my_bot() -> Value {
    json!({ "username": "My Bot", "profile": { "role": "app" } })
}

/// Makes the user of the example. Answers what `createNewUser` answered.
async fn made(world: &World) -> Value {
    let (status, made) = call(world, Some(&admin_token(world)), Method::POST, USERS, &my_bot()).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

/// Calls an activation URL as it stands.
async fn activated(world: &World, made: &Value) -> (StatusCode, Value) {
    let answer = world.http().get(made["activation_url"].as_str().expect("a URL")).send().await.expect("the inbox answers");
    let status = answer.status();
    (status, serde_json::from_str(&answer.text().await.expect("a whole answer")).unwrap_or(Value::Null))
}

fn token_in(answer: &Value) -> Secret {
    Secret::new(answer["token"].as_str().unwrap_or_else(|| panic!("{answer} has no token")))
}

/// How often accounts were activated.
async fn activations(world: &World) -> usize {
    world.requests().await.iter().filter(|call| call.path.starts_with(ACTIVATION) && call.status == Some(200)).count()
}

/// "Use createNewUser, with `app` as the role."
#[tokio::test]
async fn create_new_user_with_the_role_app_makes_the_bots_user() {
    let world = World::start().await;
    let made = made(&world).await;
    let user = world.admin().get(&format!("{USERS}{}/", made["id"])).await;
    assert_eq!((&user["username"], &user["profile"]["role"]), (&json!("My Bot"), &json!("app")));

    // The framework does the same when it starts.
    let before = world.calls("admin", "POST", USERS).await.len();
    let bot = world.bot(|bot| bot.handlers(handlers![answer])).await;
    assert_eq!(world.calls("admin", "POST", USERS).await.len(), before + 1);
    assert_eq!(world.admin().get(&format!("{USERS}{}/", me(&bot))).await["profile"]["role"], "app");
}

/// "Keep the `activation_url` that the call answers."
#[tokio::test]
async fn the_activation_url_is_on_disk_before_it_is_called() {
    let world = World::start().await;
    let folder = folder();
    let file = folder.path().join("credentials.json");
    let config = || world.config(&[("credentials.path", file.to_str().expect("a path")), ("inbox.id", "shop")]);
    let start = || Bot::with_config(config()).handlers(handlers![answer]).start();
    world.faults([switchboard::testing::Fault::call(format!("GET {ACTIVATION}")).is_refused(503)]).await;
    start().await.expect_err("its user cannot be activated");
    let kept = std::fs::read_to_string(&file).expect("the credentials");
    assert!(kept.contains("activation_url") && kept.contains(ACTIVATION), "the URL is kept");

    world.no_faults().await;
    let bot = start().await.expect("it goes on with the URL that was kept");
    assert_eq!(bot.user().username, BOT);
    assert_eq!(world.calls("admin", "POST", USERS).await.len(), 1, "one user was made in both starts");
    let kept = std::fs::read_to_string(&file).expect("the credentials");
    assert!(!kept.contains(ACTIVATION), "a URL that is used up is forgotten");
}

/// "Call it with GET: the answer is JSON with the token, as `createAuthToken` answers it."
#[tokio::test]
async fn a_get_of_the_activation_url_answers_what_create_auth_token_answers() {
    let world = World::start().await;
    let made = made(&world).await;
    let (status, answer) = activated(&world, &made).await;
    assert_eq!(status, StatusCode::OK);
    let members: Vec<_> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["token"]);

    admin(&world).change_user_password(UserId::new(made["id"].as_i64().expect("an id")), &Secret::new("s3cret")).await.expect("a password");
    let login = json!({ "username": "My Bot", "password": "s3cret" });
    assert_eq!(call(&world, None, Method::POST, "/api/v1/auth/token/", &login).await, (StatusCode::OK, answer));
}

/// "The token is used with no need of a password."
#[tokio::test]
async fn the_token_needs_no_password() {
    let world = World::start().await;
    let _bot = world.bot(|bot| bot.handlers(handlers![answer_all])).await;
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    let log = world.requests().await;
    assert!(!log.iter().any(|call| call.path.ends_with("/password/change/")), "nobody set a password");
    let logins: Vec<_> = log.iter().filter(|call| call.path == "/api/v1/auth/token/").collect();
    assert_eq!(logins.len(), 1, "the admin logs in to make the user, the bot does not");
}

/// "A password can be set by `changeUserPassword`, though it need not."
#[tokio::test]
async fn a_password_may_be_set_by_change_user_password() {
    let world = World::start().await;
    let api = admin(&world);
    let new = NewUserRequest {
        username: "shopbot".to_owned(),
        first_name: None,
        last_name: None,
        email: None,
        profile: Some(UserProfile::new(Role::App)),
    };
    let made = api.create_new_user(&new).await.expect("a user");
    let token = api.activate(&made.activation_url).await.expect("a token").token;
    let password = Secret::new("s3cret");
    assert!(api.create_auth_token("shopbot", &password).await.is_err(), "there is none yet");
    api.change_user_password(made.user.id, &password).await.expect("a password");
    let by_password = api.create_auth_token("shopbot", &password).await.expect("a token").token;
    for token in [token, by_password] {
        assert_eq!(api.with_token(&token).retrieve_current_user().await.expect("the bot's user").id, made.user.id);
    }
}

/// The same, as the framework uses it: a bot that lost its token gets one by a password.
#[tokio::test]
async fn a_bot_that_lost_its_token_gets_one_by_a_password() {
    let world = World::start().await;
    let first = world.bot(|bot| bot.handlers(handlers![answer])).await;
    let id = me(&first);
    first.stop().await;
    let second = world.bot(|bot| bot.handlers(handlers![answer])).await;
    assert_eq!(me(&second), id, "no second user was made");
    assert_eq!(world.calls("admin", "PUT", &format!("{USERS}{id}/password/change/")).await.len(), 1);
    assert_eq!(activations(&world).await, 1);
}

/// "For app users the code is no longer valid once the token was returned."
#[tokio::test]
async fn the_activation_code_of_an_app_user_works_once() {
    let world = World::start().await;
    let made = made(&world).await;
    let (status, answer) = activated(&world, &made).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(activated(&world, &made).await.0, StatusCode::NOT_FOUND);
    let current = call(&world, Some(&token_in(&answer)), Method::GET, "/api/v1/users/current/", &Value::Null).await;
    assert_eq!((current.0, &current.1["id"]), (StatusCode::OK, &made["id"]), "the token goes on working");
}

/// "In the admin panel the user gets a name and a password", and its token by `createAuthToken`.
#[tokio::test]
async fn a_user_with_a_password_gets_its_token_by_logging_in() {
    let world = World::start().await;
    let made = made(&world).await;
    let id = UserId::new(made["id"].as_i64().expect("an id"));
    let (api, password) = (admin(&world), Secret::new("s3cret"));
    api.change_user_password(id, &password).await.expect("a password");
    let token = api.create_auth_token("My Bot", &password).await.expect("a token").token;
    let bot = world.bot_with(&[("inbox.token", token.expose())], |bot| bot.handlers(handlers![answer_all])).await;
    assert_eq!(bot.user().id, id);
    let ada = world.customer("Ada").await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    assert_eq!(activations(&world).await, 0);
}

/// "Give the bot a name by which people see that its messages are automatic."
#[tokio::test]
async fn people_see_in_a_message_which_bot_wrote_it() {
    let world = World::start().await;
    let _bot = world.bot_with(&[("bot.username", "openinghours")], |bot| bot.handlers(handlers![answer_all])).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    ada.says("hi").await;
    ada.hears("re: hi").await;
    let messages = mira.get(&format!("{MESSAGES}?wa_id={}", ada.wa_id())).await;
    let newest = &messages["results"][0];
    assert_eq!(newest["waba_payload"]["text"]["body"], "re: hi");
    assert_eq!((&newest["sender"]["username"], &newest["sender"]["profile"]["role"]), (&json!("openinghours"), &json!("app")));
}
