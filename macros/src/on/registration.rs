use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::argument::{Argument, Taken};
use super::command::Command;
use super::event::Event;
use super::filters::{Filters, Pattern, To, action_data, owner_set};
use super::function::Function;

/// The hidden type of the function's name, and the registration as its constant.
pub(super) fn write(event: Event, filters: &Filters, function: &Function, arguments: &[Argument]) -> TokenStream {
    let name = &function.signature.ident;
    let spelled = name.to_string();
    let spelled = spelled.trim_start_matches("r#");
    let kind = Ident::new(event.variant, Span::call_site());
    let marker = Ident::new(event.name, Span::call_site());
    let place = quote_spanned!(name.span()=> ::core::panic::Location::caller());

    // The alias's name carries the span of the argument's own type, so that every message about it stands there.
    let aliases: Vec<Ident> = arguments.iter().enumerate().map(|(at, argument)| Ident::new(&format!("__Arg{at}"), argument.span)).collect();
    let types = arguments.iter().map(|argument| &argument.ty);
    let filters_data = filter_data(filters);
    let owners = option(owner_set(&filters.owners));
    let asks = asks(filters);
    let about = &function.about;
    // What runs once in a while passes the rest of the time; what returns a `Pass` says so.
    let is_picky = filters.once_in.is_some() || function.returns_pass();
    let slots = arguments.iter().map(|argument| slot(argument, filters));
    let may_pass = aliases.iter().zip(arguments).map(|(alias, argument)| {
        // What the command's own shape makes sure of is known here alone.
        let may_pass = Ident::new(if argument.is_always_given { "MAY_PASS_GIVEN" } else { "MAY_PASS" }, alias.span());
        quote_spanned!(alias.span()=> <#alias as ::switchboard::__private::Extract<__Event>>::#may_pass)
    });
    let call = call(function, arguments, &aliases);
    let hidden = hidden_type(function);
    quote! {
        #hidden
        const _: () = {
            type __Event = ::switchboard::__private::event::#marker;
            #(type #aliases = #types;)*
            impl ::switchboard::__private::Handle for #name {
                const REGISTRATION: ::switchboard::__private::Registration = ::switchboard::__private::Registration {
                    name: #spelled,
                    place: #place,
                    kind: ::switchboard::__private::EventKind::#kind,
                    filters: #filters_data,
                    owners: #owners,
                    may_pass: #is_picky #(|| #may_pass)*,
                    asks: #asks,
                    module: ::core::module_path!(),
                    about: #about,
                    call: |__visit| {
                        const SLOTS: &[::switchboard::__private::SlotData] = &[#(#slots),*];
                        #call
                    },
                };
            }
        };
    }
}

/// What stands in for the registration when the attribute is wrong, so that `handlers![..]` adds no error.
pub(super) fn stub(function: &Function) -> TokenStream {
    let name = &function.signature.ident;
    let hidden = hidden_type(function);
    quote! {
        #hidden
        impl ::switchboard::__private::Handle for #name {
            const REGISTRATION: ::switchboard::__private::Registration = ::switchboard::__private::STUB;
        }
    }
}

/// The braces keep it out of the namespace of values, where the function is.
fn hidden_type(function: &Function) -> TokenStream {
    let name = &function.signature.ident;
    let visibility = &function.visibility;
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #visibility struct #name {}
    }
}

/// The one call, in which every argument is named once.
fn call(function: &Function, arguments: &[Argument], aliases: &[Ident]) -> TokenStream {
    let name = &function.signature.ident;
    let run = Ident::new(&format!("run{}", arguments.len()), name.span());
    let values: Vec<Ident> = (0..arguments.len()).map(|at| format_ident!("__value{at}")).collect();
    let patterns = arguments.iter().zip(&values).map(|(argument, value)| match argument.taken {
        Taken::Mutable | Taken::OptionalMutable => quote!(mut #value),
        Taken::Value | Taken::Reference | Taken::OptionalReference => quote!(#value),
    });
    let passed = arguments.iter().zip(&values).map(|(argument, value)| match argument.taken {
        Taken::Value => argument.unwrapped(value),
        Taken::Reference => quote!(&#value),
        Taken::Mutable => quote!(&mut #value),
        Taken::OptionalReference => quote!(#value.as_ref()),
        Taken::OptionalMutable => quote!(#value.as_mut()),
    });
    // Every token of this call stands on the returned type, so that a wrong one is told there.
    let finish = quote_spanned!(function.returned_span()=> ::switchboard::__private::finish(__turn, __outcome));
    let turn = Ident::new("__turn", function.returned_span());
    let outcome = Ident::new("__outcome", function.returned_span());
    quote_spanned! {name.span()=>
        ::switchboard::__private::#run::<__Event, #(#aliases,)* _, _>(__visit, SLOTS, |#turn #(, #patterns)*| async move {
            let #outcome = #name(#(#passed),*).await;
            #finish
        })
    }
}

fn slot(argument: &Argument, filters: &Filters) -> TokenStream {
    let name = match &argument.binding {
        Some(binding) => {
            let binding = binding.to_string();
            quote!(::core::option::Option::Some(#binding))
        }
        None => quote!(::core::option::Option::None),
    };
    let place = quote_spanned!(argument.span=> ::core::panic::Location::caller());
    let lent = argument.taken != Taken::Value;
    let groups = filters.groups();
    let arguments = filters.command.as_ref().map(Command::names).unwrap_or_default();
    quote! {
        ::switchboard::__private::SlotData {
            name: #name,
            place: #place,
            lent: #lent,
            groups: &[#(#groups),*],
            arguments: &[#(#arguments),*],
        }
    }
}

fn filter_data(filters: &Filters) -> TokenStream {
    let Filters { texts, ignore_case, tags, statuses, from_any, interrupts, stale, conditions, .. } = filters;
    let groups = filters.groups();
    let regex = option(filters.regex.as_ref().map(|Pattern { text, .. }| quote!(#text)));
    let action = option(filters.action.as_deref().map(action_data));
    let to = option(filters.to.as_ref().map(To::data));
    let command = option(filters.command.as_ref().map(Command::data));
    let once_in = option(filters.once_in.map(|milliseconds| quote!(#milliseconds)));
    let conditions = conditions.iter().map(|condition| &condition.data);
    quote! {
        ::switchboard::__private::Filters {
            texts: &[#(#texts),*],
            ignore_case: #ignore_case,
            regex: #regex,
            groups: &[#(#groups),*],
            command: #command,
            tags: &[#(#tags),*],
            action: #action,
            statuses: &[#(#statuses),*],
            from_any: #from_any,
            to: #to,
            once_in: #once_in,
            interrupts: #interrupts,
            stale: #stale,
            conditions: &[#(#conditions),*],
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

/// What the filters ask for, as numbers. Comparing texts in a constant costs the compiler ten times as much.
fn asks(filters: &Filters) -> TokenStream {
    let ignores_case = filters.ignore_case && !filters.texts.is_empty();
    let fold = if ignores_case { "~" } else { "=" };
    let words = filters.texts.iter().chain(&filters.tags).chain(&filters.statuses);
    let words = words.map(|word| digest(&format!("word{fold}{word}")));
    let regex = filters.regex.as_ref().map(|pattern| format!("regex:{}", pattern.text));
    let text = regex.or_else(|| filters.command.as_ref().map(Command::canonical)).map(|canonical| digest(&canonical));
    let text = option(text.map(|number| quote!(#number)));
    let own = [filters.action.as_ref().map(|action| format!("action={action}")), filters.to.as_ref().map(To::canonical)];
    let own = own.into_iter().flatten().map(|canonical| digest(&canonical)).map(|number| quote!(#number));
    let conditions = filters.conditions.iter().map(|condition| {
        let number = digest(&condition.canonical);
        if condition.is_local { quote!(::switchboard::__private::within(::core::module_path!(), #number)) } else { quote!(#number) }
    });
    let all = own.chain(conditions);
    quote!(::switchboard::__private::Asks { words: &[#(#words),*], text: #text, all: &[#(#all),*] })
}

/// FNV-1a.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
