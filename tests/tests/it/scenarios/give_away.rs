//! The bot hands a chat over to people: S14, S15 and S16.

use super::*;
use switchboard_tests::fault;

/// The group that every inbox has.
const PEOPLE: i64 = 1;

#[on(assigned_messages, text = "agent")]
async fn to_people(chat: &Chat) -> Handover {
    chat.say("A");
    Handover::to_group("Regular user")
}

#[on(assigned_messages, text = "bye")]
async fn to_nobody(chat: &Chat) -> Handover {
    chat.say("B");
    Handover::release()
}

#[on(assigned_messages, text = "desk")]
async fn to_a_group_of_a_wrong_name() -> Handover {
    Handover::to_group("No such desk").announce("A colleague will be with you.")
}

#[on(assigned_messages, text = "number")]
async fn to_a_group_of_a_wrong_id() -> Handover {
    Handover::to_group(GroupId::new(999)).announce("A colleague will be with you.")
}

#[on(assigned_messages, text = "people")]
async fn to_people_with_a_word() -> Handover {
    Handover::to_group("Regular user").announce("A colleague will be with you.")
}

fn hands_over(bot: Bot) -> Bot {
    bot.handover(Policy::take_unassigned()).handlers(handlers![to_people, to_nobody, answer])
}

/// The customer's m2 is accepted while the hand-over's PATCH is under way, in this way.
async fn m2_comes_while_the_chat_is_handed_over(under_way: serde_json::Value) {
    let world = World::standing_still().await;
    let bot = world.bot(hands_over).await;
    world.faults(json!([fault::after(1, under_way)])).await;
    let ada = world.customer(1);
    ada.says("agent").await;
    world.until_calls(BOT, "PATCH", ASSIGNMENT, 2).await;
    ada.says("m2").await;
    world.told().await;
    world.lets_go(BOT).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["A"]);
    assert_eq!(world.admin().owner(&ada).await, (None, Some(PEOPLE)));
    assert_eq!(count(&bot, Count::Takeovers), 0);
}

#[tokio::test]
async fn s14a_a_message_before_the_handover_is_done_is_not_answered() {
    m2_comes_while_the_chat_is_handed_over(fault::held(BOT, ASSIGN)).await;
}

#[tokio::test]
async fn s14b_a_message_before_the_handover_is_answered_for_is_not_answered() {
    m2_comes_while_the_chat_is_handed_over(fault::answered_late(BOT, ASSIGN)).await;
}

by_both_ways!(s14c_a_handover_whose_answer_is_lost_is_read_and_not_repeated);
async fn s14c_a_handover_whose_answer_is_lost_is_read_and_not_repeated(by: Transport) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(hands_over).await;
    world.faults(json!([fault::after(1, fault::lost(BOT, ASSIGN))])).await;
    let ada = world.customer(1);
    ada.says("agent").await;
    ada.hears("A").await;
    world.until_calls(BOT, "PATCH", ASSIGNMENT, 2).await;
    ada.says("m2").await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, ["A"]);
    assert_eq!(patches(&world).await, 2);
    assert_eq!(world.admin().owner(&ada).await, (None, Some(PEOPLE)));
}

async fn refused(world: &World, word: &str) -> DeadLetter {
    let notes = Notes::default();
    let build = |bot: Bot| {
        let handlers = handlers![to_a_group_of_a_wrong_name, to_a_group_of_a_wrong_id, to_people_with_a_word, answer, note_errors];
        bot.handover(Policy::take_unassigned()).state(notes.clone()).handlers(handlers)
    };
    let bot = world.bot(build).await;
    let ada = world.customer(1);
    ada.says(word).await;
    world.settled(&bot).await;
    assert!(begun(world).await.is_empty(), "what was to be announced is not said");
    assert_eq!(world.admin().owner(&ada).await, (Some(id(&bot)), None));
    let mut letters = dead_letters(&bot).await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(notes.all(), [letters[0].cause.clone()], "the handler of errors was told once, and why");
    assert_eq!((count(&bot, Count::DeadLetters), count(&bot, Count::Rejected)), (1, 1));

    ada.says("hi").await;
    ada.hears("re: hi").await;
    letters.remove(0)
}

by_both_ways!(s15a_a_handover_to_a_group_of_a_wrong_name_is_a_dead_letter);
async fn s15a_a_handover_to_a_group_of_a_wrong_name_is_a_dead_letter(by: Transport) {
    let world = World::standing_still_by(by).await;
    let letter = refused(&world, "desk").await;
    assert!(letter.cause.contains("no group No such desk"), "{}", letter.cause);
    assert_eq!(patches(&world).await, 1, "the take, and nothing that is known to be wrong");
}

#[tokio::test]
async fn s15b_a_handover_to_a_group_of_a_wrong_id_is_a_dead_letter() {
    let world = World::standing_still().await;
    let letter = refused(&world, "number").await;
    assert!(letter.cause.contains("999"), "{}", letter.cause);
}

#[tokio::test]
async fn s15c_a_handover_that_is_forbidden_is_a_dead_letter() {
    let world = World::standing_still().await;
    world.faults(json!([fault::after(1, fault::refused(BOT, ASSIGN, 403))])).await;
    let letter = refused(&world, "people").await;
    assert!(letter.cause.contains("403"), "{}", letter.cause);
}

/// After the bot gave the chat away by this word, it neither takes it nor speaks until it is given the chat.
async fn the_bot_stays_away_after(by: Transport, word: &str, owner: (Option<i64>, Option<i64>)) {
    let world = World::standing_still_by(by).await;
    let bot = world.bot(hands_over).await;
    let (ada, mira) = (greeted(&world, 1).await, world.mira().await);
    ada.says(word).await;
    world.settled(&bot).await;
    assert_eq!(mira.owner(&ada).await, owner);
    let said = begun(&world).await;
    let asked = patches(&world).await;

    ada.says("anybody there?").await;
    world.settled(&bot).await;
    assert_eq!((begun(&world).await, patches(&world).await), (said, asked));
    assert_eq!(mira.owner(&ada).await, owner);

    mira.assigns(&ada, &json!({ "assigned_to_user": id(&bot), "assigned_group": null })).await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await.last().map(String::as_str), Some("re: anybody there?"));
}

#[tokio::test]
async fn s16a_a_chat_that_was_given_to_a_group_is_not_taken_again() {
    the_bot_stays_away_after(Transport::Webhook, "agent", (None, Some(PEOPLE))).await;
}

by_both_ways!(s16b_a_chat_that_was_released_is_not_taken_again);
async fn s16b_a_chat_that_was_released_is_not_taken_again(by: Transport) {
    the_bot_stays_away_after(by, "bye", (None, None)).await;
}

/// After the bot gave the chat away by this word and it was resolved, the bot takes it with the customer's next message.
async fn after_resolving_the_bot_takes_again(policy: Policy, word: &str) {
    let world = World::standing_still().await;
    let bot = world.bot(|bot| hands_over(bot).handover(policy)).await;
    let (ada, mira) = (greeted(&world, 1).await, world.mira().await);
    ada.says(word).await;
    world.settled(&bot).await;
    ada.says("anybody there?").await;
    world.settled(&bot).await;
    let (said, asked) = (begun(&world).await, patches(&world).await);
    assert!(!said.contains(&"re: anybody there?".to_owned()));

    mira.resolves(&ada).await;
    world.settled(&bot).await;
    assert_eq!((begun(&world).await, patches(&world).await), (said.clone(), asked), "nobody wrote");
    ada.says("one more thing").await;
    world.settled(&bot).await;
    assert_eq!(begun(&world).await, [said, vec!["re: one more thing".to_owned()]].concat());
    assert_eq!(mira.owner(&ada).await.0, Some(id(&bot)));
}

#[tokio::test]
async fn s16c_a_chat_that_was_released_is_taken_again_once_it_is_resolved() {
    after_resolving_the_bot_takes_again(Policy::take_unassigned(), "bye").await;
}

/// To resolve a chat leaves its group; but it is the group in which the bot itself left it, and nobody took it out.
#[tokio::test]
async fn s16d_a_chat_that_was_given_to_a_group_is_taken_again_once_it_is_resolved() {
    after_resolving_the_bot_takes_again(Policy::take_unassigned(), "agent").await;
}
