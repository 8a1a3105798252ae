use super::StartError;
use super::credentials::Credentials;
use super::random::fresh_secret;
use crate::wire::Secret;

/// The key of signed choices, which is made at the first start: whoever has it could press buttons in a customer's name.
///
/// # Errors
/// When it cannot be made or kept.
pub(crate) fn choice_key(credentials: &mut Credentials) -> Result<Secret, StartError> {
    if let Some(key) = credentials.kept().and_then(|kept| kept.choice_key.clone()) {
        return Ok(key);
    }
    let key = fresh_secret()?;
    credentials.change(|kept| kept.choice_key = Some(key.clone()))?;
    Ok(key)
}
