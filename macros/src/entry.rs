use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, ItemFn};

/// Wraps the user's `async fn main` into a plain one.
pub(crate) fn expand(attribute: &TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => match check(attribute, &function) {
            Ok(()) => wrap(&function),
            Err(error) => {
                let error = error.into_compile_error();
                // An `async fn main` alone would be one more error, and so would none at all.
                let main = if function.sig.asyncness.is_none() {
                    item
                } else {
                    quote!(
                        fn main() {}
                    )
                };
                quote!(#error #main)
            }
        },
        // Half-typed: rustc says what is wrong with it.
        Err(_) => item,
    }
}

fn check(attribute: &TokenStream, function: &ItemFn) -> Result<(), Error> {
    let signature = &function.sig;
    if !attribute.is_empty() {
        return Err(Error::new_spanned(attribute, "`#[switchboard::main]` takes nothing"));
    }
    if signature.ident != "main" {
        return Err(Error::new(signature.ident.span(), "`#[switchboard::main]` stands on `async fn main`"));
    }
    if signature.asyncness.is_none() {
        return Err(Error::new(signature.fn_token.span, "`main` is an `async fn`: write `async fn main`"));
    }
    if let Some(argument) = signature.inputs.first() {
        return Err(Error::new_spanned(argument, "`main` takes no arguments"));
    }
    Ok(())
}

fn wrap(function: &ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, sig, block, .. } = function;
    let name = &sig.ident;
    let output = &sig.output;
    let span = match output {
        syn::ReturnType::Default => name.span(),
        syn::ReturnType::Type(_, returned) => returned.to_token_stream().into_iter().next().map_or(returned.span(), |token| token.span()),
    };
    let call = quote_spanned!(span=> ::switchboard::__private::main(#name()));
    quote! {
        #(#attrs)*
        #vis fn #name() -> ::std::process::ExitCode {
            async fn #name() #output #block
            #call
        }
    }
}
