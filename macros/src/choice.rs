//! `#[derive(Choice)]`: reads the enum and its titles, checks what WhatsApp allows, and writes them down as data.

mod attribute;
mod check;
mod write;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields};

use self::attribute::{EnumWords, VariantWords};

/// A choice whose parts were read, and not yet checked against each other.
struct Read {
    name: syn::Ident,
    words: EnumWords,
    options: Vec<(syn::Ident, VariantWords)>,
}

/// The enum's implementation, or what is wrong and a stub, so that `choose::<Size>(..)` has nothing to add to the error.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    match read(&input).and_then(|read| check::check(&read).map(|()| read)) {
        Ok(read) => write::write(&read),
        Err(error) => {
            let (error, stub) = (error.into_compile_error(), write::stub(&input));
            quote!(#error #stub)
        }
    }
}

fn read(input: &DeriveInput) -> syn::Result<Read> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "a choice is an enum: each variant is something that a customer can choose"));
    };
    if let Some(generic) = input.generics.params.first() {
        return Err(Error::new_spanned(generic, "a choice cannot be generic: its buttons must mean the same after a restart"));
    }
    if data.variants.is_empty() {
        return Err(Error::new(input.ident.span(), "there is nothing to choose: a choice has 1 to 10 variants"));
    }
    let words = EnumWords::read(&input.attrs)?;
    let mut options = Vec::with_capacity(data.variants.len());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a button cannot carry fields: what comes back is only which one was pressed. Keep the rest in a `Session<..>`";
            return Err(Error::new(variant.ident.span(), message));
        }
        options.push((variant.ident.clone(), VariantWords::read(variant)?));
    }
    Ok(Read { name: input.ident.clone(), words, options })
}
