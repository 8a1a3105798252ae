//! Whose turn it is among the people of a group.

use crate::wire::{ChatAssignmentEvent, GroupId, Role, User, UserId};

/// Of the people of a group who are available, the one to whom this bot has given no chat for the longest time: one who never got
/// any first, then by id. Nothing when nobody is available.
///
/// `given` are those to whom this process gave chats, and `events` the inbox's assignments, both newest first.
pub(crate) fn next_in_turn(users: &[User], group: GroupId, me: UserId, given: &[UserId], events: &[ChatAssignmentEvent]) -> Option<UserId> {
    let told = events.iter().filter(|event| event.done_by.as_ref().is_some_and(|by| by.id == me));
    let told = told.filter_map(|event| event.assigned_to_user_set.as_ref().map(|user| user.id));
    let recent = given.iter().copied().chain(told).collect::<Vec<_>>();
    let candidates = users.iter().filter(|user| user.id != me && is_there(user, group)).map(|user| user.id);
    // The later it comes in the list of the newest first, the longer ago it was.
    candidates.max_by_key(|id| (recent.iter().position(|one| one == id).unwrap_or(usize::MAX), std::cmp::Reverse(*id)))
}

fn is_there(user: &User, group: GroupId) -> bool {
    let is_available = user.profile.as_ref().is_some_and(|profile| profile.is_available == Some(true));
    is_available && user.role() != Some(&Role::App) && user.groups.iter().flatten().any(|theirs| theirs.id == group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Group, Members, Timestamp, UserProfile, WaId};

    const ME: UserId = UserId::new(9);
    const SUPPORT: GroupId = GroupId::new(4);

    fn user(id: i64, available: bool, group: GroupId) -> User {
        let profile = UserProfile { is_available: Some(available), ..UserProfile::new(Role::User) };
        User { profile: Some(profile), groups: Some(vec![Group::new(group, "")]), ..User::new(UserId::new(id), format!("user{id}")) }
    }

    fn given(to: i64, by: UserId) -> ChatAssignmentEvent {
        ChatAssignmentEvent {
            wa_id: WaId::new("491713920001").unwrap(),
            timestamp: Timestamp::from_seconds(1),
            done_by: Some(User::new(by, "")),
            assigned_to_user_set: Some(User::new(UserId::new(to), "")),
            assigned_to_user_was_cleared: false,
            assigned_group_set: None,
            assigned_group_was_cleared: false,
            extra: Members::new(),
        }
    }

    #[test]
    fn who_waited_longest_is_next_and_who_is_away_is_left_out() {
        let users = [user(1, true, SUPPORT), user(2, true, SUPPORT), user(3, false, SUPPORT), user(5, true, GroupId::new(8))];
        let next = |memory: &[i64], events: &[ChatAssignmentEvent]| {
            let memory = memory.iter().map(|id| UserId::new(*id)).collect::<Vec<_>>();
            next_in_turn(&users, SUPPORT, ME, &memory, events).map(UserId::get)
        };
        assert_eq!(next(&[], &[]), Some(1), "the lowest id when nobody got any");
        assert_eq!(next(&[], &[given(1, ME)]), Some(2));
        assert_eq!(next(&[], &[given(2, ME), given(1, ME)]), Some(1));
        assert_eq!(next(&[1], &[given(2, ME), given(1, ME)]), Some(2), "what this process gave is newer");
        assert_eq!(next(&[], &[given(1, UserId::new(2))]), Some(1), "others' gifts do not count");
        assert_eq!(next_in_turn(&users[2..], SUPPORT, ME, &[], &[]), None);
    }
}
