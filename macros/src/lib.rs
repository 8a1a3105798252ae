//! The attribute macros of Switchboard. Use them through the crate `switchboard`, which documents them.
//!
//! What is written is data and one call of a library function; whatever is longer than that lives in `switchboard::__private`.

mod choice;
mod conversation;
mod entry;
mod expansion;
mod extract;
mod folding;
mod handlers;
mod on;
mod suggest;

use proc_macro::TokenStream;

/// Makes an `async fn` a handler of one kind of event.
#[proc_macro_attribute]
pub fn on(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let name = expansion::name_of(&item.clone().into());
    expansion::shown("on", &name, on::expand(attribute.into(), item.into())).into()
}

/// Makes an `async fn` a conversation.
#[proc_macro_attribute]
pub fn conversation(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let name = expansion::name_of(&item.clone().into());
    expansion::shown("conversation", &name, conversation::expand(attribute.into(), item.into())).into()
}

/// The conversations of a bot.
#[proc_macro]
pub fn conversations(list: TokenStream) -> TokenStream {
    expansion::shown("conversations", "", conversation::expand_list(list.into())).into()
}

/// Makes an enum something that a customer chooses from.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn choice(item: TokenStream) -> TokenStream {
    let name = expansion::name_of(&item.clone().into());
    expansion::shown("derive(Choice)", &name, choice::expand(item.into())).into()
}

/// The handlers of a bot, in the order in which they are asked.
#[proc_macro]
pub fn handlers(list: TokenStream) -> TokenStream {
    expansion::shown("handlers", "", handlers::expand(list.into())).into()
}

/// Makes a struct an extractor when each of its fields is one.
#[proc_macro_derive(Extract, attributes(extract))]
pub fn derive_extract(item: TokenStream) -> TokenStream {
    let name = expansion::name_of(&item.clone().into());
    expansion::shown("derive(Extract)", &name, extract::expand(item.into())).into()
}

/// Turns `async fn main` into a plain `main` that builds a runtime and runs it.
#[proc_macro_attribute]
pub fn main(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expansion::shown("main", "main", entry::expand(&attribute.into(), item.into())).into()
}
