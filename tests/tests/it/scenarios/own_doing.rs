//! What the bot did comes back to it as events: S19.

use super::*;

#[on(assigned_messages)]
async fn answer_and_tag(text: Text, chat: &Chat) {
    chat.say(format!("re: {}", &*text));
    chat.tag("answered");
}

#[on(chat_assignment)]
async fn note_assignment(State(notes): State<Notes>) {
    notes.add("assignment");
}

#[on(chat_tagging)]
async fn note_tagging(tagging: ChatTagging, State(notes): State<Notes>) {
    notes.add(format!("tag {}", tagging.tag.name));
}

#[on(outgoing_messages)]
async fn note_outgoing(State(notes): State<Notes>) {
    notes.add("outgoing");
}

by_both_ways!(s19_its_own_assignment_tag_and_message_are_no_news);
async fn s19_its_own_assignment_tag_and_message_are_no_news(by: Transport) {
    let world = World::standing_still_by(by).await;
    let notes = Notes::default();
    let handlers = handlers![answer_and_tag, note_assignment, note_tagging, note_outgoing];
    let bot = world.bot(|bot| bot.handover(Policy::take_unassigned()).state(notes.clone()).handlers(handlers)).await;
    let (ada, mira) = (greeted(&world, 1).await, world.mira().await);
    world.settled(&bot).await;
    if by.calls() {
        let told = world.get("/sandbox/deliveries").await;
        for member in ["chat_assignment", "chat_tagging", "outgoing_messages"] {
            let calls = told["deliveries"].as_array().expect("calls");
            assert_eq!(calls.iter().filter(|call| call["body"].get(member).is_some()).count(), 1, "{member} came back");
        }
    }
    assert_eq!(notes.all(), Vec::<String>::new());
    assert_eq!((count(&bot, Count::Takeovers), count(&bot, Count::Withdrawn)), (0, 0));

    // The bot goes on owning the chat, and what others do is news.
    ada.says("more").await;
    ada.hears("re: more").await;
    mira.tags(&ada, "vip").await;
    mira.takes_over(&ada).await;
    world.settled(&bot).await;
    mira.writes(&ada, "Mira here").await;
    world.settled(&bot).await;
    assert_eq!(notes.all(), ["tag vip", "assignment", "outgoing"]);
    assert_eq!(count(&bot, Count::Takeovers), 1);
}
