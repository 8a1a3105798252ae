use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Ident, LitInt, LitStr, Token, Variant};

use crate::suggest::did_you_mean;

/// `#[choice(..)]` above the enum.
#[derive(Default)]
pub(super) struct EnumWords {
    pub(super) name: Option<LitStr>,
    pub(super) version: Option<(u32, Span)>,
    pub(super) list: Option<LitStr>,
    /// In seconds.
    pub(super) expires: Option<u64>,
    pub(super) signed: bool,
}

/// `#[choice("Small", ..)]` above a variant.
pub(super) struct VariantWords {
    pub(super) title: LitStr,
    pub(super) id: Option<LitStr>,
    pub(super) description: Option<LitStr>,
    pub(super) section: Option<LitStr>,
}

const ENUM_WORDS: &[&str] = &["name", "version", "list", "expires", "signed"];
const VARIANT_WORDS: &[&str] = &["id", "description", "section"];

impl EnumWords {
    pub(super) fn read(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut words = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("choice")) {
            attribute.parse_args_with(|input: ParseStream<'_>| words.read_from(input))?;
        }
        Ok(words)
    }

    fn read_from(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if input.peek(LitStr) {
                return Err(input.error("a title stands above a variant; here stand `name`, `version`, `list`, `expires` and `signed`"));
            }
            let word: Ident = input.parse()?;
            match word.to_string().as_str() {
                "name" => self.name = Some(text(input, &word)?),
                "list" => self.list = Some(text(input, &word)?),
                "expires" => self.expires = Some(seconds(&text(input, &word)?)?),
                "signed" => self.signed = true,
                "version" => {
                    input.parse::<Token![=]>()?;
                    let number: LitInt = input.parse().map_err(|error| Error::new(error.span(), "a version is a number: `version = 2`"))?;
                    self.version = Some((number.base10_parse()?, number.span()));
                }
                _ => return Err(unknown(&word, ENUM_WORDS)),
            }
            comma(input)?;
        }
        Ok(())
    }
}

impl VariantWords {
    pub(super) fn read(variant: &Variant) -> syn::Result<Self> {
        let attribute = variant.attrs.iter().find(|attribute| attribute.path().is_ident("choice"));
        match attribute {
            Some(attribute) => attribute.parse_args(),
            None => {
                let name = &variant.ident;
                Err(Error::new(name.span(), format!("what does the customer read? write `#[choice(\"{name}\")]` above it")))
            }
        }
    }
}

impl Parse for VariantWords {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(LitStr) {
            let message = "the title comes first, as a text in quotes, whose length is checked here: `#[choice(\"Small\", ..)]`";
            return Err(input.error(message));
        }
        let mut words = Self { title: input.parse()?, id: None, description: None, section: None };
        comma(input)?;
        while !input.is_empty() {
            let word: Ident = input.parse()?;
            let place = match word.to_string().as_str() {
                "id" => &mut words.id,
                "description" => &mut words.description,
                "section" => &mut words.section,
                _ => return Err(unknown(&word, VARIANT_WORDS)),
            };
            *place = Some(text(input, &word)?);
            comma(input)?;
        }
        Ok(words)
    }
}

fn text(input: ParseStream<'_>, word: &Ident) -> syn::Result<LitStr> {
    let wrong = |span| Error::new(span, format!("`{word}` takes a text in quotes: `{word} = \"..\"`"));
    if !input.peek(Token![=]) {
        return Err(wrong(word.span()));
    }
    input.parse::<Token![=]>()?;
    input.parse().map_err(|error: Error| wrong(error.span()))
}

fn comma(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() { Ok(()) } else { input.parse::<Token![,]>().map(drop) }
}

fn unknown(word: &Ident, known: &[&str]) -> Error {
    let all = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    Error::new(word.span(), format!("there is no `{word}` here, only {all}{}", did_you_mean(&word.to_string(), known)))
}

/// `90s`, `30m`, `24h`, `7d`.
fn seconds(written: &LitStr) -> syn::Result<u64> {
    let text = written.value();
    let unit = match text.chars().last() {
        Some('s') => Some(1),
        Some('m') => Some(60),
        Some('h') => Some(60 * 60),
        Some('d') => Some(24 * 60 * 60),
        _ => None,
    };
    let count = text.get(..text.len().saturating_sub(1)).and_then(|count| count.parse::<u32>().ok()).filter(|count| *count > 0);
    match (count, unit) {
        (Some(count), Some(unit)) => Ok(u64::from(count) * unit),
        _ => Err(Error::new(written.span(), "write a number and one of `s`, `m`, `h`, `d`, such as `expires = \"24h\"`")),
    }
}
