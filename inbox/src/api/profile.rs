//! What customers see of the business: its profile and its about text.

use axum::extract::State;
use serde_json::{Value, json};
use switchboard_wire::Members;

use super::answer::Answer;
use super::caller::Me;
use super::error::ApiError;
use super::fields::{Fields, is_email};
use crate::app::App;
use crate::store::Tx;

/// Characters of the profile's texts at most (WhatsApp, business profiles).
const TEXTS: [(&str, usize); 4] = [("address", 256), ("description", 512), ("email", 128), ("vertical", 128)];

/// Characters of the about text at most (WhatsApp, business profiles: 139).
const ABOUT: usize = 139;

/// Websites at most, and characters of each (WhatsApp, business profiles).
const WEBSITES: (usize, usize) = (2, 256);

/// The profile as the API shows it: what was never set is null.
fn shown(tx: &Tx<'_>) -> rusqlite::Result<Members> {
    let mut profile = tx.business_profile()?;
    for (name, _) in TEXTS {
        profile.entry(name).or_insert(Value::Null);
    }
    profile.entry("websites").or_insert_with(|| json!([]));
    profile.insert(String::from("messaging_product"), json!("whatsapp"));
    profile.insert(String::from("about"), json!(tx.about()?));
    Ok(profile)
}

/// retrieveBusinessProfileSettings.
pub(super) async fn retrieve(State(app): State<App>, _: Me) -> Result<Answer, ApiError> {
    Ok(Answer::json(&app.store.read(|tx| Ok(shown(tx)?)).await?))
}

/// partialUpdateBusinessProfileSettings: what is left out stays, null takes a member away. The documents leave the about text and the
/// photo to admins, and this to everybody; its own `about` is the about text again.
pub(super) async fn update(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    if fields.has("about") {
        me.must_be_admin()?;
    }
    let mut changes = Members::new();
    for (name, most) in TEXTS {
        if fields.has(name) {
            changes.insert(name.to_owned(), json!(fields.text(name, most)));
        }
    }
    let email = changes.get("email").and_then(Value::as_str).unwrap_or_default();
    if !email.is_empty() && !is_email(email) {
        fields.wrong("email", "Enter a valid email address.");
    }
    if fields.has("websites") {
        let websites = if fields.value("websites").is_some() { fields.required_texts("websites") } else { Some(Vec::new()) };
        let websites = websites.unwrap_or_default();
        if websites.len() > WEBSITES.0 || websites.iter().any(|site| site.chars().count() > WEBSITES.1) {
            fields.wrong("websites", format!("At most {} websites of {} characters are taken.", WEBSITES.0, WEBSITES.1));
        }
        changes.insert(String::from("websites"), json!(websites));
    }
    if fields.text("messaging_product", usize::MAX).is_some_and(|product| product != "whatsapp") {
        fields.wrong("messaging_product", "It is `whatsapp`.");
    }
    let about = fields.has("about").then(|| fields.text("about", ABOUT));
    fields.check()?;
    let profile = app
        .store
        .write(move |tx| {
            let mut profile = tx.business_profile()?;
            profile.extend(changes);
            tx.set_business_profile(&profile)?;
            if let Some(about) = about {
                tx.set_about(about.as_deref())?;
            }
            Ok(shown(tx)?)
        })
        .await?;
    Ok(Answer::json(&profile))
}

fn about_of(text: Option<&str>) -> Answer {
    Answer::json(&json!({"settings": {"profile": {"about": {"text": text}}}}))
}

/// retrieveProfileAbout.
pub(super) async fn about(State(app): State<App>, _: Me) -> Result<Answer, ApiError> {
    Ok(about_of(app.store.read(|tx| Ok(tx.about()?)).await?.as_deref()))
}

/// updateProfileAbout: the text alone, as the web inbox sends it, or where the answer has it.
pub(super) async fn update_about(State(app): State<App>, me: Me, mut fields: Fields) -> Result<Answer, ApiError> {
    me.must_be_admin()?;
    let nested = fields.value("settings").and_then(|settings| settings.pointer("/profile/about/text")).cloned();
    if let (Some(text), false) = (nested, fields.has("text")) {
        fields = Fields::of(Members::from_iter([(String::from("text"), text)]));
    }
    if !fields.has("text") {
        fields.wrong("text", "This field is required.");
    }
    let text = fields.text("text", ABOUT);
    fields.check()?;
    let about = app
        .store
        .write(move |tx| {
            tx.set_about(text.as_deref())?;
            Ok(tx.about()?)
        })
        .await?;
    Ok(about_of(about.as_deref()))
}
