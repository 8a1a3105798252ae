//! Faults, as `World::faults` takes them; all of them concern the calls of one user.

use std::time::Duration;

use serde_json::Value;
use switchboard::testing::Fault;

/// What is held ends as soon as the clock moves.
const HELD: Duration = Duration::from_millis(1);

/// The next such call is held before it is done, until [`World::lets_go`](crate::World::lets_go).
#[must_use]
pub fn held(username: &str, call: &str) -> Value {
    rule(Fault::call(call).by(username).begins_late(HELD).times(1))
}

/// The next such call is done, and its answer is held, until [`World::lets_go`](crate::World::lets_go).
#[must_use]
pub fn answered_late(username: &str, call: &str) -> Value {
    rule(Fault::call(call).by(username).is_answered_late(HELD).times(1))
}

/// The next such call is done, and its answer is lost.
#[must_use]
pub fn lost(username: &str, call: &str) -> Value {
    rule(Fault::call(call).by(username).loses_its_answer().times(1))
}

/// Every such call is refused with this status, and not done.
#[must_use]
pub fn refused(username: &str, call: &str, status: u16) -> Value {
    rule(Fault::call(call).by(username).is_refused(status))
}

/// The same, once `passed` of the calls that it is about have passed.
#[must_use]
pub fn after(passed: u64, mut fault: Value) -> Value {
    fault["after"] = passed.into();
    fault
}

/// The same, `times` times at most.
#[must_use]
pub fn times(times: u64, mut fault: Value) -> Value {
    fault["times"] = times.into();
    fault
}

fn rule(fault: Fault) -> Value {
    serde_json::to_value(fault).expect("a fault is JSON")
}
