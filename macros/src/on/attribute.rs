use proc_macro2::{Span, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, Lit, LitBool, LitStr, Path, Token, bracketed, parenthesized, token};

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
        return Ok(vec![value(name, input)?]);
    }
    let list;
    let bracket = bracketed!(list in input);
    let mut values = Vec::new();
    while !list.is_empty() {
        values.push(value(name, &list)?);
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    if values.is_empty() {
        return Err(Error::new(bracket.span.join(), format!("`{name}` lets nothing in: the list is empty")));
    }
    Ok(values)
}

/// A value, with the mistakes that depend on the filter it stands behind.
fn value(name: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
    if let (Ok(number), false) = (input.fork().parse::<Lit>(), input.peek(LitStr) || input.peek(LitBool)) {
        let number_text = number.to_token_stream();
        let message = match unit(name) {
            // `24h` without quotes is one token.
            Some(_) if number_text.to_string().ends_with(char::is_alphabetic) => {
                format!("`{name}` takes a text in quotes: `{name} = \"{number_text}\"`")
            }
            Some(unit) => format!("a duration has a unit, and stands in quotes: `{name} = \"{number_text}{unit}\"`"),
            None => format!("`{name}` takes no number: a value is a text in quotes, a word, or a list in brackets"),
        };
        return Err(Error::new(number.span(), message));
    }
    if input.peek(Token![|]) || input.peek(Token![||]) {
        let message = match name.to_string().as_str() {
            "guard" => "`guard` takes the name of a `fn(&Turn) -> bool`: write the function, and `guard = its_name`",
            "hours" => "`hours` takes the name of a `fn() -> Hours`: write the function, and `hours = its_name`",
            _ => "a value is a text in quotes, a word, or a list in brackets",
        };
        return Err(input.error(message));
    }
    let value = input.parse()?;
    if let (Value::Word(_) | Value::Path(_), Ok(TokenTree::Group(fields))) = (&value, input.fork().parse::<TokenTree>()) {
        let path = value.written();
        let message = match unit(name) {
            Some(unit) => format!("a duration is written as a text: `{name} = \"24{unit}\"`"),
            None if name == "in_state" => format!("a state is named without its fields, whatever they hold: `in_state = {path}`"),
            None => format!("a value is a name alone: `{name} = {path}`"),
        };
        return Err(Error::new(fields.span(), message));
    }
    Ok(value)
}

/// The unit that a duration most often has; nothing for filters that take none.
fn unit(filter: &Ident) -> Option<&'static str> {
    match filter.to_string().as_str() {
        "first_in" => Some("h"),
        "once_in" => Some("m"),
        _ => None,
    }
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
    /// As it was written.
    fn written(&self) -> String {
        match self {
            Self::Word(word) => word.to_string(),
            Self::Path(path) => path.to_token_stream().to_string().replace(' ', ""),
            Self::Text(text) => text.value(),
        }
    }

    pub(super) fn span(&self) -> Span {
        match self {
            Self::Word(word) => word.span(),
            Self::Path(path) => path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span()),
            Self::Text(text) => text.span(),
        }
    }
}
