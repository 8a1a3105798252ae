use std::time::Duration;

use super::conflict::overwritten;
use super::*;
use crate::handover::Policy;
use crate::wire::{ChatAssignmentEvent, GroupId, Members, Role, UserProfile, WaId};

const ME: UserId = UserId::new(7);

fn user(id: i64) -> User {
    let role = if id == ME.get() { Role::App } else { Role::User };
    User { profile: Some(UserProfile::new(role)), ..User::new(UserId::new(id), format!("user{id}")) }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time of this century")
}

fn assigned(to: i64, by: i64, second: i64) -> ChatAssignmentEvent {
    ChatAssignmentEvent {
        wa_id: WaId::new("491713920001").expect("digits"),
        timestamp: crate::wire::Timestamp::from_seconds(second),
        done_by: Some(user(by)),
        assigned_to_user_set: Some(user(to)),
        assigned_to_user_was_cleared: false,
        assigned_group_set: None,
        assigned_group_was_cleared: false,
        extra: Members::new(),
    }
}

fn owned_by(owner: Option<i64>) -> Ownership {
    let mut ownership = Ownership::unknown(ME, 1);
    let reading = ownership.begin_reading();
    assert_eq!(ownership.end_reading(reading, owner.map(user), None, at(10)), Some(false));
    ownership
}

/// Reads as the inbox would answer.
fn read(ownership: &mut Ownership, owner: Option<i64>) -> Option<bool> {
    let reading = ownership.begin_reading();
    ownership.end_reading(reading, owner.map(user), None, at(20))
}

#[test]
fn nothing_is_known_before_the_first_reading() {
    assert_eq!(Ownership::unknown(ME, 1).class(), None);
}

#[test]
fn an_assignment_that_we_do_not_know_silences_until_the_owner_was_read() {
    let mut ownership = owned_by(Some(7));
    ownership.assignment_told(&assigned(3, 3, 100), at(100));
    assert_eq!(ownership.class(), None);
    assert_eq!(read(&mut ownership, Some(3)), Some(false));
    assert_eq!(ownership.class(), Some(OwnerClass::Person));
    assert_eq!(ownership.fence(), 1);
}

#[test]
fn a_chat_that_was_given_back_before_anybody_read_who_took_it_was_taken_all_the_same() {
    let mut ownership = owned_by(Some(7));
    ownership.assignment_told(&assigned(3, 3, 100), at(100));
    ownership.assignment_told(&assigned(7, 3, 100), at(101));
    assert_eq!(ownership.class(), None);
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
    assert_eq!((ownership.class(), ownership.fence()), (Some(OwnerClass::Me), 1));
}

#[test]
fn what_is_told_of_a_person_after_the_return_is_old_when_the_chat_is_read_as_the_bots() {
    let mut ownership = owned_by(Some(7));
    ownership.assignment_told(&assigned(7, 3, 100), at(100));
    ownership.assignment_told(&assigned(3, 3, 100), at(101));
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
    ownership.assignment_told(&assigned(7, 3, 100), at(102));
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
    assert_eq!((ownership.class(), ownership.fence()), (Some(OwnerClass::Me), 0));
}

#[test]
fn who_takes_a_chat_that_the_bot_just_gave_to_others_makes_void_what_was_still_to_be_said() {
    let mut ownership = owned_by(Some(7));
    ownership.ask(None, Some(Group::new(GroupId::new(1), "people")));
    ownership.granted(at(20));
    let fence = ownership.fence();
    assert!(ownership.is_where_it_was_given());
    ownership.assignment_told(&assigned(3, 3, 30), at(30));
    assert_eq!(read(&mut ownership, Some(3)), Some(false));
    assert_eq!(ownership.fence(), fence + 1);
    assert!(!ownership.is_where_it_was_given());
}

#[test]
fn a_person_who_takes_what_the_bot_gave_them_has_it_from_then_on() {
    let mut ownership = owned_by(Some(7));
    ownership.ask(Some(user(3)), None);
    ownership.granted(at(20));
    assert!(ownership.is_where_it_was_given());
    ownership.assignment_told(&assigned(3, 7, 20), at(20));
    assert!(ownership.is_where_it_was_given(), "it is the bot's own hand-over that is told");
    ownership.assignment_told(&assigned(3, 3, 300), at(300));
    assert!(!ownership.is_where_it_was_given());
    assert_eq!(ownership.left_bot_at(), 300_000);
}

#[test]
fn a_take_from_people_knows_whom_it_means_to_overwrite_and_greets_once() {
    let mut ownership = owned_by(Some(3));
    ownership.begin_take(Because::Unanswered, at(20));
    assert_eq!(ownership.takes_over(), Some(UserId::new(3)));
    let mut restored = Ownership::restore(ME, 2, &ownership.record());
    assert_eq!((restored.has_unchecked_take(), restored.takes_over()), (true, Some(UserId::new(3))));
    assert_eq!(read(&mut restored, Some(7)), Some(false));
    restored.end_take();
    assert_eq!(restored.taken_because(), Some(Because::Unanswered));
    assert_eq!(restored.take_greeting(), Some(Greeting::Take));
    assert_eq!(restored.take_greeting(), None);
    assert_eq!(read(&mut restored, Some(3)), Some(false));
    assert_eq!(restored.taken_because(), None, "it is not the bot's any more");
}

#[test]
fn a_take_gives_back_what_it_overwrote_unless_it_meant_to() {
    let events = [assigned(7, 7, 20), assigned(3, 3, 15), assigned(7, 7, 10)];
    let conflict = |owner: i64, since: i64, events: &[ChatAssignmentEvent]| {
        let mut ownership = owned_by(Some(owner));
        ownership.begin_take(Because::Unanswered, at(since));
        ownership.overwritten_by_take(events).map(|conflict| conflict.user.id.get())
    };
    assert_eq!(conflict(3, 18, &events), None, "it meant to");
    assert_eq!(conflict(4, 18, &events), Some(3), "it meant another");
    assert_eq!(conflict(7, 18, &events), Some(3), "somebody was faster");
    assert_eq!(conflict(7, 30, &events), None, "it was the bot's already, and no event told of the take");
}

#[test]
fn whether_the_bot_is_switched_off_is_read_before_anything_is_relied_on() {
    let rules = Arc::new(Rules::of(&Policy::default().off_tag("no bot")));
    let mut ownership = owned_by(Some(7)).under(rules);
    assert_eq!(ownership.class(), None);
    ownership.note_off(false);
    assert_eq!((ownership.class(), ownership.is_silenced()), (Some(OwnerClass::Me), false));
    let fence = ownership.fence();
    ownership.tags_changed();
    assert_eq!(ownership.class(), None);
    ownership.note_off(true);
    assert_eq!((ownership.is_silenced(), ownership.fence()), (true, fence + 1));
}

#[test]
fn a_chat_in_the_group_of_hidden_chats_is_nobodys() {
    let rules = Arc::new(Rules::of(&Policy::default().hide_in("Bots")));
    let mut ownership = owned_by(None).under(rules);
    let reading = ownership.begin_reading();
    let _ = ownership.end_reading(reading, None, Some(Group::new(GroupId::new(9), "Bots")), at(20));
    assert_eq!(ownership.class(), Some(OwnerClass::Nobody));
    let reading = ownership.begin_reading();
    let _ = ownership.end_reading(reading, None, Some(Group::new(GroupId::new(1), "People")), at(20));
    assert_eq!(ownership.class(), Some(OwnerClass::Group));
}

#[test]
fn s7_events_in_reverse_order_end_with_whom_the_inbox_names() {
    let mut ownership = owned_by(None);
    ownership.assignment_told(&assigned(3, 3, 101), at(101));
    ownership.assignment_told(&assigned(7, 1, 100), at(101));
    assert_eq!(read(&mut ownership, Some(3)), Some(false));
    assert_eq!(ownership.class(), Some(OwnerClass::Person));
}

#[test]
fn s8_bot_mira_bot_within_a_second_is_one_return() {
    let mut ownership = owned_by(None);
    for to in [7, 3, 7] {
        ownership.assignment_told(&assigned(to, 1, 100), at(100));
    }
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
    assert_eq!(ownership.class(), Some(OwnerClass::Me));
}

#[test]
fn s9_a_reading_that_was_overtaken_does_not_count() {
    let mut ownership = owned_by(Some(7));
    ownership.doubt();
    let reading = ownership.begin_reading();
    ownership.assignment_told(&assigned(3, 3, 100), at(100));
    assert_eq!(ownership.end_reading(reading, Some(user(7)), None, at(100)), None);
    assert_eq!(ownership.class(), None);
}

#[test]
fn s10_being_told_messages_of_somebody_elses_chat_makes_the_owner_uncertain() {
    let mut ownership = owned_by(Some(3));
    ownership.said_to_be_mine();
    assert_eq!(ownership.class(), None);
    assert!(ownership.wants_reading());
    assert_eq!(read(&mut ownership, Some(3)), Some(false));
}

#[test]
fn s19_the_echo_of_the_bots_own_take_is_no_news() {
    let mut ownership = owned_by(None);
    ownership.ask(Some(user(7)), None);
    ownership.assignment_told(&assigned(7, 7, 100), at(100));
    assert!(ownership.is_confirmed());
    ownership.granted(at(100));
    ownership.assignment_told(&assigned(7, 7, 100), at(101));
    ownership.said_to_be_mine();
    assert_eq!(ownership.class(), Some(OwnerClass::Me));
    assert_eq!(ownership.fence(), 0);
}

#[test]
fn a_grant_does_not_hide_what_was_told_while_it_was_asked_for() {
    let mut ownership = owned_by(None);
    ownership.ask(Some(user(7)), None);
    ownership.assignment_told(&assigned(3, 3, 100), at(100));
    ownership.granted(at(100));
    assert_eq!(ownership.class(), None);
}

#[test]
fn a_chat_that_was_given_away_is_with_people_until_it_comes_back() {
    let mut ownership = owned_by(Some(7));
    ownership.ask(None, None);
    ownership.granted(at(100));
    assert_eq!(ownership.class(), Some(OwnerClass::Person), "nobody owns it, yet people have it");
    assert_eq!(ownership.fence(), 1);
    ownership.assignment_told(&assigned(7, 3, 200), at(200));
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
    assert_eq!(ownership.class(), Some(OwnerClass::Me));
}

#[test]
fn people_are_forgotten_after_a_long_silence_or_when_the_chat_is_resolved() {
    let hour = Duration::from_secs(3600);
    let mut ownership = owned_by(Some(7));
    ownership.ask(None, Some(Group::new(GroupId::new(1), "Regular user")));
    ownership.granted(at(100));
    ownership.note_message(at(200), hour, None);
    ownership.note_message(at(200 + 3600), hour, None);
    assert!(ownership.kept.with_people_since.is_some());
    ownership.note_message(at(200 + 3600 + 3601), hour, None);
    assert!(ownership.kept.with_people_since.is_none());

    ownership.kept.with_people_since = Some(1);
    ownership.resolved();
    assert!(ownership.kept.with_people_since.is_none());
}

#[test]
fn s17_a_person_who_writes_takes_over_once() {
    let mut ownership = owned_by(Some(7));
    assert!(ownership.person_wrote(Some(50), at(50)));
    assert_eq!(ownership.class(), Some(OwnerClass::Person));
    assert_eq!(ownership.fence(), 1);
    assert!(!ownership.person_wrote(Some(51), at(51)));
    ownership.said_to_be_mine();
    assert_eq!(ownership.class(), Some(OwnerClass::Person), "the next customer message does not give the chat back");
    assert!(!owned_by(Some(7)).person_wrote(Some(9), at(50)), "words from before the chat was the bot's are no takeover");
}

#[test]
fn s17_a_person_who_writes_while_the_bot_takes_the_chat_keeps_it() {
    for is_told in [false, true] {
        let mut ownership = owned_by(None);
        ownership.ask(Some(user(7)), None);
        assert!(ownership.person_wrote(Some(50), at(50)));
        if is_told {
            ownership.assignment_told(&assigned(7, 7, 50), at(50));
        }
        ownership.granted(at(51));
        assert_eq!(ownership.class(), Some(OwnerClass::Person), "told: {is_told}");

        ownership.ask(Some(user(7)), None);
        ownership.granted(at(52));
        assert_eq!(ownership.class(), Some(OwnerClass::Me), "a handler may take it from people on purpose");
    }
}

#[test]
fn s5_a_take_that_was_not_looked_up_is_remembered_by_the_next_process() {
    let mut ownership = owned_by(None);
    ownership.begin_take(Because::Unassigned, at(10));
    assert!(Ownership::restore(ME, 2, &ownership.record()).has_unchecked_take());
    ownership.end_take();
    assert!(!Ownership::restore(ME, 2, &ownership.record()).has_unchecked_take());
}

#[test]
fn a_return_that_could_not_be_stored_is_found_out_once_more() {
    let mut ownership = owned_by(Some(7));
    ownership.doubt_return();
    assert!(ownership.wants_reading());
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
}

#[test]
fn what_another_process_knew_is_not_relied_on() {
    let record = owned_by(Some(7)).record();
    assert_eq!(Ownership::restore(ME, 2, &record).class(), None);
    assert_eq!(Ownership::restore(ME, 1, &record).class(), Some(OwnerClass::Me));
    assert_eq!(Ownership::restore(ME, 2, &record).fence(), 0);
}

#[test]
fn s5_a_take_over_somebodys_assignment_is_seen_in_the_events() {
    let newest_first = [assigned(7, 7, 102), assigned(3, 3, 101)];
    assert_eq!(overwritten(&newest_first, ME).map(|conflict| conflict.user.id), Some(UserId::new(3)));

    let mut cleared = assigned(3, 3, 101);
    cleared.assigned_to_user_set = None;
    cleared.assigned_to_user_was_cleared = true;
    assert_eq!(overwritten(&[assigned(7, 7, 102), cleared, assigned(3, 3, 90)], ME), None);
    assert_eq!(overwritten(&[assigned(7, 7, 102)], ME), None);
}

#[test]
fn s4_a_chat_that_was_given_to_the_bot_is_no_take_that_overwrote_anybodys() {
    let given_after_a_take = [assigned(7, 3, 103), assigned(3, 3, 102), assigned(7, 7, 101)];
    assert_eq!(overwritten(&given_after_a_take, ME), None);
}

#[test]
fn s6_a_chat_that_another_bot_gave_back_is_not_given_back_once_more() {
    let given_back = [assigned(7, 8, 103), assigned(8, 8, 102), assigned(7, 7, 101)];
    assert_eq!(overwritten(&given_back, ME), None);
    assert_eq!(overwritten(&given_back[1..], UserId::new(8)).map(|conflict| conflict.user.id), Some(ME), "the other bot's view");
}

#[test]
fn the_customers_newest_message_counts_also_after_a_restart() {
    let mut ownership = owned_by(None);
    assert_eq!(ownership.customer_wrote_at(), None);
    ownership.customer_wrote(20);
    // One that comes late opens no older window.
    ownership.customer_wrote(10);
    assert_eq!(Ownership::restore(ME, 2, &ownership.record()).customer_wrote_at(), Some(at(20)));
}

#[test]
fn the_name_in_the_profile_is_known_also_after_a_restart() {
    let mut ownership = owned_by(None);
    ownership.note_profile_name("Ada");
    ownership.note_profile_name("Ada Moreno");
    assert_eq!(Ownership::restore(ME, 2, &ownership.record()).profile_name(), Some("Ada Moreno"));
}

#[test]
fn a_way_back_stays_open_for_the_owner_who_was_told_before_it_and_not_for_a_later_one() {
    let mut ownership = owned_by(None);
    ownership.assignment_told(&assigned(3, 3, 100), at(100));
    ownership.open_way_back_from_anybody(101);
    assert_eq!(read(&mut ownership, Some(3)), Some(false));
    assert!(ownership.has_way_back());
    ownership.assignment_told(&assigned(4, 4, 101), at(101));
    assert_eq!(read(&mut ownership, Some(4)), Some(false));
    assert!(!ownership.has_way_back());

    ownership.assignment_told(&assigned(3, 3, 102), at(102));
    ownership.open_way_back_from_anybody(103);
    ownership.assignment_told(&assigned(5, 5, 103), at(103));
    assert_eq!(read(&mut ownership, Some(5)), Some(false));
    assert!(!ownership.has_way_back(), "somebody took it after it was resolved");
}

#[test]
fn who_waits_for_people_in_the_bots_own_chat_still_waits_after_a_reading() {
    let mut ownership = owned_by(Some(7));
    assert!(ownership.person_wrote(Some(15), at(15)));
    assert!(ownership.begin_waiting(16));
    ownership.doubt();
    assert_eq!(read(&mut ownership, Some(7)), Some(false));
    assert!(ownership.is_waiting(), "nothing has changed hands");
    ownership.assignment_told(&assigned(7, 3, 30), at(30));
    assert_eq!(read(&mut ownership, Some(7)), Some(true));
    assert!(!ownership.is_waiting(), "it was given to the bot");
}
