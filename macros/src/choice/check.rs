use syn::{Error, Ident, LitStr};

use super::Read;
use super::attribute::VariantWords;

// The same numbers as in `switchboard_wire::limits`, which this crate may not import; a test of the framework compares them.
const BUTTONS: usize = 3;
const ROWS: usize = 10;
const BUTTON_TITLE: usize = 20;
const ROW_TITLE: usize = 24;
const ROW_DESCRIPTION: usize = 72;
const SECTION_TITLE: usize = 24;
const LIST_BUTTON: usize = 20;
const BUTTON_ID: usize = 256;
const ROW_ID: usize = 200;

/// Characters of every id that stay free: with a marker of its own in it, the outbox could know a message of which it never got an
/// answer, even among equal ones. Ids that use them today could not be given one later without changing what old buttons mean.
const RESERVED: usize = 27;

/// `;e` and a time of ten digits, with room for one more.
const EXPIRY: usize = 13;

/// `;m` and 20 digits.
const SIGNATURE: usize = 22;

/// `;q` and 8 digits: the mark of a conversation's question, which may ask for any choice.
const MARK: usize = 10;

/// Refuses what WhatsApp would refuse, and what would not be understood when it comes back.
pub(super) fn check(read: &Read) -> syn::Result<()> {
    if let Some((extra, _)) = read.options.get(ROWS) {
        let count = read.options.len();
        return Err(Error::new(extra.span(), format!("there are {count} choices; WhatsApp allows {ROWS} in a list")));
    }
    if let Some((0, span)) = read.words.version {
        return Err(Error::new(span, "versions are counted from 1"));
    }
    if let Some(name) = &read.words.name {
        plain(name, "a name")?;
    }
    if let Some(label) = &read.words.list {
        length(label, "label", LIST_BUTTON, "on the button that opens a list")?;
    }
    for (at, (variant, words)) in read.options.iter().enumerate() {
        let earlier = &read.options[..at];
        title(read, words, earlier)?;
        details(read, variant, words)?;
        id(read, variant, words, earlier)?;
    }
    Ok(())
}

impl Read {
    /// Whether it is shown as a list.
    pub(super) fn is_list(&self) -> bool {
        self.words.list.is_some() || self.options.len() > BUTTONS
    }

    /// What its ids begin with, without the version.
    pub(super) fn id_name(&self) -> String {
        self.words.name.as_ref().map_or_else(|| unraw(&self.name), LitStr::value)
    }

    pub(super) fn version(&self) -> u32 {
        self.words.version.map_or(1, |(version, _)| version)
    }
}

impl VariantWords {
    /// The option's own part of the id.
    pub(super) fn id(&self, variant: &Ident) -> String {
        self.id.as_ref().map_or_else(|| unraw(variant), LitStr::value)
    }
}

fn title(read: &Read, words: &VariantWords, earlier: &[(Ident, VariantWords)]) -> syn::Result<()> {
    if read.is_list() {
        length(&words.title, "title", ROW_TITLE, "on a row of a list")?;
    } else {
        length(&words.title, "title", BUTTON_TITLE, "on a button (up to 3 choices)")?;
    }
    if earlier.iter().any(|(_, other)| other.title.value() == words.title.value()) {
        return Err(Error::new(words.title.span(), "two choices have this title: the customer could not tell them apart"));
    }
    Ok(())
}

fn details(read: &Read, variant: &Ident, words: &VariantWords) -> syn::Result<()> {
    let wants_list = "is only shown in a list: write `#[choice(list = \"Choose\")]` above the enum";
    for (text, what) in [(&words.description, "a description"), (&words.section, "a section")] {
        if let Some(text) = text.as_ref().filter(|_| !read.is_list()) {
            return Err(Error::new(text.span(), format!("{what} {wants_list}")));
        }
    }
    if let Some(description) = &words.description {
        length(description, "description", ROW_DESCRIPTION, "on a row of a list")?;
    }
    match &words.section {
        Some(section) => length(section, "section's title", SECTION_TITLE, "there"),
        None if read.options.iter().any(|(_, other)| other.section.is_some()) => {
            Err(Error::new(variant.span(), "the others stand in sections: give this one a `section = \"..\"` too"))
        }
        None => Ok(()),
    }
}

fn id(read: &Read, variant: &Ident, words: &VariantWords, earlier: &[(Ident, VariantWords)]) -> syn::Result<()> {
    let id = words.id(variant);
    let span = words.id.as_ref().map_or_else(|| variant.span(), LitStr::span);
    if let Some(written) = &words.id {
        plain(written, "an id")?;
    }
    if earlier.iter().any(|(variant, other)| other.id(variant) == id) {
        return Err(Error::new(span, format!("two choices have the id `{id}`: give this one another with `id = \"..\"`")));
    }
    let (allowed, on) = if read.is_list() { (ROW_ID - RESERVED, "row of a list") } else { (BUTTON_ID - RESERVED, "button") };
    let marks = MARK + if read.words.expires.is_some() { EXPIRY } else { 0 } + if read.words.signed { SIGNATURE } else { 0 };
    let whole = units(&format!("{}.{}:{id}", read.id_name(), read.version())) + marks;
    if whole > allowed {
        let message = format!("the whole id has {whole} characters, with its enum's name and marks; {allowed} are free on a {on}");
        return Err(Error::new(span, message));
    }
    Ok(())
}

/// A text that must be there and have a certain length at most.
fn length(text: &LitStr, what: &str, allowed: usize, place: &str) -> syn::Result<()> {
    let value = text.value();
    if value.trim().is_empty() {
        return Err(Error::new(text.span(), format!("this {what} is empty")));
    }
    let length = units(&value);
    if length > allowed {
        return Err(Error::new(text.span(), format!("this {what} has {length} characters; WhatsApp allows {allowed} {place}")));
    }
    Ok(())
}

/// Letters, digits, `-` and `_`: everything else has a meaning in an id.
fn plain(text: &LitStr, what: &str) -> syn::Result<()> {
    let value = text.value();
    let fits = !value.is_empty() && value.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_');
    if fits { Ok(()) } else { Err(Error::new(text.span(), format!("{what} has letters, digits, `-` and `_`, and nothing else"))) }
}

/// UTF-16 units, which are never fewer than characters: WhatsApp does not say how it counts.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn unraw(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_lowercase()
}
