//! What WhatsApp says a message may hold, by its type.

mod interactive;
mod part;

use serde_json::Value;
use switchboard_wire::limits::{CAPTION, LATITUDE, LONGITUDE, TEMPLATE_NAME, TEXT_BODY};

use part::Part;

/// Checks the member that holds a message's content.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn check(kind: &str, content: &Value) -> Result<(), String> {
    if kind == "contacts" {
        return contacts(content);
    }
    let content = Part::new(content, "");
    content.must_be_object()?;
    match kind {
        "text" => content.needed("body", TEXT_BODY),
        "image" | "video" | "audio" | "document" | "sticker" => file(&content),
        "location" => location(&content),
        "interactive" => interactive::check(&content),
        "template" => {
            content.needed("name", TEMPLATE_NAME)?;
            content.member("language")?.needed("code", TEMPLATE_NAME)
        }
        "hsm" => content.needed("element_name", TEMPLATE_NAME),
        "reaction" => content.needed("message_id", usize::MAX),
        _ => Ok(()),
    }
}

/// A file is named by its place or by its id, and may have words under it.
fn file(content: &Part<'_>) -> Result<(), String> {
    let filled = |name: &str| content.text(name).filter(|text| !text.is_empty());
    let (link, id) = (filled("link"), filled("id"));
    if link.is_none() && id.is_none() {
        return Err(String::from("`link` or `id` is required."));
    }
    if link.is_some_and(|link| !link.starts_with("https://") && !link.starts_with("http://")) {
        return Err(String::from("`link` is a URL that begins with https:// or http://."));
    }
    content.allowed("caption", CAPTION)
}

fn location(content: &Part<'_>) -> Result<(), String> {
    for (name, most) in [("latitude", LATITUDE), ("longitude", LONGITUDE)] {
        let degrees = content.number(name).ok_or_else(|| String::from("`latitude` and `longitude` are required."))?;
        let most = f64::from(most);
        if !(-most..=most).contains(&degrees) {
            return Err(format!("`{name}` is between -{most} and {most}."));
        }
    }
    Ok(())
}

fn contacts(content: &Value) -> Result<(), String> {
    let cards = content.as_array().filter(|cards| !cards.is_empty()).ok_or("Expected a list of items, not empty.")?;
    for (index, card) in cards.iter().enumerate() {
        let card = Part::new(card, &format!("[{index}]"));
        card.must_be_object()?;
        card.member("name")?.needed("formatted_name", usize::MAX)?;
    }
    Ok(())
}
