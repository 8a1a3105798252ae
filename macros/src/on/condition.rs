//! Conditions: the filters that are asked one by one, alone or under `any(..)`, `all(..)`, `not(..)`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Error, Path};

use super::attribute::{Entry, Given, Value};
use super::event::OUTER;
use super::filters::{ACTIONS, STATUSES, Scope};
use super::pattern::groups;
use super::value::{duration, flag, function, open_word, quoted, single, trimmed, values, word};
use crate::folding::folded;

const KINDS: &[&str] = &[
    "text",
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "template",
    "hsm",
    "reaction",
    "button",
    "system",
    "order",
];

/// One condition, written as data.
pub(super) struct Condition {
    pub(super) data: TokenStream,
    /// What two equal conditions have in common.
    pub(super) canonical: String,
    /// Whether it names something of the module it stands in, so that it is equal only to one of the same module.
    pub(super) is_local: bool,
}

impl Condition {
    fn new(canonical: String, variant: &str, value: impl ToTokens) -> Self {
        let variant = Ident::new(variant, Span::call_site());
        let data = quote!(::switchboard::__private::Condition::#variant #value);
        Self { data, canonical, is_local: false }
    }

    fn plain(name: &str, variant: &str) -> Self {
        Self::new(name.to_owned(), variant, TokenStream::new())
    }

    fn words(name: &str, variant: &str, mut words: Vec<String>) -> Self {
        words.sort();
        words.dedup();
        Self::new(format!("{name}:{words:?}"), variant, quote!((&[#(#words),*])))
    }

    fn local(name: &str, variant: &str, path: &Path, value: impl ToTokens) -> Self {
        Self { is_local: true, ..Self::new(format!("{name}:{}", path.to_token_stream()), variant, value) }
    }

    /// Several, of which any or all must hold; their order does not matter.
    fn group(name: &str, variant: &str, conditions: Vec<Self>) -> Self {
        let mut canonical: Vec<String> = conditions.iter().map(|condition| condition.canonical.clone()).collect();
        canonical.sort();
        let is_local = conditions.iter().any(|condition| condition.is_local);
        let data = conditions.into_iter().map(|condition| condition.data);
        Self { is_local, ..Self::new(format!("{name}({})", canonical.join(",")), variant, quote!((&[#(#data),*]))) }
    }
}

/// Reads a condition.
pub(super) fn read(entry: &Entry, scope: Scope) -> syn::Result<Condition> {
    let name = entry.name.to_string();
    let filter = name.as_str();
    let cases = |variant: &str, words: Vec<String>| cases(filter, variant, words, scope);
    let condition = match filter {
        "any" | "all" => {
            let variant = if filter == "any" { "Any" } else { "All" };
            Condition::group(filter, variant, inner(entry, scope)?)
        }
        "not" => {
            let mut inner = inner(entry, scope)?;
            match (inner.pop(), inner.is_empty()) {
                (Some(Condition { data, canonical, is_local }), true) => {
                    Condition { is_local, ..Condition::new(format!("not({canonical})"), "Not", quote!((&#data))) }
                }
                _ => return Err(Error::new(entry.name.span(), "`not` takes one filter; for several write `not(any(..))`")),
            }
        }
        "text" => cases("Text", each(entry, |value| trimmed(value, filter))?),
        "prefix" => cases("Prefix", each(entry, |value| begun(value, filter))?),
        "word" => cases("Word", each(entry, |value| one_word(value, filter))?),
        "regex" => {
            let value = single(entry)?;
            let pattern = quoted(value, filter)?;
            groups(&pattern).map_err(|message| Error::new(value.span(), message))?;
            Condition::new(format!("regex:{pattern}"), "Regex", quote!((#pattern)))
        }
        "kind" => Condition::words(filter, "Kind", each(entry, |value| open_word(value, filter, KINDS))?),
        "mime" => Condition::words(filter, "Mime", each(entry, |value| mime(value, filter))?),
        "button" => Condition::words(filter, "Button", each(entry, |value| named(value, filter))?),
        "row" => Condition::words(filter, "Row", each(entry, |value| named(value, filter))?),
        "tagged" => Condition::words(filter, "Tagged", each(entry, |value| named(value, filter))?),
        "tag" => Condition::words(filter, "Tag", each(entry, |value| named(value, filter))?),
        "status" => Condition::words(filter, "Status", each(entry, |value| open_word(value, filter, STATUSES))?),
        "quoting" => match &entry.given {
            Given::Nothing => Condition::plain("quoting", "Quoting"),
            _ => {
                word(single(entry)?, filter, &["me"])?;
                Condition::plain("quoting:me", "QuotingMe")
            }
        },
        "referral" => flag(entry).map(|_| Condition::plain(filter, "Referral"))?,
        "new_chat" => flag(entry).map(|_| Condition::plain(filter, "NewChat"))?,
        "first_in" => {
            let milliseconds = duration(entry)?;
            Condition::new(format!("first_in:{milliseconds}"), "FirstIn", quote!((#milliseconds)))
        }
        "by" => {
            let mut doers = each(entry, doer)?;
            doers.sort();
            let data = doers.iter().map(|doer| match doer.as_str() {
                "app" => quote!(::switchboard::__private::Doer::App),
                "admin" => quote!(::switchboard::__private::Doer::Admin),
                _ => quote!(::switchboard::__private::Doer::Person),
            });
            Condition::new(format!("by:{doers:?}"), "By", quote!((&[#(#data),*])))
        }
        "action" => {
            let action = word(single(entry)?, filter, ACTIONS)?;
            let data = super::filters::action_data(&action);
            Condition::new(format!("action={action}"), "Action", quote!((#data)))
        }
        "to" => {
            let to = super::filters::to(entry)?;
            let data = to.data();
            Condition::new(to.canonical(), "To", quote!((#data)))
        }
        "hours" => {
            let path = function(entry, "`hours = office`, where `fn office() -> Hours`")?;
            let call = quote_spanned!(span(&path)=> ::switchboard::__private::IntoHours::into_hours(#path()));
            Condition::local(filter, "Hours", &path, quote!((|| #call)))
        }
        "guard" => {
            let path = function(entry, "`guard = is_open`, where `fn is_open(turn: &Turn) -> bool`")?;
            // Wholly on the path, so that the argument is known also where another macro wrote the path.
            let call = quote_spanned!(span(&path)=> |turn| ::switchboard::__private::guard(#path, turn));
            Condition::local(filter, "Guard", &path, quote!((#call)))
        }
        _ => state(entry)?,
    };
    Ok(condition)
}

/// The filters in `any(..)`, `all(..)` or `not(..)`.
fn inner(entry: &Entry, scope: Scope) -> syn::Result<Vec<Condition>> {
    let name = &entry.name;
    let entries = match &entry.given {
        Given::Filters(entries) if !entries.is_empty() => entries,
        _ => return Err(Error::new(name.span(), format!("`{name}` holds filters: `{name}({})`", scope.event.example()))),
    };
    let read_one = |inner: &Entry| {
        super::filters::fits(scope.event, inner)?;
        let word = inner.name.to_string();
        if OUTER.contains(&word.as_str()) {
            return Err(Error::new(
                inner.name.span(),
                format!("`{word}` holds for the whole handler: write it beside `{name}(..)`, not in it"),
            ));
        }
        read(inner, scope)
    };
    entries.iter().map(read_one).collect()
}

fn each<T>(entry: &Entry, read: impl Fn(&Value) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    values(entry)?.iter().map(read).collect()
}

/// Words that are compared with or without regard to upper and lower case.
fn cases(filter: &str, variant: &str, words: Vec<String>, scope: Scope) -> Condition {
    if scope.ignore_case {
        let words = words.iter().map(|word| folded(word)).collect();
        Condition::words(&format!("{filter}~"), &format!("{variant}Folded"), words)
    } else {
        Condition::words(filter, variant, words)
    }
}

fn begun(value: &Value, filter: &str) -> syn::Result<String> {
    let text = quoted(value, filter)?;
    if text.trim_start() != text || text.is_empty() {
        return Err(Error::new(value.span(), "a text is compared without the blanks around it: a prefix begins with a letter or sign"));
    }
    Ok(text)
}

fn one_word(value: &Value, filter: &str) -> syn::Result<String> {
    let text = trimmed(value, filter)?;
    if text.contains(char::is_whitespace) {
        return Err(Error::new(value.span(), "`word` looks for one word; for several in a row write a regex"));
    }
    Ok(text)
}

fn mime(value: &Value, filter: &str) -> syn::Result<String> {
    let text = quoted(value, filter)?.to_lowercase();
    match text.split_once('/') {
        Some((kind, part)) if !kind.is_empty() && !kind.contains('*') && (part == "*" || (!part.is_empty() && !part.contains('*'))) => {
            Ok(text)
        }
        _ => Err(Error::new(value.span(), "a media type is written `\"image/jpeg\"`, or `\"image/*\"` for all of a kind")),
    }
}

fn named(value: &Value, filter: &str) -> syn::Result<String> {
    let name = quoted(value, filter)?;
    if name.is_empty() { Err(Error::new(value.span(), format!("`{filter}` names nothing: the text is empty"))) } else { Ok(name) }
}

fn doer(value: &Value) -> syn::Result<String> {
    if matches!(value, Value::Word(word) if word == "me") {
        return Err(Error::new(value.span(), "what this bot does itself is no event for it: `by` is one of `person`, `app`, `admin`"));
    }
    word(value, "by", &["person", "app", "admin"])
}

/// `in_state = Order::Address`: the session's type is the path's parent.
fn state(entry: &Entry) -> syn::Result<Condition> {
    const EXAMPLE: &str = "write the session's type too: `in_state = Order::Address`";
    let mut data = Vec::new();
    let mut canonical = Vec::new();
    for value in values(entry)? {
        let Value::Path(path) = value else { return Err(Error::new(value.span(), EXAMPLE)) };
        let mut parent = path.clone();
        parent.segments.pop();
        if parent.segments.pop_punct().is_none() {
            return Err(Error::new(value.span(), EXAMPLE));
        }
        let (at_type, at_state) = (span(&parent), span(path));
        let matches = quote_spanned!(at_state=> |state| ::core::matches!(state, #path { .. }));
        data.push(quote_spanned!(at_type=> |asked| ::switchboard::__private::in_state::<#parent>(asked, #matches)));
        canonical.push(path.to_token_stream().to_string());
    }
    canonical.sort();
    let condition = Condition::new(format!("in_state:{}", canonical.join("|")), "State", quote!((&[#(#data),*])));
    Ok(Condition { is_local: true, ..condition })
}

fn span(path: &Path) -> Span {
    path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span())
}
