//! Faults.

use axum::extract::State;
use serde_json::Value;

use crate::announce::Failure;
use crate::api::answer::Answer;
use crate::api::error::ApiError;
use crate::api::fields::Fields;
use crate::app::App;
use crate::fault::Rules;

/// `GET /sandbox/faults`.
pub(super) async fn show(State(app): State<App>) -> Answer {
    Answer::json(&app.core.faults.shown())
}

/// `PUT /sandbox/faults`: these rules take the place of all. A rule on `errors` is an event now, and no rule.
pub(super) async fn replace(State(app): State<App>, fields: Fields) -> Result<Answer, ApiError> {
    let mut rules: Rules =
        serde_json::from_value(Value::Object(fields.into_members())).map_err(|error| ApiError::sandbox(error.to_string()))?;
    if let Some((index, complaint)) = rules.rules.iter().enumerate().find_map(|(index, rule)| Some((index, rule.complaint()?))) {
        return Err(ApiError::sandbox(format!("rule {}: {complaint}", index + 1)));
    }
    let errors: Vec<i64> = rules.rules.extract_if(.., |rule| rule.on == "errors").filter_map(|rule| rule.code).collect();
    app.core.faults.replace(rules);
    if !errors.is_empty() {
        app.store
            .write(move |tx| {
                for code in errors {
                    let failure = Failure { code, title: format!("Error {code}"), details: String::from("A fault of the sandbox.") };
                    tx.keep_error(&failure, None)?;
                    tx.announce_error(&failure)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(show(State(app)).await)
}

/// `DELETE /sandbox/faults`.
pub(super) async fn clear(State(app): State<App>) -> Answer {
    app.core.faults.clear();
    Answer::no_content()
}
