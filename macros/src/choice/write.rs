use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, LitStr, parse_quote};

use super::Read;

/// The label of a list whose enum names none.
const LABEL: &str = "Choose";

/// The choice as data.
pub(super) fn write(read: &Read) -> TokenStream {
    let enum_name = &read.name;
    let (name, version, signed) = (read.id_name(), read.version(), read.words.signed);
    let expires = option(read.words.expires.map(|seconds| quote!(#seconds)));
    let label = read.words.list.as_ref().map_or_else(|| LABEL.to_owned(), LitStr::value);
    let list = option(read.is_list().then(|| quote!(#label)));
    let options = read.options.iter().map(|(variant, words)| {
        let (id, title) = (words.id(variant), &words.title);
        let [description, section] = [&words.description, &words.section].map(|text| option(text.as_ref().map(|text| quote!(#text))));
        quote!(::switchboard::__private::Opt { id: #id, title: #title, description: #description, section: #section })
    });
    let numbered =
        read.options.iter().enumerate().map(|(number, (variant, _))| quote!(#number => ::core::option::Option::Some(#enum_name::#variant)));
    quote! {
        impl ::switchboard::__private::Choices for #enum_name {
            const SPEC: ::switchboard::__private::Spec = ::switchboard::__private::Spec {
                name: #name,
                version: #version,
                signed: #signed,
                expires: #expires,
                list: #list,
                options: &[#(#options),*],
            };

            fn from_number(number: usize) -> ::core::option::Option<Self> {
                match number {
                    #(#numbered,)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}

/// What stands in for the implementation when something is wrong.
pub(super) fn stub(input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let mut with_bounds = input.generics.clone();
    // A parameter without them would be a second error.
    let (_, types, _) = input.generics.split_for_impl();
    with_bounds.make_where_clause().predicates.push(parse_quote!(#name #types: ::core::marker::Send + 'static));
    let (generics, _, bounds) = with_bounds.split_for_impl();
    quote! {
        impl #generics ::switchboard::__private::Choices for #name #types #bounds {
            const SPEC: ::switchboard::__private::Spec = ::switchboard::__private::Spec::STUB;

            fn from_number(_: usize) -> ::core::option::Option<Self> {
                ::core::option::Option::None
            }
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}
