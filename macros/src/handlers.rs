use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Path, Token};

/// Collects the registrations, and checks each against those before it.
pub(crate) fn expand(list: TokenStream) -> TokenStream {
    let paths = match Punctuated::<Path, Token![,]>::parse_terminated.parse2(list) {
        Ok(paths) => paths,
        Err(error) => {
            let error =
                syn::Error::new(error.span(), "`handlers!` takes names of functions under `#[on(..)]`: `handlers![greet, shop::pay]`");
            let error = error.into_compile_error();
            return quote!({ #error const NONE: &[::switchboard::__private::Registration] = &[]; NONE });
        }
    };
    let registrations = paths.iter().map(|path| {
        let span = last_span(path);
        quote_spanned!(span=> <#path as ::switchboard::__private::Handle>::REGISTRATION)
    });
    // Each check is a constant of its own, so that all mistakes are told at once, each on its name.
    let checks = paths.iter().enumerate().skip(1).map(|(at, path)| {
        let span = last_span(path);
        quote_spanned!(span=> const _: () = ::switchboard::__private::check(__HANDLERS, #at);)
    });
    quote!({
        const __HANDLERS: &[::switchboard::__private::Registration] = &[#(#registrations),*];
        #(#checks)*
        __HANDLERS
    })
}

fn last_span(path: &Path) -> proc_macro2::Span {
    path.segments.last().map_or_else(proc_macro2::Span::call_site, |segment| segment.ident.span())
}
