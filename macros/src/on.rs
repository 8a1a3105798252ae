//! `#[on(..)]`: reads the attribute and the function's signature, and writes the registration.

mod argument;
mod attribute;
mod command;
mod condition;
mod event;
mod filters;
pub(crate) mod function;
mod pattern;
mod registration;
#[cfg(test)]
mod tests;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use self::attribute::Attribute;
use self::function::Function;

pub(crate) use self::function::type_span;

/// The name of the event's type, when there is such an event.
pub(crate) fn event_named(name: &str) -> Option<&'static str> {
    event::Event::known(name).map(|event| event.name)
}

/// The names of all events.
pub(crate) fn event_names() -> Vec<&'static str> {
    event::EVENTS.iter().map(|event| event.name).collect()
}

/// Whether a filter of some event is called so.
pub(crate) fn is_filter(name: &str) -> bool {
    !event::Event::with_filter(name).is_empty()
}

/// Whether it may be meant for a filter of some event.
pub(crate) fn resembles_filter(word: &str) -> bool {
    event::Event::resembles_filter(word)
}

/// The function as it was, with its registration or with what is wrong.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(_) if function::is_other_item(&item) => {
            let error = syn::Error::new_spanned(&item, "`#[on(..)]` stands on an `async fn`").into_compile_error();
            return quote!(#error #item);
        }
        // Half-typed: rustc says what is wrong with it.
        Err(_) => return item,
    };
    let added = match registration(attribute, &function) {
        Ok(registration) => registration,
        Err(error) => {
            let error = error.into_compile_error();
            let stub = registration::stub(&function);
            quote!(#error #stub)
        }
    };
    quote! {
        #[allow(clippy::unused_async, clippy::too_many_arguments)]
        #item
        #added
    }
}

fn registration(attribute: TokenStream, function: &Function) -> syn::Result<TokenStream> {
    let attribute: Attribute = syn::parse2(attribute)?;
    let filters = attribute.filters()?;
    function.check()?;
    let arguments = argument::read(function, &filters)?;
    Ok(registration::write(attribute.event, &filters, function, &arguments))
}
