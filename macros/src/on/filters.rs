use proc_macro2::Span;
use syn::Error;

use super::attribute::{Attribute, Entry, Value};
use super::event::Event;
use super::pattern::groups;
use crate::suggest::did_you_mean;

const OWNERS: &[&str] = &["me", "nobody", "person", "app", "group", "any"];
const STATUSES: &[&str] = &["sent", "delivered", "read", "failed", "deleted", "warning", "played"];

/// What the filters of one attribute say.
#[derive(Default)]
pub(super) struct Filters {
    pub(super) texts: Vec<String>,
    pub(super) regex: Option<Pattern>,
    pub(super) tags: Vec<String>,
    pub(super) action: Option<Action>,
    pub(super) statuses: Vec<String>,
    pub(super) from_any: bool,
    pub(super) to: Option<To>,
    pub(super) owners: Vec<String>,
}

/// A regex that can be read.
pub(super) struct Pattern {
    pub(super) text: String,
    /// Its named groups.
    pub(super) groups: Vec<String>,
    pub(super) span: Span,
}

#[derive(Clone, Copy)]
pub(super) enum Action {
    Added,
    Removed,
}

pub(super) enum To {
    Me,
    Nobody,
    Named(String),
}

impl Filters {
    /// The named groups of the regex.
    pub(super) fn groups(&self) -> &[String] {
        self.regex.as_ref().map_or(&[], |pattern| &pattern.groups)
    }
}

impl Attribute {
    /// Reads the filters, and checks that they fit the event and each other.
    pub(super) fn filters(&self) -> syn::Result<Filters> {
        let mut filters = Filters::default();
        for (at, entry) in self.entries.iter().enumerate() {
            let name = entry.name.to_string();
            fits(self.event, entry, &name)?;
            if self.entries[..at].iter().any(|earlier| earlier.name == entry.name) {
                let several = if name == "regex" { "`(one|other)`".to_owned() } else { format!("`{name} = [.., ..]`") };
                return Err(Error::new(entry.name.span(), format!("`{name}` is given twice; for several write {several}")));
            }
            match name.as_str() {
                "text" => filters.texts = entry.values.iter().map(text).collect::<syn::Result<_>>()?,
                "regex" => filters.regex = Some(regex(entry)?),
                "tag" => filters.tags = entry.values.iter().map(tag).collect::<syn::Result<_>>()?,
                "action" => filters.action = Some(action(entry)?),
                "status" => filters.statuses = entry.values.iter().map(status).collect::<syn::Result<_>>()?,
                "from" => filters.from_any = from(entry)?,
                "to" => filters.to = Some(to(entry)?),
                _ => filters.owners = entry.values.iter().map(owner).collect::<syn::Result<_>>()?,
            }
        }
        if let (Some(pattern), false) = (&filters.regex, filters.texts.is_empty()) {
            return Err(Error::new(pattern.span, "`text` and `regex` exclude each other: write two handlers, or one regex"));
        }
        Ok(filters)
    }
}

fn fits(event: Event, entry: &Entry, name: &str) -> syn::Result<()> {
    if event.filters.contains(&name) {
        return Ok(());
    }
    let takes = if event.filters.is_empty() { "no filters".to_owned() } else { event.filters.join(", ") };
    let fitting = Event::with_filter(name);
    let message = if fitting.is_empty() {
        let hint = match did_you_mean(name, event.filters) {
            hint if hint.is_empty() => format!("; `{}` takes: {takes}", event.name),
            hint => hint,
        };
        format!("no filter is called `{name}`{hint}")
    } else {
        format!("`{name}` does not fit `{}`, it filters {}; `{}` takes: {takes}", event.name, fitting.join(", "), event.name)
    };
    Err(Error::new(entry.name.span(), message))
}

fn text(value: &Value) -> syn::Result<String> {
    let text = quoted(value, "text")?;
    if text.trim() != text || text.is_empty() {
        return Err(Error::new(value.span(), "a text is compared without the blanks around it: write it without them, and not empty"));
    }
    Ok(text)
}

fn regex(entry: &Entry) -> syn::Result<Pattern> {
    let value = single(entry)?;
    let pattern = quoted(value, "regex")?;
    let groups = groups(&pattern).map_err(|message| Error::new(value.span(), message))?;
    Ok(Pattern { text: pattern, groups, span: value.span() })
}

fn tag(value: &Value) -> syn::Result<String> {
    let tag = quoted(value, "tag")?;
    if tag.is_empty() { Err(Error::new(value.span(), "a tag has a name")) } else { Ok(tag) }
}

fn action(entry: &Entry) -> syn::Result<Action> {
    let value = single(entry)?;
    match word(value, "action", &["added", "removed"])?.as_str() {
        "added" => Ok(Action::Added),
        _ => Ok(Action::Removed),
    }
}

fn status(value: &Value) -> syn::Result<String> {
    match value {
        // A status that this version does not know is written in quotes.
        Value::Text(text) => Ok(text.value()),
        Value::Word(_) => word(value, "status", STATUSES),
    }
}

fn from(entry: &Entry) -> syn::Result<bool> {
    word(single(entry)?, "from", &["me", "any"]).map(|from| from == "any")
}

fn to(entry: &Entry) -> syn::Result<To> {
    match single(entry)? {
        Value::Text(name) => Ok(To::Named(name.value())),
        value @ Value::Word(_) => match word(value, "to", &["me", "nobody"])?.as_str() {
            "me" => Ok(To::Me),
            _ => Ok(To::Nobody),
        },
    }
}

fn owner(value: &Value) -> syn::Result<String> {
    word(value, "owner", OWNERS)
}

fn single(entry: &Entry) -> syn::Result<&Value> {
    match entry.values.as_slice() {
        [value] => Ok(value),
        _ => Err(Error::new(entry.name.span(), format!("`{}` takes one value", entry.name))),
    }
}

fn quoted(value: &Value, filter: &str) -> syn::Result<String> {
    match value {
        Value::Text(text) => Ok(text.value()),
        Value::Word(word) => Err(Error::new(word.span(), format!("`{filter}` takes a text in quotes: `{filter} = \"{word}\"`"))),
    }
}

fn word(value: &Value, filter: &str, known: &[&str]) -> syn::Result<String> {
    let word = match value {
        Value::Word(word) => word.to_string(),
        Value::Text(text) => text.value(),
    };
    let is_word = matches!(value, Value::Word(_));
    if is_word && known.contains(&word.as_str()) {
        return Ok(word);
    }
    let all = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let message = if known.contains(&word.as_str()) {
        format!("write it without quotes: `{filter} = {word}`")
    } else {
        format!("`{filter}` is one of {all}{}", did_you_mean(&word, known))
    };
    Err(Error::new(value.span(), message))
}
