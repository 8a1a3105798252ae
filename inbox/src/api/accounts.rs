//! WhatsApp numbers.

use serde_json::json;

use super::answer::Answer;
use super::caller::Me;
use super::page::Paging;
use crate::settings::BUSINESS_NUMBER;

/// listWhatsAppAccounts. An inbox of this kind has one number, so `this_instance` leaves the list as it is.
pub(super) async fn list(_: Me, paging: Paging) -> Answer {
    paging.of(&[json!({"phone_number": BUSINESS_NUMBER, "this_instance": true})])
}
