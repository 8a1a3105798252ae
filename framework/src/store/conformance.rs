//! What every store must do. The cases know the trait only; [`cases`] runs them against a ground, which is how a store joins.

pub(super) mod chats;
pub(super) mod durable;
pub(super) mod history;
pub(super) mod housekeeping;
pub(super) mod intake;
pub(super) mod leases;
pub(super) mod outbox;
mod samples;
pub(super) mod timers;
pub(super) mod turns;

use std::sync::Arc;

use super::Store;

/// Where stores of one kind stand: every call opens the same data, which is new at first.
pub(super) trait Ground: Send + Sync {
    /// Opens the store. The one that was opened before is dropped by then.
    fn open(&self) -> Arc<dyn Store>;
}

/// Makes a test of every named case.
macro_rules! cases {
    ($ground:expr; $($module:ident { $($case:ident)* })*) => {
        $(mod $module {
            #[allow(unused_imports, reason = "the ground is an expression over what the caller has in scope")]
            use super::*;

            $(#[tokio::test]
            async fn $case() {
                crate::store::conformance::$module::$case(&$ground).await;
            })*
        })*
    };
}

/// What every store must do while it is open.
macro_rules! conforms {
    ($ground:expr) => {
        $crate::store::conformance::cases! { $ground;
            intake {
                a_new_event_is_open_and_whole
                a_repeat_changes_nothing
                what_stands_back_is_written_once_the_other_is_not_open
                ten_copies_at_once_are_one_event
                one_delivery_may_hold_old_and_new_events
                one_delivery_may_name_an_event_twice
                a_delivery_of_repeats_still_tells_of_chats
                a_delivery_without_events_tells_of_chats
                events_of_a_lane_keep_the_order_of_acceptance
                an_event_may_be_dead_from_the_start
                an_event_may_be_seen_and_skipped
                one_bad_intake_fails_alone
                a_bad_event_takes_its_delivery_with_it
                any_text_and_a_huge_body_come_back_whole
                times_are_kept_to_the_microsecond
            }
            turns {
                a_commit_writes_everything
                an_event_ends_once
                of_two_commits_at_once_one_wins
                a_commit_that_fails_writes_nothing
                a_commit_in_the_wrong_lane_is_stale
                a_commit_in_the_wrong_inbox_is_stale
                every_end_but_a_retry_closes_the_event
                a_retry_stays_open_and_keeps_its_place
                a_later_commit_adds_rows_behind_the_earlier
                events_that_follow_are_taken_in_with_the_commit
                a_turn_without_a_chat_has_no_sessions
            }
            leases {
                a_newer_lease_makes_the_older_stale
                fences_only_grow
                a_released_lease_is_worth_nothing
                releasing_an_old_lease_leaves_the_new_one
                a_lease_is_for_its_lane_and_inbox
                work_that_was_overtaken_between_read_and_commit_is_stale
            }
            outbox {
                rows_leave_in_the_order_in_which_they_were_committed
                every_action_comes_back_as_it_was
                what_became_of_a_row_is_kept
                what_is_left_out_of_an_update_stays
                closed_rows_are_not_read_again
                updates_are_written_all_or_none
                a_row_is_updated_in_its_lane_only
                what_follows_from_rows_is_written_with_them
                a_record_of_events_alone_needs_the_lease_too
                sent_messages_are_known_by_their_id
                a_row_is_found_by_its_message_with_what_leaves_now
                an_events_rows_are_told_whatever_became_of_them
            }
            chats {
                a_chat_is_what_was_written_last
                sessions_are_set_changed_and_ended
                sessions_belong_to_their_chat
                the_chat_of_a_message_is_found
                an_inbox_is_what_was_put_last
                two_inboxes_never_mix
            }
            history {
                a_lanes_history_is_whole_and_in_order
            }
            timers {
                a_timer_becomes_an_event_once
                a_timer_of_the_same_name_is_replaced
                timers_are_cancelled_by_the_beginning_of_their_names
                timers_move_to_another_lane
                a_commit_that_fails_changes_no_timer
                firing_stops_at_its_limit
                a_turn_may_be_written_in_parts
            }
            housekeeping {
                lanes_with_events_or_rows_are_open
                dead_letters_come_newest_first_with_their_bodies
                only_what_ended_before_is_pruned
                an_event_with_an_open_row_is_not_pruned
                a_body_stays_while_one_of_its_events_does
                pruning_stops_at_its_limit
                what_was_pruned_may_come_again
                dead_letters_are_pruned_when_they_are_old
                pruning_leaves_other_inboxes_alone
            }
        }
    };
}

/// What every store must do when it outlives its process.
macro_rules! endures {
    ($ground:expr) => {
        $crate::store::conformance::cases! { $ground;
            durable {
                everything_acknowledged_is_there_again
                leases_end_with_the_store
                numbers_are_not_given_twice
                repeats_are_known_after_a_restart
            }
        }
    };
}

pub(super) use {cases, conforms, endures};
