//! Buttons, lists and links.

use std::collections::HashSet;

use switchboard_wire::limits::{
    BUTTON_ID, BUTTON_TITLE, BUTTONS, INTERACTIVE_BODY, INTERACTIVE_FOOTER, INTERACTIVE_HEADER, LIST_BUTTON, LIST_ROWS, LIST_SECTIONS,
    ROW_DESCRIPTION, ROW_ID, ROW_TITLE, SECTION_TITLE,
};

use super::part::Part;

/// Checks what the documents limit; kinds that they only name are taken as they are.
pub(super) fn check(content: &Part<'_>) -> Result<(), String> {
    content.needed("type", usize::MAX)?;
    let kind = content.text("type").unwrap_or_default();
    header(content, kind)?;
    if content.has("footer") {
        content.member("footer")?.needed("text", INTERACTIVE_FOOTER)?;
    }
    match kind {
        "button" | "list" | "cta_url" => content.member("body")?.needed("text", INTERACTIVE_BODY)?,
        _ if content.has("body") => content.member("body")?.allowed("text", INTERACTIVE_BODY)?,
        _ => {}
    }
    match kind {
        "button" => buttons(&content.member("action")?),
        "list" => list(&content.member("action")?),
        "cta_url" => {
            let parameters = content.member("action")?.member("parameters")?;
            parameters.needed("url", usize::MAX)?;
            parameters.needed("display_text", BUTTON_TITLE)
        }
        _ => Ok(()),
    }
}

fn header(content: &Part<'_>, kind: &str) -> Result<(), String> {
    if !content.has("header") {
        return Ok(());
    }
    let header = content.member("header")?;
    match header.text("type") {
        Some("text") => header.needed("text", INTERACTIVE_HEADER),
        Some("image" | "video" | "document") if kind == "list" => Err(String::from("`header` of a list is a text.")),
        Some(file @ ("image" | "video" | "document")) => super::file(&header.member(file)?),
        _ => Err(String::from("`header.type` is text, image, video or document.")),
    }
}

fn buttons(action: &Part<'_>) -> Result<(), String> {
    let buttons = action.list("buttons", BUTTONS)?;
    if buttons.is_empty() {
        return Err(String::from("`action.buttons` is required."));
    }
    let mut seen = HashSet::new();
    for button in &buttons {
        if button.text("type") != Some("reply") {
            return Err(String::from("`type` of a button is `reply`."));
        }
        let reply = button.member("reply")?;
        reply.needed("id", BUTTON_ID)?;
        reply.needed("title", BUTTON_TITLE)?;
        for name in ["id", "title"] {
            if !seen.insert((name, reply.text(name))) {
                return Err(format!("Two buttons have the same `{name}`."));
            }
        }
    }
    Ok(())
}

fn list(action: &Part<'_>) -> Result<(), String> {
    action.needed("button", LIST_BUTTON)?;
    let sections = action.list("sections", LIST_SECTIONS)?;
    let (mut rows, mut ids) = (0, HashSet::new());
    for section in &sections {
        section.must_be_object()?;
        if sections.len() > 1 {
            section.needed("title", SECTION_TITLE)?;
        }
        section.allowed("title", SECTION_TITLE)?;
        for row in section.list("rows", usize::MAX)? {
            rows += 1;
            row.needed("id", ROW_ID)?;
            row.needed("title", ROW_TITLE)?;
            row.allowed("description", ROW_DESCRIPTION)?;
            if !ids.insert(row.text("id")) {
                return Err(String::from("Two rows have the same `id`."));
            }
        }
    }
    match rows {
        0 => Err(String::from("`action.sections` needs a row.")),
        1..=LIST_ROWS => Ok(()),
        _ => Err(format!("A list has no more than {LIST_ROWS} rows in all, here are {rows}.")),
    }
}
