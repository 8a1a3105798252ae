use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Error, Ident, parse_str};

use crate::folding::folded;

/// `command = "order <id> [note].."`, read.
pub(super) struct Command {
    pub(super) usage: String,
    parts: Vec<Part>,
    rest: bool,
}

enum Part {
    /// Folded.
    Word(String),
    Required(String),
    Optional(String),
}

/// An argument that a command takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Required,
    Optional,
}

impl Command {
    /// Reads a command, or says what is wrong with it.
    pub(super) fn read(written: &str, span: Span) -> syn::Result<Self> {
        let mut command = Self { usage: String::new(), parts: Vec::new(), rest: false };
        let pieces: Vec<&str> = written.split_whitespace().collect();
        for (at, piece) in pieces.iter().enumerate() {
            let (piece, rest) = match piece.strip_suffix("..") {
                Some(piece) if at + 1 == pieces.len() => (piece, true),
                Some(_) => return Err(refusal(written, piece, "`..` takes the rest of the text, so it stands at the end", span)),
                None => (*piece, false),
            };
            let part = command.part(piece).map_err(|cause| refusal(written, piece, &cause, span))?;
            if rest && matches!(part, Part::Word(_)) {
                return Err(refusal(written, piece, "`..` stands behind an argument: `<words>..`, `[words]..`", span));
            }
            command.rest = rest;
            command.parts.push(part);
        }
        if command.parts.is_empty() {
            return Err(Error::new(span, "a command begins with a word: `\"order <id>\"`"));
        }
        command.usage = pieces.join(" ").trim_end_matches("..").to_owned();
        Ok(command)
    }

    fn part(&self, piece: &str) -> Result<Part, String> {
        let bracketed = |open, close| piece.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        let part = match (bracketed('<', '>'), bracketed('[', ']')) {
            (Some(name), _) => Part::Required(self.name(name)?),
            (_, Some(name)) => Part::Optional(self.name(name)?),
            _ if piece.contains(['<', '>', '[', ']']) => {
                return Err("an argument stands by itself: `<id>`, or `[note]` when it may be left out".to_owned());
            }
            _ => Part::Word(folded(piece)),
        };
        match (&part, self.parts.last()) {
            (Part::Word(_), None) => Ok(part),
            (_, None) => Err("a command begins with a word: `order <id>`".to_owned()),
            (Part::Required(_) | Part::Word(_), Some(Part::Optional(_))) => Err("what may be left out stands at the end".to_owned()),
            _ => Ok(part),
        }
    }

    fn name(&self, name: &str) -> Result<String, String> {
        if parse_str::<Ident>(name).is_err() {
            return Err("an argument is named like a variable: `<id>`, `[note]`".to_owned());
        }
        if self.takes(name).is_some() {
            return Err(format!("`{name}` is there twice"));
        }
        Ok(name.to_owned())
    }

    /// How the command takes the argument of this name.
    pub(super) fn takes(&self, name: &str) -> Option<Takes> {
        self.parts.iter().find_map(|part| match part {
            Part::Required(known) if known == name => Some(Takes::Required),
            Part::Optional(known) if known == name => Some(Takes::Optional),
            _ => None,
        })
    }

    /// The names of its arguments.
    pub(super) fn names(&self) -> Vec<&str> {
        self.parts
            .iter()
            .filter_map(|part| if let Part::Required(name) | Part::Optional(name) = part { Some(name.as_str()) } else { None })
            .collect()
    }

    /// What two equal commands have in common.
    pub(super) fn canonical(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Word(word) => word.clone(),
            Part::Required(_) => "<>".to_owned(),
            Part::Optional(_) => "[]".to_owned(),
        });
        format!("command:{} {}", parts.collect::<Vec<_>>().join(" "), self.rest)
    }

    /// The command as data.
    pub(super) fn data(&self) -> TokenStream {
        let Self { usage, rest, parts } = self;
        let parts = parts.iter().map(|part| match part {
            Part::Word(word) => quote!(::switchboard::__private::Part::Word(#word)),
            Part::Required(name) => quote!(::switchboard::__private::Part::Required(#name)),
            Part::Optional(name) => quote!(::switchboard::__private::Part::Optional(#name)),
        });
        quote!(::switchboard::__private::Command { usage: #usage, parts: &[#(#parts),*], rest: #rest })
    }
}

/// A span inside a literal cannot be had, so the place is drawn.
fn refusal(written: &str, piece: &str, cause: &str, span: Span) -> Error {
    let column = written.find(piece).and_then(|offset| written.get(..offset)).map_or(0, |before| before.chars().count());
    Error::new(span, format!("this command cannot be read: {cause}\n  {written}\n  {}^", " ".repeat(column)))
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::{Command, Takes};

    fn read(written: &str) -> Result<Command, String> {
        Command::read(written, Span::call_site()).map_err(|error| error.to_string())
    }

    #[test]
    fn words_and_arguments_are_told_apart() {
        let command = read("Order  <id> [note]..").unwrap();
        assert_eq!((command.names(), command.rest, command.usage.as_str()), (vec!["id", "note"], true, "Order <id> [note]"));
        assert!(command.takes("id") == Some(Takes::Required) && command.takes("note") == Some(Takes::Optional));
        assert_eq!(command.canonical(), read("ORDER <other> [thing]..").unwrap().canonical());
    }

    #[test]
    fn what_cannot_be_read_is_drawn() {
        for (written, cause) in [
            ("", "begins with a word"),
            ("<id>", "begins with a word"),
            ("a <id", "stands by itself"),
            ("a [x] <y>", "stands at the end"),
            ("a [x] b", "stands at the end"),
            ("a <x>.. <y>", "stands at the end"),
            ("a..", "stands behind an argument"),
            ("a <x> [x]", "is there twice"),
            ("a <1>", "named like a variable"),
        ] {
            let error = read(written).err().unwrap();
            assert!(error.contains(cause), "{written}: {error}");
        }
        assert!(read("order <id").err().unwrap().ends_with("\n  order <id\n        ^"));
    }
}
