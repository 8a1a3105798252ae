//! The bot's chats are hidden from people while it has them.

use super::*;
use switchboard::client::ApiError;
use switchboard::wire::{ChatAccess, Secret, UserPermissions};

fn hides() -> Policy {
    Policy::take_unassigned().hide_in("App integration").give_back_on("agent")
}

by_both_ways!(people_of_other_groups_cannot_read_a_chat_while_the_bot_has_it);
async fn people_of_other_groups_cannot_read_a_chat_while_the_bot_has_it(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, hides()).await;
    let admin = admin(&world);
    let permissions = Some(UserPermissions { can_read_chats: Some(ChatAccess::Group), ..UserPermissions::default() });
    let changes = UserUpdateRequest { permissions, ..UserUpdateRequest::default() };
    admin.partial_update_user(UserId::new(mira.id()), &changes).await.expect("a person whose rights change");
    let token = admin.create_auth_token("mira", &Secret::new("mira")).await.expect("a token").token;
    let mira = admin.with_token(&token);
    let seen = || async { mira.retrieve_chat(&ada.chat()).await.map(|chat| chat.wa_id).map_err(|cause: ApiError| cause.status()) };

    ada.says("hi").await;
    ada.hears("re: hi").await;
    assert_eq!(owner(&world, &ada).await, (me(&bot).0, Some(APPS)));
    assert_eq!(world.calls(BOT, "PATCH", "/api/v1/chat_assignment/").await.len(), 1, "user and group in one call");
    assert_eq!(seen().await, Err(Some(404)));

    ada.says("agent").await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (None, Some(PEOPLE)));
    assert_eq!(seen().await, Ok(ada.chat()));
    assert_eq!(world.calls(BOT, "PATCH", "/api/v1/chat_assignment/").await.len(), 2);
}

by_both_ways!(a_hidden_chat_without_a_user_is_nobodys);
async fn a_hidden_chat_without_a_user_is_nobodys(by: Transport) {
    let (world, bot, ada, mira) = desk_by(by, hides()).await;
    ada.is_called("Ada").await;
    mira.gives_to(&ada, To::Group("App integration")).await;
    ada.says("hi").await;
    ada.hears("re: hi").await;
    assert_eq!(owner(&world, &ada).await, (me(&bot).0, Some(APPS)));
}

#[tokio::test]
async fn a_group_of_which_the_inbox_knows_nothing_is_a_dead_letter() {
    let (_world, bot, ada, _mira) = desk(Policy::take_unassigned().hide_in("No such group")).await;
    ada.says("hi").await;
    ada.hears_nothing().await;
    let inbox = bot.store().inboxes().await.expect("the store").remove(0);
    let letters = bot.store().dead_letters(&inbox, 10).await.expect("the store");
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].cause.contains("no group No such group"), "{}", letters[0].cause);
}

#[tokio::test]
async fn a_chat_whose_take_overwrote_somebody_is_not_left_hidden() {
    let (world, _bot, ada, mira) = desk(hides()).await;
    ada.is_called("Ada").await;
    mira.gives_to(&ada, To::Nobody).await;
    world.settled().await;
    world.faults([Fault::call("PATCH /api/v1/chat_assignment/").by(BOT).begins_late(seconds(1)).times(1)]).await;
    ada.says("hi").await;
    world.until_calls(BOT, "PATCH", "/api/v1/chat_assignment/", 1).await;
    mira.takes_over(&ada).await;
    world.told().await;
    world.moves_clock(seconds(1)).await;
    ada.hears_nothing().await;
    assert_eq!(owner(&world, &ada).await, (Some(mira.id()), None));
}
