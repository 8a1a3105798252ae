//! Marking messages as received.

use axum::extract::State;
use switchboard_wire::limits::WA_ID_DIGITS;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::Fields;
use crate::app::App;

/// createReceivedMessageMark.
pub(super) async fn create(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    me.must_message()?;
    let wa_id = fields.required_text("customer_wa_id", WA_ID_DIGITS);
    let timestamp = fields.required_integer("timestamp");
    let (wa_id, timestamp) = fields.checked(wa_id.zip(timestamp))?;
    if timestamp > app.core.clock.now_seconds() {
        return Err(ApiError::field("timestamp", "A time in the future is not accepted."));
    }
    app.store
        .write(move |tx| {
            if !tx.chat(&wa_id)?.is_some_and(|chat| me.sees(&chat)) {
                return Err(ApiError::field("customer_wa_id", "There is no such chat."));
            }
            Ok(tx.mark_received(me.id(), &wa_id, timestamp)?)
        })
        .await?;
    Ok(Answer::empty())
}
