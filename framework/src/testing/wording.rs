//! What a message says, in one line for people: words as they are, everything else in brackets.

use std::fmt::Write as _;

use serde_json::Value;

use crate::wire::Content;
use crate::wire::content::{Interactive, Template};

/// What begins with this is words, whatever follows.
pub(super) const WORDS: char = '\\';

/// What stands around the quoted words.
const TO: &str = "(to \"";
const QUOTED: &str = "\") ";

/// In the place of an emoji.
const TAKEN_BACK: &str = "taken back";

/// The wording of a content: `Hello`, `[image] Your parcel`, `Which size? [Small] [Large]`.
pub(super) fn of(content: &Content) -> String {
    match content {
        Content::Text(text) => words(&text.body),
        Content::Image(image) => captioned("image", None, image.caption.as_deref()),
        Content::Video(video) => captioned("video", None, video.caption.as_deref()),
        Content::Audio(audio) => captioned("audio", None, audio.caption.as_deref()),
        Content::Voice(_) => "[voice]".to_owned(),
        Content::Document(document) => captioned("document", document.filename.as_deref(), document.caption.as_deref()),
        Content::Sticker(_) => "[sticker]".to_owned(),
        Content::Location(place) => {
            let mut line = format!("[location {}, {}", place.latitude, place.longitude);
            for part in [&place.name, &place.address].into_iter().flatten() {
                let _ = write!(line, ", {part}");
            }
            line + "]"
        }
        Content::Contacts(cards) => {
            let names: Vec<_> = cards.iter().filter_map(|card| card.name.formatted_name.as_deref()).collect();
            format!("[contact {}]", names.join(", "))
        }
        Content::Interactive(interactive) => of_interactive(interactive),
        Content::Template(template) => of_template(template),
        Content::Reaction(reaction) => {
            format!("[reaction {}]", reaction.emoji.as_deref().filter(|emoji| !emoji.is_empty()).unwrap_or(TAKEN_BACK))
        }
        Content::Button(press) => format!("[{}]", press.text.as_deref().unwrap_or_default()),
        Content::Other { kind, body: Some(body) } => format!("[{kind} {body}]"),
        other => {
            let kind = other.kind();
            let message = serde_json::to_value(crate::wire::WabaMessage::new(other.clone())).unwrap_or_default();
            if message[kind].is_null() { format!("[{kind}]") } else { format!("[{kind} {}]", message[kind]) }
        }
    }
}

/// What a customer's message says, with the beginning of what it quotes: `(to "Which size?") the small one`.
pub(super) fn quoting(quoted: &Content, content: &Content) -> String {
    format!("{TO}{}{QUOTED}{}", beginning(quoted), of(content))
}

/// The titles of what can be pressed.
pub(super) fn titles(content: &Content) -> Vec<&str> {
    let Content::Interactive(interactive) = content else { return Vec::new() };
    let Some(action) = &interactive.action else { return Vec::new() };
    let rows = action.sections.iter().flat_map(|section| &section.rows).map(|row| row.title.as_str());
    action.buttons.iter().map(|button| button.reply.title.as_str()).chain(rows).collect()
}

/// The title of what was pressed; nothing when it is no press.
pub(super) fn pressed(content: &Content) -> Option<&str> {
    match content {
        Content::Button(press) => press.text.as_deref(),
        Content::Interactive(interactive) => {
            let button = interactive.button_reply.as_ref().map(|reply| reply.title.as_str());
            button.or_else(|| interactive.list_reply.as_ref().map(|row| row.title.as_str()))
        }
        _ => None,
    }
}

/// What a quote shows of a message.
pub(super) fn beginning(quoted: &Content) -> String {
    of(quoted).lines().next().unwrap_or_default().replace('"', "'")
}

/// The beginning that a customer's line quotes, and what the customer says to it.
pub(super) fn quote(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix(TO)?.split_once(QUOTED)
}

fn words(body: &str) -> String {
    if body.starts_with(['[', WORDS]) || body.starts_with(TO) { format!("{WORDS}{body}") } else { body.to_owned() }
}

fn captioned(kind: &str, name: Option<&str>, caption: Option<&str>) -> String {
    let mut line = format!("[{kind}");
    for (mark, part) in [(" ", name), ("] ", caption)] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            line.push_str(mark);
            line.push_str(part);
        }
    }
    if caption.is_none_or(str::is_empty) { line + "]" } else { line }
}

fn of_interactive(interactive: &Interactive) -> String {
    let replies = interactive.button_reply.as_ref().map(|reply| &reply.title);
    if let Some(title) = replies.or(interactive.list_reply.as_ref().map(|row| &row.title)) {
        return format!("[{title}]");
    }
    if let Some(form) = &interactive.nfm_reply {
        return format!("[form {}]", form.response_json.as_deref().or(form.body.as_deref()).unwrap_or_default());
    }
    let mut parts = Vec::new();
    if let Some(header) = &interactive.header {
        parts.push(header.text.clone().unwrap_or_else(|| format!("[{}]", header.kind)));
    }
    parts.extend(interactive.body.as_ref().map(|body| body.text.clone()));
    parts.extend(interactive.footer.as_ref().map(|footer| footer.text.clone()));
    let mut line = parts.join("\n");
    let Some(action) = &interactive.action else { return line };
    for button in &action.buttons {
        let _ = write!(line, " [{}]", button.reply.title);
    }
    if let Some(opens) = &action.button {
        let sections = action.sections.iter().map(|section| {
            let rows: Vec<_> = section.rows.iter().map(|row| row.title.as_str()).collect();
            let title = section.title.as_ref().map_or_else(String::new, |title| format!("{title}: "));
            format!("{title}{}", rows.join(", "))
        });
        let _ = write!(line, " [{opens} > {}]", sections.collect::<Vec<_>>().join("; "));
    }
    if action.buttons.is_empty() && action.button.is_none() {
        let _ = write!(line, " [{}]", interactive.kind);
    }
    line
}

fn of_template(template: &Template) -> String {
    let values = template.components.iter().flat_map(|component| component["parameters"].as_array().into_iter().flatten());
    let values: Vec<_> = values.filter_map(|value| value["text"].as_str()).collect();
    let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
    format!("[template {}{values}]", template.name)
}

/// What a customer's line of a script asks the customer to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// To send this message.
    Message(Value),
    /// To send a picture, a sound or a file: its type, its name, its words.
    Media { kind: String, name: String, caption: String },
    /// To put an emoji on the newest message.
    Reaction(String),
    /// To press a button or choose a row.
    Press(String),
}

impl Said {
    /// Reads what [`of`] wrote for a customer's message.
    pub(super) fn read(line: &str) -> Self {
        let text = |body: &str| Self::Message(serde_json::json!({ "type": "text", "text": { "body": body } }));
        if let Some(body) = line.strip_prefix(WORDS) {
            return text(body);
        }
        let Some(inside) = line.strip_prefix('[') else { return text(line) };
        let (kind, rest) = inside.split_once([' ', ']']).unwrap_or((inside, ""));
        let name_and_caption = || {
            let (name, caption) = inside[kind.len()..].split_once(']').unwrap_or((rest, ""));
            (name.trim().to_owned(), caption.trim().to_owned())
        };
        match kind {
            "image" | "video" | "audio" | "voice" | "document" | "sticker" => {
                let (name, caption) = name_and_caption();
                Self::Media { kind: kind.to_owned(), name, caption }
            }
            "reaction" => Self::Reaction(name_and_caption().0.replace(TAKEN_BACK, "")),
            "form" => {
                let filled_in = rest.rsplit_once(']').map_or(rest, |(json, _)| json);
                let reply = serde_json::json!({ "response_json": filled_in, "name": "flow", "body": "Sent" });
                let form = serde_json::json!({ "type": "nfm_reply", "nfm_reply": reply });
                Self::Message(serde_json::json!({ "type": "interactive", "interactive": form }))
            }
            "location" => Self::location(&name_and_caption().0).unwrap_or_else(|| text(line)),
            "contact" => {
                let card = serde_json::json!({ "name": { "formatted_name": name_and_caption().0 } });
                Self::Message(serde_json::json!({ "type": "contacts", "contacts": [card] }))
            }
            _ => match rest.rsplit_once(']').and_then(|(json, _)| serde_json::from_str::<Value>(json).ok()) {
                Some(body @ (Value::Object(_) | Value::Array(_))) => Self::Message(serde_json::json!({ "type": kind, kind: body })),
                _ => match inside.rsplit_once(']') {
                    Some((title, "")) => Self::Press(title.to_owned()),
                    _ => text(line),
                },
            },
        }
    }

    fn location(place: &str) -> Option<Self> {
        let mut parts = place.splitn(4, ", ");
        let (latitude, longitude) = (parts.next()?.parse::<f64>().ok()?, parts.next()?.parse::<f64>().ok()?);
        let mut location = serde_json::json!({ "latitude": latitude, "longitude": longitude });
        for (member, part) in ["name", "address"].into_iter().zip(parts) {
            location[member] = part.into();
        }
        Some(Self::Message(serde_json::json!({ "type": "location", "location": location })))
    }
}

#[cfg(test)]
mod tests;
