//! Notifications by e-mail. None leaves this machine: `/sandbox/mails` has them, and the folder `<data>.outbox`.

use axum::extract::State;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use crate::app::App;

/// resendActivationEmailNotification: everybody who has an address and was not activated yet gets the mail again. The documents do
/// not say to whom; it takes no body, so it can be nobody in particular.
pub(super) async fn resend_activation(State(app): State<App>, me: Me) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    app.store.write(|tx| Ok(tx.mail_activation_urls()?)).await?;
    Ok(Answer::empty())
}
