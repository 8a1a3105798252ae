use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Path, Token};

/// Collects the conversations.
pub(crate) fn expand(list: TokenStream) -> TokenStream {
    match Punctuated::<Path, Token![,]>::parse_terminated.parse2(list) {
        Ok(paths) => {
            let paths = paths.iter();
            quote!({
                const __CONVERSATIONS: &[&::switchboard::conversation::Conversation] =
                    &[#(<#paths as ::switchboard::__private::Converse>::CONVERSATION),*];
                __CONVERSATIONS.iter().copied()
            })
        }
        Err(error) => {
            let error =
                syn::Error::new(error.span(), "`conversations!` takes names of functions under `#[conversation]`: `conversations![book]`");
            let error = error.into_compile_error();
            quote!({
                #error
                ::core::iter::empty::<&'static ::switchboard::conversation::Conversation>()
            })
        }
    }
}
