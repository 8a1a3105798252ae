//! `#[derive(Extract)]`: a struct whose fields are extractors.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Error, Fields};

use crate::on::{event_named, event_names, type_span};
use crate::suggest::did_you_mean;

/// What the struct is made from.
enum Events {
    Any,
    Chats,
    Messages,
    One(&'static str),
}

/// The implementation, or what is wrong.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    implementation(&input).unwrap_or_else(|error| {
        let error = error.into_compile_error();
        let name = &input.ident;
        // What stands in, so that the handlers that take it add no error.
        let stub = quote! {
            impl<__E: ::switchboard::handler::Event> ::switchboard::handler::Extract<__E> for #name {
                async fn extract(
                    _: &::switchboard::turn::Turn,
                    _: &::switchboard::handler::Slot<'_>,
                ) -> ::switchboard::Result<::core::option::Option<Self>> {
                    ::core::result::Result::Ok(::core::option::Option::None)
                }
            }
        };
        let stub = if input.generics.params.is_empty() { stub } else { TokenStream::new() };
        quote!(#error #stub)
    })
}

fn implementation(input: &DeriveInput) -> syn::Result<TokenStream> {
    if let Some(generic) = input.generics.params.first() {
        return Err(Error::new_spanned(generic, "a struct of extractors cannot be generic: name the types"));
    }
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "only a struct is made of extractors: write `struct`, or implement `Extract` yourself"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(
            input.ident.span(),
            "the fields need names, by which arguments and captures are found: `struct .. { id: .. }`",
        ));
    };
    let events = events(input)?;
    let name = &input.ident;
    let names: Vec<&Ident> = fields.named.iter().filter_map(|field| field.ident.as_ref()).collect();
    let spans: Vec<Span> = fields.named.iter().map(|field| type_span(&field.ty)).collect();
    let types = fields.named.iter().map(|field| &field.ty);
    // The alias's name carries the span of the field's type, so that every message about it stands there, and is told once.
    let aliases: Vec<Ident> = spans.iter().enumerate().map(|(at, span)| Ident::new(&format!("__Field{at}"), *span)).collect();
    let values: Vec<Ident> = (0..names.len()).map(|at| format_ident!("__value{at}")).collect();
    let (generics, event) = match events {
        // The names are read by whoever makes a mistake in a field.
        Events::Any => (quote!(<AnyEvent: ::switchboard::handler::Event>), quote!(AnyEvent)),
        Events::Chats => (quote!(<AnyChatEvent: ::switchboard::handler::ChatEvent>), quote!(AnyChatEvent)),
        Events::Messages => (quote!(<AnyMessage: ::switchboard::handler::MessageEvent>), quote!(AnyMessage)),
        Events::One(event) => {
            let marker = Ident::new(event, Span::call_site());
            (TokenStream::new(), quote!(::switchboard::handler::event::#marker))
        }
    };
    let spelled: Vec<String> = names.iter().map(|name| name.to_string().trim_start_matches("r#").to_owned()).collect();
    let ask = |alias: &Ident, what: TokenStream| {
        let what = what.into_iter().map(|mut token| {
            token.set_span(alias.span());
            token
        });
        quote_spanned!(alias.span()=> <#alias as ::switchboard::handler::Extract<#event>>::#(#what)*)
    };
    let may_pass = aliases.iter().map(|alias| ask(alias, quote!(MAY_PASS)));
    let needs = aliases.iter().map(|alias| ask(alias, quote!(needs)));
    let made = aliases.iter().zip(&spelled).zip(&values).map(|((alias, spelled), value)| {
        let extract = ask(alias, quote!(extract));
        quote_spanned! {alias.span()=>
            let ::core::option::Option::Some(#value) = #extract(__turn, &__slot.field(#spelled)).await? else {
                return ::core::result::Result::Ok(::core::option::Option::None);
            };
        }
    });
    Ok(quote! {
        const _: () = {
            #(type #aliases = #types;)*
            impl #generics ::switchboard::handler::Extract<#event> for #name {
                const MAY_PASS: bool = false #(|| #may_pass)*;

                async fn extract(
                    __turn: &::switchboard::turn::Turn,
                    __slot: &::switchboard::handler::Slot<'_>,
                ) -> ::switchboard::Result<::core::option::Option<Self>> {
                    #(#made)*
                    ::core::result::Result::Ok(::core::option::Option::Some(Self { #(#names: #values),* }))
                }

                fn needs(__needs: &mut ::switchboard::handler::Needs) {
                    #(__needs.field(#spelled, #needs);)*
                }
            }
        };
    })
}

/// `#[extract(chats)]` beside the derive; messages without one.
fn events(input: &DeriveInput) -> syn::Result<Events> {
    const KNOWN: &[&str] = &["any", "chats", "messages"];
    let Some(attribute) = input.attrs.iter().find(|attribute| attribute.path().is_ident("extract")) else { return Ok(Events::Messages) };
    let word: Ident = attribute.parse_args()?;
    Ok(match word.to_string().as_str() {
        "any" => Events::Any,
        "chats" => Events::Chats,
        "messages" => Events::Messages,
        other => match event_named(other) {
            Some(event) => Events::One(event),
            None => {
                let hint = did_you_mean(other, &[KNOWN, &event_names()].concat());
                let message = format!("`extract` is one of `any`, `chats`, `messages`, or the name of an event{hint}");
                return Err(Error::new(word.span(), message));
            }
        },
    })
}
