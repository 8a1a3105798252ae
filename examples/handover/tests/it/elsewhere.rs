use std::fs;

use serde_json::json;
use switchboard::config::{Config, Sources};
use switchboard_tests::{Program, World};

use crate::BOT;

#[tokio::test]
async fn an_admins_login_is_enough_to_serve_an_inbox_elsewhere() {
    let world = World::start().await;
    let folder = switchboard_tests::folder();
    let file = format!("[inbox]\nurl = \"{}\"\nadmin_username = \"admin\"\nadmin_password = \"admin\"\n", world.url());
    fs::write(folder.path().join("switchboard.toml"), file).expect("a file");

    let mut bot = Program::start(BOT, folder.path(), &[], &[("webhook.listen", "127.0.0.1:0")]);
    bot.line("bot ready").await;
    answers_as(&world, "handover").await;
}

#[tokio::test]
async fn so_is_the_token_of_a_user() {
    let world = World::start().await;
    let folder = switchboard_tests::folder();
    let token = token_of_an_app(&world, "orders").await;

    let keys = [("inbox.url", world.url()), ("inbox.token", &token), ("webhook.listen", "127.0.0.1:0")];
    let mut bot = Program::start(BOT, folder.path(), &[], &keys);
    bot.line("bot ready").await;
    answers_as(&world, "orders").await;
}

async fn answers_as(world: &World, username: &str) {
    let ada = world.customer(1);
    ada.says("two tins of Earl Grey").await;
    ada.hears("Noted: two tins of Earl Grey").await;
    assert_eq!(ada.heard_from(username).await.len(), 1);
}

/// Makes a user for the bot, as an admin does by hand, and answers its token.
async fn token_of_an_app(world: &World, username: &str) -> String {
    let new = json!({ "username": username, "profile": { "role": "app" } });
    let user = world.admin().post("/api/v1/users/", &new).await;
    let activation = user["activation_url"].as_str().and_then(|url| url.strip_prefix(world.url())).expect("a URL of the inbox");
    world.get(activation).await["token"].as_str().expect("a token").to_owned()
}

/// The template is all comments; without the signs in front of them its keys must be known.
#[test]
fn the_template_of_the_configuration_is_right() {
    let template = include_str!("../../switchboard.toml");
    let is_toml = |line: &&str| line.starts_with('[') || line.contains(" = ");
    let lines: Vec<_> = template.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_toml).collect();
    let folder = switchboard_tests::folder();
    let file = folder.path().join("switchboard.toml");
    fs::write(&file, lines.join("\n")).expect("a file");

    let config = Config::load(&Sources { file: Some(file), ..Sources::default() }).expect("a configuration");
    assert_eq!(config.inbox.url.as_deref(), Some("https://inbox.example.com"));
}
