use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::visit::Visit;
use syn::{Error, Expr, ExprLit, FnArg, GenericParam, Item, Lit, Meta, MetaNameValue, ReturnType, Signature, Type, Visibility};

/// A function's head. The body is not looked into, so that a half-typed one costs no second error.
pub(crate) struct Function {
    /// The first sentence of its documentation.
    pub(crate) about: String,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let about = first_sentence(&syn::Attribute::parse_outer(input)?);
        let function = Self { about, visibility: input.parse()?, signature: input.parse()? };
        let body: Group = input.parse()?;
        if body.delimiter() == Delimiter::Brace { Ok(function) } else { Err(Error::new(body.span(), "a body")) }
    }
}

impl Function {
    /// What can be seen without types: `async`, no generics, no `self`, nothing borrowed that is returned.
    pub(super) fn check(&self) -> syn::Result<()> {
        let signature = &self.signature;
        let name = &signature.ident;
        if signature.asyncness.is_none() {
            return Err(Error::new(signature.fn_token.span, format!("a handler is an `async fn`: write `async fn {name}`")));
        }
        if let Some(generic) = signature.generics.params.iter().find(|param| !matches!(param, GenericParam::Lifetime(_))) {
            return Err(Error::new_spanned(generic, "a handler cannot be generic: name the types"));
        }
        if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
            let message = "a handler is a function of its own: take what it needs as `State<..>` instead of `self`";
            return Err(Error::new(receiver.self_token.span, message));
        }
        if signature.inputs.len() > 12 {
            return Err(Error::new(name.span(), "a handler takes 12 arguments at most; an extractor of your own can join several"));
        }
        no_borrowed_return(&signature.output, "what a handler returns outlives its arguments: return a `String`, or a `&'static str`")
    }

    /// The token that stands for what is returned: the last name of the type, else the function's name.
    pub(crate) fn returned_span(&self) -> Span {
        match &self.signature.output {
            ReturnType::Default => self.signature.ident.span(),
            ReturnType::Type(_, returned) => type_span(returned),
        }
    }
}

/// The first sentence of a documentation: up to a full stop, or to an empty line.
fn first_sentence(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(line), .. }), .. }) if path.is_ident("doc") => {
            Some(line.value())
        }
        _ => None,
    });
    let lines: Vec<String> = lines.flat_map(|lines| lines.split('\n').map(|line| line.trim().to_owned()).collect::<Vec<_>>()).collect();
    let paragraph = lines.iter().skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    let words = paragraph.map(String::as_str).collect::<Vec<_>>().join(" ");
    words.split_once(". ").map_or_else(|| words.clone(), |(first, _)| format!("{first}."))
}

/// The one token that stands for a type in the compiler's messages.
pub(crate) fn type_span(ty: &Type) -> Span {
    match ty {
        Type::Path(path) => path.path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span()),
        Type::Reference(reference) => type_span(&reference.elem),
        other => other.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span()),
    }
}

/// Whether the item is clearly something other than a function.
pub(crate) fn is_other_item(item: &TokenStream) -> bool {
    matches!(syn::parse2::<Item>(item.clone()), Ok(parsed) if !matches!(parsed, Item::Fn(_) | Item::Verbatim(_)))
        || item.clone().into_iter().any(|token| matches!(&token, TokenTree::Ident(word) if word == "struct" || word == "impl"))
}

impl Function {
    /// Whether `Pass` stands in the returned type: `Pass`, `Result<String, Pass>`.
    pub(super) fn returns_pass(&self) -> bool {
        struct Named(bool);

        impl<'ast> Visit<'ast> for Named {
            fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
                self.0 |= segment.ident == "Pass";
                syn::visit::visit_path_segment(self, segment);
            }
        }

        let mut named = Named(false);
        named.visit_return_type(&self.signature.output);
        named.0
    }
}

/// Refuses a reference in a returned type, unless it is `'static`.
pub(crate) fn no_borrowed_return(output: &ReturnType, message: &str) -> syn::Result<()> {
    let ReturnType::Type(_, returned) = output else { return Ok(()) };
    struct Borrow(Option<Span>);

    impl<'ast> Visit<'ast> for Borrow {
        fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
            if reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static") {
                self.0.get_or_insert(reference.and_token.span);
            }
        }
    }

    let mut borrow = Borrow(None);
    borrow.visit_type(returned);
    match borrow.0 {
        Some(span) => Err(Error::new(span, message)),
        None => Ok(()),
    }
}
