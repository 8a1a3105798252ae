use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitBool, LitStr, Path, Token, bracketed, parenthesized, token};

use super::event::Event;

/// `#[on(event, filter = value, ..)]`.
pub(super) struct Attribute {
    pub(super) event: Event,
    pub(super) entries: Vec<Entry>,
}

/// One filter.
pub(super) struct Entry {
    pub(super) name: Ident,
    pub(super) given: Given,
}

/// What stands behind a filter's name.
pub(super) enum Given {
    /// Nothing: `referral`.
    Nothing,
    /// `= value`, `= [value, ..]`.
    Values(Vec<Value>),
    /// `(filter, ..)`.
    Filters(Vec<Entry>),
}

/// One value: a word, a path, or a text in quotes.
pub(super) enum Value {
    Word(Ident),
    Path(Path),
    Text(LitStr),
}

impl Parse for Attribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(Error::new(Span::call_site(), "which event? for example `#[on(incoming_messages)]`"));
        }
        let name: Ident =
            input.parse().map_err(|error| Error::new(error.span(), "the event comes first: `#[on(incoming_messages, ..)]`"))?;
        if input.peek(Token![=]) || input.peek(token::Paren) {
            return Err(Error::new(name.span(), "the event comes first: `#[on(incoming_messages, ..)]`"));
        }
        let event = Event::named(&name)?;
        if !input.is_empty() {
            input.parse::<Token![,]>().map_err(|error| Error::new(error.span(), "a comma stands between event and filters"))?;
        }
        Ok(Self { event, entries: entries(input)? })
    }
}

fn entries(input: ParseStream<'_>) -> syn::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    while !input.is_empty() {
        entries.push(input.parse()?);
        if !input.is_empty() {
            input.parse::<Token![,]>().map_err(|error| Error::new(error.span(), "a comma stands between two filters"))?;
        }
    }
    Ok(entries)
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse().map_err(|error| Error::new(error.span(), "a filter is written `name = value`"))?;
        let given = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Given::Values(values(&name, input)?)
        } else if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            Given::Filters(entries(&inner)?)
        } else {
            Given::Nothing
        };
        Ok(Self { name, given })
    }
}

fn values(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    if !input.peek(token::Bracket) {
        return Ok(vec![input.parse()?]);
    }
    let list;
    let bracket = bracketed!(list in input);
    let values: Vec<Value> = Punctuated::<Value, Token![,]>::parse_terminated(&list)?.into_iter().collect();
    if values.is_empty() {
        return Err(Error::new(bracket.span.join(), format!("`{name}` lets nothing in: the list is empty")));
    }
    Ok(values)
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(LitBool) {
            // Never a value; what it was meant for says so.
            let value: LitBool = input.parse()?;
            return Ok(Self::Word(Ident::new(if value.value { "true" } else { "false" }, value.span)));
        }
        let path: Path =
            input.parse().map_err(|error: Error| Error::new(error.span(), "a value is a text in quotes, a word, or a list in brackets"))?;
        Ok(path.get_ident().cloned().map_or_else(|| Self::Path(path.clone()), Self::Word))
    }
}

impl Value {
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Word(word) => word.span(),
            Self::Path(path) => path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span()),
            Self::Text(text) => text.span(),
        }
    }
}
