//! The window for free messages: 24 hours from the customer's last message, and templates only after it.

use jiff::{SignedDuration, Timestamp};

use crate::wire::WabaStatus;
use crate::wire::limits::WINDOW_SECONDS;

/// WhatsApp's number for a message outside the window (Cloud API).
pub(crate) const CLOSED: i64 = 131_047;

/// The same in the On-Premises form. Integration API 1.4.10 also gives it to a number that is not on WhatsApp.
const CLOSED_ON_PREMISES: i64 = 470;

/// Whether a number of WhatsApp's says that the window was closed.
#[must_use]
pub(crate) const fn is_closed_code(code: i64) -> bool {
    matches!(code, CLOSED | CLOSED_ON_PREMISES)
}

/// When the window closes that a customer's message opened.
#[must_use]
pub(crate) fn closes_at(customer_wrote_at: Timestamp) -> Timestamp {
    customer_wrote_at.checked_add(SignedDuration::from_secs(WINDOW_SECONDS)).unwrap_or(Timestamp::MAX)
}

/// Whether a status says that its message failed because the window was closed.
#[must_use]
pub(crate) fn failed_by_it(status: &WabaStatus) -> bool {
    status.status == "failed" && status.errors.iter().filter_map(|error| error.code).any(is_closed_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: &str, code: i64) -> WabaStatus {
        serde_json::from_value(serde_json::json!({ "status": status, "errors": [{ "code": code }] })).expect("a status")
    }

    #[test]
    fn both_numbers_tell_of_a_closed_window_when_the_message_failed() {
        assert!(failed_by_it(&status("failed", 470)));
        assert!(failed_by_it(&status("failed", 131_047)));
        assert!(!failed_by_it(&status("failed", 131_026)));
        assert!(!failed_by_it(&status("warning", 470)));
    }

    #[test]
    fn it_is_open_for_24_hours() {
        let wrote_at = Timestamp::from_second(1_763_632_800).expect("a time of this century");
        assert_eq!(closes_at(wrote_at).as_second() - wrote_at.as_second(), 24 * 60 * 60);
        assert_eq!(closes_at(Timestamp::MAX), Timestamp::MAX);
    }
}
