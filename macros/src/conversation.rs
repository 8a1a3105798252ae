//! `#[conversation(..)]`: reads the attribute and the function's head, and writes the conversation as data.

mod arguments;
mod attribute;
mod list;

pub(crate) use list::expand as expand_list;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use self::arguments::Argument;
use self::attribute::Attribute;
use crate::on::function::{self, Function};

/// The function as it was, with its conversation or with what is wrong.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(_) if function::is_other_item(&item) => {
            let error = syn::Error::new_spanned(&item, "`#[conversation]` stands on an `async fn`").into_compile_error();
            return quote!(#error #item);
        }
        // Half-typed: rustc says what is wrong with it.
        Err(_) => return item,
    };
    let added = match conversation(attribute, &function) {
        Ok(conversation) => conversation,
        Err(error) => {
            let error = error.into_compile_error();
            let stub = quote!(&::switchboard::__private::TALK_STUB);
            let (hidden, converse) = (hidden_type(&function), converse(&function, &stub));
            quote!(#error #hidden #converse)
        }
    };
    quote! {
        #[allow(clippy::unused_async, clippy::too_many_arguments)]
        #item
        #added
    }
}

fn conversation(attribute: TokenStream, function: &Function) -> syn::Result<TokenStream> {
    let attribute = Attribute::read(attribute)?;
    let arguments = arguments::read(function)?;
    let name = &function.signature.ident;
    let spelled = name.to_string();
    let spelled = spelled.trim_start_matches("r#");
    let place = quote_spanned!(name.span()=> ::core::panic::Location::caller());
    let Attribute { begins_on, version, cancel, cancelled, back, on_mismatch } = attribute;
    let version = version.unwrap_or(1);
    let cancelled = option(cancelled.map(|words| quote!(#words)));
    let begins_on = option(begins_on.map(|filters| begins_on_filters(name, &function.about, &filters)));
    let aliases: Vec<Ident> = arguments.iter().enumerate().map(|(at, argument)| Ident::new(&format!("__Arg{at}"), argument.span)).collect();
    let types = arguments.iter().map(|argument| &argument.ty);
    let may_pass = aliases.iter().map(|alias| {
        quote_spanned! {alias.span()=>
            <#alias as ::switchboard::__private::Extract<::switchboard::__private::event::a_conversation>>::MAY_PASS
        }
    });
    let slots = arguments.iter().map(slot);
    let call = call(function, &arguments, &aliases);
    let hidden = hidden_type(function);
    let data = quote! {
        &::switchboard::__private::Conversation {
            name: #spelled,
            place: #place,
            version: #version,
            begins_on: #begins_on,
            cancel: &[#(#cancel),*],
            cancelled: #cancelled,
            back: &[#(#back),*],
            on_mismatch: ::switchboard::__private::OnMismatch::#on_mismatch,
            may_pass: false #(|| #may_pass)*,
            call: |__visit| {
                const SLOTS: &[::switchboard::__private::SlotData] = &[#(#slots),*];
                #call
            },
        }
    };
    let converse = converse(function, &data);
    Ok(quote! {
        #hidden
        const _: () = {
            // The function that begins it bears its name, so that messages about either name the same.
            type __Talk = #name;
            #(type #aliases = #types;)*
            #converse
        };
    })
}

/// The braces keep it out of the namespace of values, where the function is.
fn hidden_type(function: &Function) -> TokenStream {
    let (name, visibility) = (&function.signature.ident, &function.visibility);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #visibility struct #name {}
    }
}

fn converse(function: &Function, data: &TokenStream) -> TokenStream {
    let name = &function.signature.ident;
    quote! {
        impl ::switchboard::__private::Converse for #name {
            const CONVERSATION: &'static ::switchboard::__private::Conversation = #data;
        }
    }
}

/// A handler of those messages that does nothing but begin the conversation.
fn begins_on_filters(name: &Ident, about: &str, filters: &TokenStream) -> TokenStream {
    quote! {{
        #[doc = #about]
        #[::switchboard::on(#filters)]
        async fn #name(chat: &::switchboard::handler::Chat) {
            chat.start::<__Talk>();
        }
        &<#name as ::switchboard::__private::Handle>::REGISTRATION
    }}
}

/// The one call, in which every argument is named once.
fn call(function: &Function, arguments: &[Argument], aliases: &[Ident]) -> TokenStream {
    let name = &function.signature.ident;
    let talk = Ident::new(&format!("talk{}", arguments.len()), name.span());
    let values: Vec<Ident> = (0..arguments.len()).map(|at| format_ident!("__value{at}")).collect();
    let patterns =
        arguments.iter().zip(&values).map(|(argument, value)| if argument.mutable { quote!(mut #value) } else { quote!(#value) });
    let passed = arguments.iter().zip(&values).map(|(argument, value)| match (argument.lent, argument.mutable) {
        (false, _) => quote!(#value),
        (true, false) => quote!(&#value),
        (true, true) => quote!(&mut #value),
    });
    // Every token of this call stands on the returned type, so that a wrong one is told there.
    let outcome = Ident::new("__outcome", function.returned_span());
    let finish = quote_spanned!(function.returned_span()=> ::switchboard::__private::finish_talk(__outcome));
    quote_spanned! {name.span()=>
        ::switchboard::__private::#talk::<#(#aliases,)* _, _>(__visit, SLOTS, |mut __talk #(, #patterns)*| async move {
            let #outcome = #name(&mut __talk #(, #passed)*).await;
            #finish
        })
    }
}

fn slot(argument: &Argument) -> TokenStream {
    let place = quote_spanned!(argument.span=> ::core::panic::Location::caller());
    let lent = argument.lent;
    quote!(::switchboard::__private::SlotData { place: #place, lent: #lent, ..::switchboard::__private::SlotData::UNNAMED })
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

/// Where an attribute without a token of its own is told of.
fn here() -> Span {
    Span::call_site()
}
