use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Error, FnArg, GenericArgument, Ident, Pat, PathArguments, Type};

use super::command::Takes;
use super::filters::Filters;
use super::function::{Function, type_span};

/// One argument of a handler.
pub(super) struct Argument {
    /// The extractor's type, without the reference around it.
    pub(super) ty: Type,
    /// How the function takes it.
    pub(super) taken: Taken,
    /// Whether the type stands in for an `Arg<Option<..>>`.
    optional: Optional,
    /// Whether it is an argument that its command cannot leave out.
    pub(super) is_always_given: bool,
    /// The one name that its pattern binds.
    pub(super) binding: Option<Ident>,
    /// The token that stands for it in messages.
    pub(super) span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Value,
    Reference,
    Mutable,
    /// `Option<&T>`
    OptionalReference,
    /// `Option<&mut T>`
    OptionalMutable,
}

/// Where an `Arg<Option<..>>` stands. No extractor can be one, since `Option` may some day be read from a text by the standard library.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Optional {
    Nowhere,
    Here,
    /// `Result<Arg<Option<T>>, E>`
    InResult,
}

impl Argument {
    /// The value as the function takes it.
    pub(super) fn unwrapped(&self, value: &Ident) -> TokenStream {
        match self.optional {
            Optional::Nowhere => quote!(#value),
            Optional::Here => quote!(#value.0),
            Optional::InResult => quote!(#value.map(|value| value.0)),
        }
    }
}

/// The arguments, with the mistakes that can be seen without types.
pub(super) fn read(function: &Function, filters: &Filters) -> syn::Result<Vec<Argument>> {
    function.signature.inputs.iter().map(|input| argument(input, filters)).collect()
}

fn argument(input: &FnArg, filters: &Filters) -> syn::Result<Argument> {
    let typed = match input {
        FnArg::Typed(typed) => typed,
        FnArg::Receiver(receiver) => return Err(Error::new(receiver.self_token.span, "a handler has no `self`")),
    };
    let span = type_span(&typed.ty);
    if let Type::ImplTrait(_) = &*typed.ty {
        return Err(Error::new(span, "a handler cannot be generic: name the type"));
    }
    let (ty, taken) = taken(&typed.ty);
    let mut argument =
        Argument { ty, taken, optional: Optional::Nowhere, is_always_given: false, binding: binding(&typed.pat).cloned(), span };
    lent(&argument)?;
    bare(&argument, filters)?;
    captured(&mut argument, filters)?;
    given(&mut argument, filters)?;
    stand_in(&mut argument);
    Ok(argument)
}

fn taken(ty: &Type) -> (Type, Taken) {
    match ty {
        Type::Reference(reference) => {
            let taken = if reference.mutability.is_some() { Taken::Mutable } else { Taken::Reference };
            ((*reference.elem).clone(), taken)
        }
        Type::Path(path) => match inner(ty, "Option") {
            Some(Type::Reference(reference)) => {
                let taken = if reference.mutability.is_some() { Taken::OptionalMutable } else { Taken::OptionalReference };
                let mut path = path.clone();
                if let Some(PathArguments::AngleBracketed(arguments)) = path.path.segments.last_mut().map(|segment| &mut segment.arguments)
                {
                    arguments.args = std::iter::once(GenericArgument::Type((*reference.elem).clone())).collect();
                }
                (Type::Path(path), taken)
            }
            _ => (ty.clone(), Taken::Value),
        },
        _ => (ty.clone(), Taken::Value),
    }
}

/// A chat is lent. Behind an alias it cannot be seen here, and is refused at start.
fn lent(argument: &Argument) -> syn::Result<()> {
    let (is_lent, write) = match argument.taken {
        Taken::Value if last_name(&argument.ty).is_some_and(|name| name == "Chat") => (false, "&Chat"),
        Taken::Value if inner(&argument.ty, "Option").and_then(last_name).is_some_and(|name| name == "Chat") => (false, "Option<&Chat>"),
        _ => (true, ""),
    };
    if is_lent { Ok(()) } else { Err(Error::new(argument.span, format!("a chat is lent for one turn: write `{write}`"))) }
}

/// A text of the command or the regex that is taken without its extractor: `id: u32`.
fn bare(argument: &Argument, filters: &Filters) -> syn::Result<()> {
    let read = inner(&argument.ty, "Option").unwrap_or(&argument.ty);
    let Some(binding) = argument.binding.as_ref().filter(|_| is_scalar(read)) else { return Ok(()) };
    let ty = argument.ty.to_token_stream().to_string().replace(' ', "");
    let (source, extractor) = match &filters.command {
        Some(command) if command.names().iter().any(|name| binding == name) => ("command", "Arg"),
        _ if filters.groups().iter().any(|group| binding == group) => ("regex", "Capture"),
        _ => return Ok(()),
    };
    let message = format!("what the {source} finds is taken as `{extractor}`: write `{extractor}({binding}): {extractor}<{ty}>`");
    Err(Error::new(argument.span, message))
}

/// A capture needs a group. Which one a type of the user's own asks for is not seen here, and is checked at start.
fn captured(argument: &mut Argument, filters: &Filters) -> syn::Result<()> {
    let ty = inner(&argument.ty, "Option").unwrap_or(&argument.ty);
    let Some(read) = inner(ty, "Capture") else { return Ok(()) };
    if filters.regex.is_none() {
        let message = "a capture comes from a regex: write `regex = r\"..\"` with a group such as `(?<id>[0-9]+)`";
        return Err(Error::new(argument.span, message));
    }
    let groups = filters.groups();
    if groups.is_empty() {
        return Err(Error::new(argument.span, "the regex has no named group: write one as `(?<id>[0-9]+)`"));
    }
    let read = inner(read, "Option").unwrap_or(read);
    if !is_scalar(read) {
        return Ok(());
    }
    unused(&mut argument.binding, |name| groups.iter().any(|group| group == name));
    match &argument.binding {
        Some(binding) if !groups.iter().any(|group| binding == group) => {
            let groups = groups.join(", ");
            Err(Error::new(binding.span(), format!("the regex has no group `{binding}`; it has: {groups}")))
        }
        _ => Ok(()),
    }
}

/// An argument of the command, by the name it is bound to. Behind an alias it cannot be seen here, and is checked at start.
fn given(argument: &mut Argument, filters: &Filters) -> syn::Result<()> {
    let ty = inner(&argument.ty, "Option").or_else(|| inner(&argument.ty, "Result")).unwrap_or(&argument.ty);
    let Some(read) = inner(ty, "Arg") else { return Ok(()) };
    let Some(command) = &filters.command else {
        return Err(Error::new(argument.span, "an argument comes from a command: write `command = \"order <id>\"`"));
    };
    let names = command.names();
    if names.is_empty() {
        return Err(Error::new(argument.span, "the command takes no argument: write one as `<id>`, or `[note]` when it may be left out"));
    }
    unused(&mut argument.binding, |name| command.takes(name).is_some());
    let Some(binding) = &argument.binding else {
        return Err(Error::new(argument.span, format!("bind it by the name of an argument: `Arg({}): Arg<..>`", names[0])));
    };
    let name = binding.to_string();
    match command.takes(name.trim_start_matches("r#")) {
        None => Err(Error::new(binding.span(), format!("the command has no argument `{binding}`; it has: {}", names.join(", ")))),
        Some(Takes::Optional) if inner(read, "Option").is_none() && inner(&argument.ty, "Option").is_none() => {
            Err(Error::new(argument.span, format!("`{binding}` may be left out: write `Arg<Option<..>>`")))
        }
        Some(takes) => {
            argument.is_always_given = takes == Takes::Required && inner(&argument.ty, "Arg").is_some();
            Ok(())
        }
    }
}

/// `_id` binds what is called `id`, by somebody who does not use it.
fn unused(binding: &mut Option<Ident>, is_known: impl Fn(&str) -> bool) {
    let Some(bound) = binding.as_ref().map(Ident::to_string).filter(|bound| !is_known(bound)) else { return };
    if let (Some(name), Some(binding)) = (bound.strip_prefix('_').filter(|name| is_known(name)), binding) {
        *binding = Ident::new(name, binding.span());
    }
}

/// Puts a stand-in in the place of `Arg<Option<T>>`.
fn stand_in(argument: &mut Argument) {
    let (ty, optional) = match inner(&argument.ty, "Result") {
        Some(ty) => (ty, Optional::InResult),
        None => (&argument.ty, Optional::Here),
    };
    if argument.taken != Taken::Value {
        return;
    }
    let Some(read) = inner(ty, "Arg").and_then(|read| inner(read, "Option")) else { return };
    let new: Type = syn::parse_quote!(::switchboard::__private::OptionalArg<#read>);
    argument.ty = match (optional, &argument.ty) {
        (Optional::InResult, Type::Path(path)) => {
            let mut path = path.clone();
            if let Some(PathArguments::AngleBracketed(arguments)) = path.path.segments.last_mut().map(|segment| &mut segment.arguments)
                && let Some(GenericArgument::Type(first)) = arguments.args.first_mut()
            {
                *first = new;
            }
            Type::Path(path)
        }
        _ => new,
    };
    argument.optional = optional;
}

/// Types that are surely read from one group.
const SCALARS: &[&str] =
    &["String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];

fn is_scalar(ty: &Type) -> bool {
    last_name(ty).is_some_and(|name| SCALARS.contains(&name.to_string().as_str()))
}

/// The one name that a pattern binds: `id`, `Capture(id)`, `State(mut shop)`.
fn binding(pattern: &Pat) -> Option<&Ident> {
    match pattern {
        Pat::Ident(pattern) => Some(&pattern.ident),
        Pat::TupleStruct(pattern) if pattern.elems.len() == 1 => binding(pattern.elems.first()?),
        Pat::Reference(pattern) => binding(&pattern.pat),
        _ => None,
    }
}

/// `T` of `Name<T>`.
fn inner<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

fn last_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
