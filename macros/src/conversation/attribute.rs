use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitInt, LitStr, Token, bracketed, parenthesized};

use crate::on::{is_filter, resembles_filter};
use crate::suggest::did_you_mean;

/// `#[conversation(event, filters, .., cancel = .., version = ..)]`.
#[derive(Default)]
pub(super) struct Attribute {
    /// The event and the filters of the messages that begin it, as `#[on(..)]` takes them.
    pub(super) begins_on: Option<TokenStream>,
    pub(super) version: Option<u32>,
    pub(super) cancel: Vec<String>,
    pub(super) cancelled: Option<String>,
    pub(super) back: Vec<String>,
    /// A variant of `OnMismatch`.
    pub(super) on_mismatch: TokenStream,
}

const OWN: &[&str] = &["cancel", "cancelled", "back", "version", "on_mismatch"];

impl Attribute {
    pub(super) fn read(attribute: TokenStream) -> syn::Result<Self> {
        let mut read = Self { on_mismatch: quote!(DeadLetter), ..Self::default() };
        let mut filters = Vec::new();
        let mut seen: Vec<Ident> = Vec::new();
        for part in parts(attribute) {
            let Some(name) = own_name(&part) else {
                filters.push(part);
                continue;
            };
            if seen.contains(&name) {
                return Err(Error::new(name.span(), format!("`{name}` is given twice")));
            }
            let value: TokenStream = part.into_iter().skip(2).collect();
            match name.to_string().as_str() {
                "cancel" => read.cancel = words(&name, value)?,
                "back" => read.back = words(&name, value)?,
                "cancelled" => read.cancelled = Some(text(&name, value)?),
                "version" => read.version = Some(version(&name, value)?),
                _ => read.on_mismatch = on_mismatch(&name, value)?,
            }
            seen.push(name);
        }
        if let (Some(cancelled), true) = (seen.iter().find(|name| *name == "cancelled"), read.cancel.is_empty()) {
            return Err(Error::new(cancelled.span(), "nobody can cancel it: write `cancel = \"stop\"`, too"));
        }
        if let Some(first) = filters.first() {
            if let Some(word) = named(first) {
                return Err(match is_filter(&word.to_string()) {
                    true => Error::new(word.span(), "the event comes first: `#[conversation(assigned_messages, ..)]`"),
                    false => unknown(&word),
                });
            }
            if let Some(word) = filters[1..].iter().filter_map(word_of).find(is_meant_for_us) {
                return Err(unknown(&word));
            }
            read.begins_on = Some(quote!(#(#filters),*));
        }
        Ok(read)
    }
}

/// The parts between the commas.
fn parts(attribute: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![Vec::new()];
    for token in attribute {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(token.clone())),
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.into_iter().collect()).collect()
}

/// The name, when the part is one of the conversation's own and no filter.
fn own_name(part: &TokenStream) -> Option<Ident> {
    named(part).filter(|name| OWN.iter().any(|own| name == own))
}

/// `name` of `name = ..`.
fn named(part: &TokenStream) -> Option<Ident> {
    let mut tokens = part.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(punct))) if punct.as_char() == '=' => Some(name),
        _ => None,
    }
}

/// The word that a part begins with.
fn word_of(part: &TokenStream) -> Option<Ident> {
    match part.clone().into_iter().next() {
        Some(TokenTree::Ident(word)) => Some(word),
        _ => None,
    }
}

/// Whether it is no filter, and no misspelt one, of which `#[on(..)]` says what was meant.
fn is_meant_for_us(word: &Ident) -> bool {
    let word = word.to_string();
    !is_filter(&word) && (!did_you_mean(&word, OWN).is_empty() || !resembles_filter(&word))
}

fn unknown(word: &Ident) -> Error {
    let own = OWN.iter().map(|own| format!("`{own}`")).collect::<Vec<_>>().join(", ");
    let hint = did_you_mean(&word.to_string(), OWN);
    Error::new(word.span(), format!("a conversation has no `{word}`, only {own}, and behind an event the event's filters{hint}"))
}

fn words(name: &Ident, value: TokenStream) -> syn::Result<Vec<String>> {
    struct Words(Vec<LitStr>);

    impl Parse for Words {
        fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
            if !input.peek(syn::token::Bracket) {
                return Ok(Self(vec![input.parse()?]));
            }
            let list;
            bracketed!(list in input);
            Ok(Self(Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?.into_iter().collect()))
        }
    }

    let Words(words) = syn::parse2(value)
        .map_err(|_| Error::new(name.span(), format!("`{name}` takes a word in quotes, or a list of them: `{name} = \"stop\"`")))?;
    match words.iter().find(|word| word.value().trim().is_empty()) {
        Some(word) => Err(Error::new(word.span(), "this word is empty: nobody can write it")),
        None if words.is_empty() => Err(Error::new(name.span(), format!("`{name}` names no word"))),
        None => Ok(words.iter().map(|word| word.value().trim().to_owned()).collect()),
    }
}

fn text(name: &Ident, value: TokenStream) -> syn::Result<String> {
    let text: LitStr =
        syn::parse2(value).map_err(|_| Error::new(name.span(), format!("`{name}` takes a text in quotes: `{name} = \"All right.\"`")))?;
    Ok(text.value())
}

fn version(name: &Ident, value: TokenStream) -> syn::Result<u32> {
    let message = "`version` takes a number from 1: `version = 2`";
    let number: LitInt = syn::parse2(value).map_err(|_| Error::new(name.span(), message))?;
    number.base10_parse().ok().filter(|version| *version > 0).ok_or_else(|| Error::new(number.span(), message))
}

fn on_mismatch(name: &Ident, value: TokenStream) -> syn::Result<TokenStream> {
    let message = "`on_mismatch` is `dead_letter`, `hand_over` or `restart(\"Let us begin again.\")`";
    let refused = || Error::new(name.span(), message);
    let parse = |input: ParseStream<'_>| {
        let word: Ident = input.parse().map_err(|_| refused())?;
        match word.to_string().as_str() {
            "dead_letter" => Ok(quote!(DeadLetter)),
            "hand_over" => Ok(quote!(HandOver)),
            "restart" if input.peek(syn::token::Paren) => {
                let inner;
                parenthesized!(inner in input);
                let words: LitStr = inner.parse().map_err(|_| refused())?;
                Ok(quote!(Restart(#words)))
            }
            _ => Err(Error::new(word.span(), message)),
        }
    };
    parse.parse2(value)
}
