//! The files of an exported chat.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::store::Tx;
use crate::store::media::sha256;

/// A file that the log names.
#[derive(Debug)]
pub(super) struct File {
    name: String,
    mime_type: String,
    data: Vec<u8>,
}

/// Types by the endings of names, where a file says none itself.
const TYPES: [(&str, &str); 11] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("mp4", "video/mp4"),
    ("3gp", "video/3gpp"),
    ("opus", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("pdf", "application/pdf"),
];

/// The files of a body. What the documents call the members was lost: `name` and `data` in base64 are ours, `mime_type` may be left out.
///
/// # Errors
/// What is wrong with them, in words.
pub(super) fn taken(files: &Value) -> Result<Vec<File>, String> {
    let wanted = || String::from("Expected a list of items, such as {\"name\": \"..\", \"data\": \"<base64>\"}.");
    let one = |file: &Value| {
        let name = file.get("name").and_then(Value::as_str).filter(|name| !name.is_empty()).ok_or_else(wanted)?;
        let data = file.get("data").and_then(Value::as_str).ok_or_else(wanted)?;
        let data = STANDARD.decode(data).map_err(|_| String::from("`data` is base64."))?;
        let mime_type = file.get("mime_type").and_then(Value::as_str).unwrap_or_else(|| type_of(name));
        Ok(File { name: name.to_owned(), mime_type: mime_type.to_owned(), data })
    };
    files.as_array().ok_or_else(wanted)?.iter().map(one).collect()
}

fn type_of(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

/// The file that a message names in its first line, taken out, and what else the message says. How the apps write it depends on
/// the language: `IMG-1.jpg (file attached)`, `<attached: IMG-1.jpg>`.
pub(super) fn named(files: &mut Vec<File>, text: &str) -> Option<(File, String)> {
    let (first, caption) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim();
    let at = files.iter().position(|file| {
        let rest = first.strip_prefix(file.name.as_str()).map(|rest| rest.trim_start());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
            || first.strip_suffix('>').is_some_and(|first| first.ends_with(&file.name))
    })?;
    Some((files.swap_remove(at), caption.to_owned()))
}

impl File {
    fn kind(&self) -> &'static str {
        match self.mime_type.split('/').next() {
            Some("image") if self.mime_type == "image/webp" => "sticker",
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            _ => "document",
        }
    }

    /// The message that shows it, without a link to it yet.
    pub(super) fn message(&self, caption: &str) -> Value {
        let kind = self.kind();
        let mut content = json!({"mime_type": self.mime_type, "sha256": sha256(&self.data)});
        if !caption.is_empty() {
            content["caption"] = caption.into();
        }
        if kind == "document" {
            content["filename"] = self.name.as_str().into();
        }
        json!({"type": kind, kind: content})
    }

    /// Keeps the file, and puts the link to it into its message.
    pub(super) fn keep(self, tx: &mut Tx<'_>, message: &mut Value) -> rusqlite::Result<()> {
        let id = tx.keep_media(&self.mime_type, &self.data)?;
        let content = &mut message[self.kind()];
        content["link"] = format!("{}/api/v1/media/{id}/", tx.core.url).into();
        content["id"] = id.into();
        Ok(())
    }
}
