use proc_macro2::{Ident, Span};
use syn::{Error, FnArg, GenericParam, Type};

use crate::on::function::{Function, no_borrowed_return, type_span};

/// One argument of a conversation beside `talk`.
pub(super) struct Argument {
    /// The extractor's type, without the reference around it.
    pub(super) ty: Type,
    pub(super) lent: bool,
    pub(super) mutable: bool,
    /// The token that stands for it in messages.
    pub(super) span: Span,
}

/// The arguments behind `talk: &mut Talk`, with the mistakes that can be seen without types.
pub(super) fn read(function: &Function) -> syn::Result<Vec<Argument>> {
    let signature = &function.signature;
    let name = &signature.ident;
    if signature.asyncness.is_none() {
        return Err(Error::new(signature.fn_token.span, format!("a conversation is an `async fn`: write `async fn {name}`")));
    }
    if let Some(generic) = signature.generics.params.iter().find(|param| !matches!(param, GenericParam::Lifetime(_))) {
        return Err(Error::new_spanned(generic, "a conversation cannot be generic: name the types"));
    }
    let mut inputs = signature.inputs.iter();
    match inputs.next() {
        Some(FnArg::Typed(first)) if is_talk(&first.ty) => {}
        Some(FnArg::Typed(first)) => {
            return Err(Error::new(type_span(&first.ty), "the first argument of a conversation is `talk: &mut Talk`"));
        }
        Some(FnArg::Receiver(receiver)) => return Err(Error::new(receiver.self_token.span, "a conversation has no `self`")),
        None => return Err(Error::new(name.span(), "the first argument of a conversation is `talk: &mut Talk`")),
    }
    if inputs.len() > 8 {
        return Err(Error::new(
            name.span(),
            "a conversation takes 8 arguments at most beside `talk`; an extractor of your own can join several",
        ));
    }
    no_borrowed_return(&signature.output, "what a conversation returns outlives its arguments: return a `String`, or a `&'static str`")?;
    inputs.map(argument).collect()
}

fn argument(input: &FnArg) -> syn::Result<Argument> {
    let FnArg::Typed(typed) = input else { return Err(Error::new(super::here(), "a conversation has no `self`")) };
    let (ty, lent, mutable) = match &*typed.ty {
        Type::Reference(reference) => (&*reference.elem, true, reference.mutability.is_some()),
        ty => (ty, false, false),
    };
    let span = type_span(ty);
    match last_name(ty) {
        Some(name) if name == "Chat" => {
            Err(Error::new(span, "a conversation outlives its turn and cannot take a chat: say and tag with `talk`"))
        }
        Some(name) if name == "Talk" => Err(Error::new(span, "a conversation has one `talk`, its first argument")),
        _ => Ok(Argument { ty: ty.clone(), lent, mutable, span }),
    }
}

fn is_talk(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some() && last_name(&reference.elem).is_some_and(|name| name == "Talk"))
}

fn last_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
