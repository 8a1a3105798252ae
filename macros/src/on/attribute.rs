use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Token, bracketed};

use super::event::Event;

/// `#[on(event, filter = value, ..)]`.
pub(super) struct Attribute {
    pub(super) event: Event,
    pub(super) entries: Vec<Entry>,
}

/// `filter = value`.
pub(super) struct Entry {
    pub(super) name: Ident,
    pub(super) values: Vec<Value>,
}

/// One value: a word, or a text in quotes.
pub(super) enum Value {
    Word(Ident),
    Text(LitStr),
}

impl Parse for Attribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Err(Error::new(Span::call_site(), "which event? for example `#[on(incoming_messages)]`"));
        }
        let name: Ident =
            input.parse().map_err(|error| Error::new(error.span(), "the event comes first: `#[on(incoming_messages, ..)]`"))?;
        if input.peek(Token![=]) {
            return Err(Error::new(name.span(), "the event comes first: `#[on(incoming_messages, ..)]`"));
        }
        let event = Event::named(&name)?;
        if !input.is_empty() {
            input.parse::<Token![,]>().map_err(|error| Error::new(error.span(), "a comma stands between event and filters"))?;
        }
        let entries = Punctuated::<Entry, Token![,]>::parse_terminated(input)?;
        Ok(Self { event, entries: entries.into_iter().collect() })
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse().map_err(|error| Error::new(error.span(), "a filter is written `name = value`"))?;
        if !input.peek(Token![=]) {
            return Err(Error::new(name.span(), format!("a filter is written `name = value`: `{name} = ..`")));
        }
        input.parse::<Token![=]>()?;
        if !input.peek(syn::token::Bracket) {
            return Ok(Self { name, values: vec![input.parse()?] });
        }
        let list;
        let bracket = bracketed!(list in input);
        let values: Vec<Value> = Punctuated::<Value, Token![,]>::parse_terminated(&list)?.into_iter().collect();
        if values.is_empty() {
            return Err(Error::new(bracket.span.join(), format!("`{name}` lets nothing in: the list is empty")));
        }
        Ok(Self { name, values })
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            input.parse().map(Self::Text)
        } else {
            let word = input
                .parse()
                .map_err(|error: Error| Error::new(error.span(), "a value is a text in quotes, a word, or a list in brackets"));
            word.map(Self::Word)
        }
    }
}

impl Value {
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Word(word) => word.span(),
            Self::Text(text) => text.span(),
        }
    }
}
