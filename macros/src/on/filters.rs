use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Error, Ident};

use super::attribute::{Attribute, Entry, Value};
use super::command::Command;
use super::condition::{self, Condition};
use super::event::Event;
use super::pattern::groups;
use super::value::{duration, flag, open_word, quoted, single, trimmed, values, word};
use crate::folding::folded;
use crate::suggest::did_you_mean;

const OWNERS: &[&str] = &["me", "nobody", "person", "app", "group", "any"];
pub(super) const STATUSES: &[&str] = &["sent", "delivered", "read", "failed", "deleted", "warning", "played"];
pub(super) const ACTIONS: &[&str] = &["added", "removed"];

/// What the filters of one attribute say.
#[derive(Default)]
pub(super) struct Filters {
    pub(super) texts: Vec<String>,
    pub(super) ignore_case: bool,
    pub(super) regex: Option<Pattern>,
    pub(super) tags: Vec<String>,
    pub(super) action: Option<String>,
    pub(super) statuses: Vec<String>,
    pub(super) from_any: bool,
    pub(super) to: Option<To>,
    pub(super) owners: Vec<String>,
    pub(super) command: Option<Command>,
    /// In milliseconds.
    pub(super) once_in: Option<u64>,
    pub(super) interrupts: bool,
    pub(super) stale: bool,
    /// All others; all of them must hold.
    pub(super) conditions: Vec<Condition>,
}

/// A regex that can be read.
pub(super) struct Pattern {
    pub(super) text: String,
    /// Its named groups.
    pub(super) groups: Vec<String>,
}

pub(super) enum To {
    Me,
    Nobody,
    Named(String),
}

/// What a condition is read under.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) event: Event,
    pub(super) ignore_case: bool,
}

impl To {
    pub(super) fn data(&self) -> TokenStream {
        match self {
            Self::Me => quote!(::switchboard::__private::To::Me),
            Self::Nobody => quote!(::switchboard::__private::To::Nobody),
            Self::Named(name) => quote!(::switchboard::__private::To::Named(#name)),
        }
    }

    pub(super) fn canonical(&self) -> String {
        match self {
            Self::Me => "to=me".to_owned(),
            Self::Nobody => "to=nobody".to_owned(),
            Self::Named(name) => format!("to:{name}"),
        }
    }
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
        let ignores_case = self.entries.iter().find(|entry| entry.name == "ignore_case");
        let scope = Scope { event: self.event, ignore_case: ignores_case.is_some() };
        let mut filters = Filters::default();
        for (at, entry) in self.entries.iter().enumerate() {
            let name = entry.name.to_string();
            fits(self.event, entry)?;
            once(&self.entries[..at], entry, &name)?;
            match name.as_str() {
                "text" => filters.texts = each(entry, |value| trimmed(value, "text"))?,
                "ignore_case" => filters.ignore_case = flag(entry)?,
                "regex" => filters.regex = Some(regex(entry)?),
                "tag" => filters.tags = each(entry, tag)?,
                "action" => filters.action = Some(word(single(entry)?, "action", ACTIONS)?),
                "status" => filters.statuses = each(entry, |value| open_word(value, "status", STATUSES))?,
                "from" => filters.from_any = word(single(entry)?, "from", &["me", "any"])? == "any",
                "to" => filters.to = Some(to(entry)?),
                "owner" => filters.owners = each(entry, |value| word(value, "owner", OWNERS))?,
                "command" => filters.command = Some(command(entry)?),
                "once_in" => filters.once_in = Some(duration(entry)?),
                "interrupts" => filters.interrupts = flag(entry)?,
                "stale" => filters.stale = flag(entry)?,
                _ => filters.conditions.push(condition::read(entry, scope)?),
            }
        }
        if filters.ignore_case {
            filters.texts.iter_mut().for_each(|text| *text = folded(text));
        }
        self.exclusive()?;
        match ignores_case {
            Some(entry) if !self.entries.iter().any(compares_words) => Err(Error::new(
                entry.name.span(),
                "`ignore_case` is about `text`, `prefix` and `word`, and there is none; a regex has `(?i)`",
            )),
            _ => Ok(filters),
        }
    }

    /// A text, a regex and a command each ask for the whole text.
    fn exclusive(&self) -> syn::Result<()> {
        let mut whole = self.entries.iter().filter(|entry| entry.name == "text" || entry.name == "regex" || entry.name == "command");
        match (whole.next(), whole.next()) {
            (Some(first), Some(second)) => {
                let (one, other) = (&first.name, &second.name);
                let message = format!("`{one}` and `{other}` exclude each other: write two handlers, or `any(..)`");
                Err(Error::new(second.name.span(), message))
            }
            _ => Ok(()),
        }
    }
}

fn compares_words(entry: &Entry) -> bool {
    match &entry.given {
        super::attribute::Given::Filters(entries) => entries.iter().any(compares_words),
        _ => entry.name == "text" || entry.name == "prefix" || entry.name == "word",
    }
}

fn once(earlier: &[Entry], entry: &Entry, name: &str) -> syn::Result<()> {
    if matches!(name, "any" | "all" | "not") || !earlier.iter().any(|earlier| earlier.name == entry.name) {
        return Ok(());
    }
    let several = match name {
        "regex" => "`(one|other)`".to_owned(),
        "guard" | "hours" => format!("`any({name} = .., {name} = ..)` or `all(..)`"),
        "text" | "tag" | "status" | "owner" | "prefix" | "word" | "kind" | "mime" | "button" | "row" | "tagged" | "by" | "in_state" => {
            format!("`{name} = [.., ..]`")
        }
        _ => return Err(Error::new(entry.name.span(), format!("`{name}` is given twice"))),
    };
    Err(Error::new(entry.name.span(), format!("`{name}` is given twice; for several write {several}")))
}

/// Checks that a filter fits an event.
pub(super) fn fits(event: Event, entry: &Entry) -> syn::Result<()> {
    let name = entry.name.to_string();
    let known = event.filters();
    if known.contains(&name.as_str()) {
        return Ok(());
    }
    let fitting = Event::with_filter(&name);
    let message = if fitting.is_empty() {
        let hint = match did_you_mean(&name, &known) {
            hint if hint.is_empty() => format!("; `{}` takes: {}", event.name, known.join(", ")),
            hint => hint,
        };
        format!("no filter is called `{name}`{hint}")
    } else {
        format!("`{name}` does not fit `{}`, it filters {}; `{}` takes: {}", event.name, fitting.join(", "), event.name, known.join(", "))
    };
    Err(Error::new(entry.name.span(), message))
}

fn each<T>(entry: &Entry, read: impl Fn(&Value) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    values(entry)?.iter().map(read).collect()
}

fn regex(entry: &Entry) -> syn::Result<Pattern> {
    let value = single(entry)?;
    let pattern = quoted(value, "regex")?;
    let groups = groups(&pattern).map_err(|message| Error::new(value.span(), message))?;
    Ok(Pattern { text: pattern, groups })
}

fn command(entry: &Entry) -> syn::Result<Command> {
    let value = single(entry)?;
    Command::read(&quoted(value, "command")?, value.span())
}

fn tag(value: &Value) -> syn::Result<String> {
    let tag = quoted(value, "tag")?;
    if tag.is_empty() { Err(Error::new(value.span(), "a tag has a name")) } else { Ok(tag) }
}

pub(super) fn to(entry: &Entry) -> syn::Result<To> {
    match single(entry)? {
        Value::Text(name) => Ok(To::Named(name.value())),
        value => match word(value, "to", &["me", "nobody"])?.as_str() {
            "me" => Ok(To::Me),
            _ => Ok(To::Nobody),
        },
    }
}

/// Whether a tag was put on or taken off, as data.
pub(super) fn action_data(action: &str) -> TokenStream {
    if action == "added" {
        quote!(::switchboard::__private::TaggingAction::Added)
    } else {
        quote!(::switchboard::__private::TaggingAction::Removed)
    }
}

/// The owners as a set.
pub(super) fn owner_set(owners: &[String]) -> Option<TokenStream> {
    let sets: Vec<TokenStream> = owners
        .iter()
        .map(|owner| {
            let class = match owner.as_str() {
                "me" => "Me",
                "nobody" => "Nobody",
                "person" => "Person",
                "app" => "OtherApp",
                "group" => "Group",
                _ => return quote!(::switchboard::__private::OwnerSet::ANY),
            };
            let class = Ident::new(class, Span::call_site());
            quote!(::switchboard::__private::OwnerSet::only(::switchboard::__private::OwnerClass::#class))
        })
        .collect();
    sets.split_first().map(|(first, rest)| quote!(#first #(.and(#rest))*))
}
