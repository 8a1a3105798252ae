//! What a policy does about chats: it takes them, gives them back, and is silent.

mod absence;
mod announcing;
mod back;
mod escalating;
mod giving;
mod hiding;
mod lifted;
mod listed;
mod outside;
mod silence;
mod unanswered;

use std::sync::Arc;

use switchboard::Running;
use switchboard::client::{Api, ApiConfig, InboxUrl, Timeouts};
use switchboard::clock::SystemClock;
use switchboard::duration::seconds;
use switchboard::handover::Policy;
use switchboard::prelude::*;
use switchboard::testing::{Agent, Customer, Fault, To, World};
use switchboard::wire::{User, UserUpdateRequest};
use switchboard_tests::{Transport, by_both_ways};

const BOT: &str = "testbot";
/// The groups that every inbox has.
const PEOPLE: i64 = 1;
const APPS: i64 = 2;

/// Answers in the bot's own chats.
#[on(assigned_messages)]
async fn answer(text: Text) -> String {
    format!("re: {text}")
}

/// Gives the chat to the group of people.
#[on(assigned_messages, text = "people")]
async fn to_people() -> Handover {
    Handover::to_group("Regular user")
}

/// A bot of this policy that answers in its own chats.
async fn bot(world: &World, policy: Policy) -> Running {
    world.bot(|bot| bot.handover(policy).handlers(handlers![to_people, answer])).await
}

/// A world with a bot of this policy, a customer and a person.
async fn desk(policy: Policy) -> (World, Running, Customer, Agent) {
    desk_by(Transport::Webhook, policy).await
}

/// The same, with a bot that gets its events in this way.
async fn desk_by(by: Transport, policy: Policy) -> (World, Running, Customer, Agent) {
    let world = World::builder().transport(by).start().await;
    let bot = bot(&world, policy).await;
    let (ada, mira) = (world.customer("Ada").await, world.agent("mira").await);
    (world, bot, ada, mira)
}

/// Whom the chat is assigned to, as the inbox says.
async fn owner(world: &World, customer: &Customer) -> (Option<i64>, Option<i64>) {
    world.admin().owner(customer).await
}

/// So much time passes once everything that happened was dealt with.
async fn passes(world: &World, by: std::time::Duration) {
    world.settled().await;
    world.advance(by).await;
}

fn me(bot: &Running) -> (Option<i64>, Option<i64>) {
    (Some(bot.user().id.get()), None)
}

/// The API in the admin's name.
fn admin(world: &World) -> Api {
    let base = InboxUrl::new(world.url()).expect("an address");
    let token = world.inbox().map(|inbox| inbox.admin_token());
    let config = ApiConfig { base, token, timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    Api::new(config).expect("a client")
}

/// Puts a person into these groups.
async fn joins(world: &World, agent: &Agent, groups: &[i64]) -> User {
    let groups = groups.iter().map(|id| GroupId::new(*id)).collect();
    let changes = UserUpdateRequest { group_ids: Some(groups), ..UserUpdateRequest::default() };
    admin(world).partial_update_user(UserId::new(agent.id()), &changes).await.expect("a user who joins a group")
}
