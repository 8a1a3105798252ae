//! `SWITCHBOARD_EXPAND=1`: prints what a macro made, on standard error, while the compiler runs.

use std::io::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// What the macro made; printed as well, when that is asked for.
pub(crate) fn shown(macro_name: &str, item: &str, made: TokenStream) -> TokenStream {
    #[expect(clippy::disallowed_methods, reason = "a macro is asked by its environment: it has no configuration")]
    let is_asked = std::env::var_os("SWITCHBOARD_EXPAND").is_some_and(|value| value == "1");
    if is_asked {
        // In one piece, since the compiler writes there too. Nobody can be told that it failed.
        let _ = std::io::stderr().write_all(format!("// {macro_name} {item}\n{}\n\n", written(&made)).as_bytes());
    }
    made
}

/// The name of a function or type.
pub(crate) fn name_of(item: &TokenStream) -> String {
    let mut tokens = item.clone().into_iter().skip_while(|token| !["fn", "struct", "enum"].contains(&token.to_string().as_str()));
    tokens.nth(1).map(|name| name.to_string()).unwrap_or_default()
}

/// Tokens with a line for each statement and each part of a block.
fn written(tokens: &TokenStream) -> String {
    let mut page = Page { text: String::new(), depth: 0, is_joined: true, has_ended: false };
    page.write(tokens, Delimiter::Brace);
    page.text.trim_end().to_owned()
}

struct Page {
    text: String,
    depth: usize,
    /// Whether the next token stands right behind the last.
    is_joined: bool,
    /// Whether a block has just ended, so that all but a closing sign begins a line.
    has_ended: bool,
}

impl Page {
    fn write(&mut self, tokens: &TokenStream, within: Delimiter) {
        for token in tokens.clone() {
            let closes = matches!(&token, TokenTree::Punct(sign) if matches!(sign.as_char(), ',' | ';' | '.' | '?'));
            if std::mem::take(&mut self.has_ended) && !closes {
                self.line();
            }
            match token {
                TokenTree::Group(group) => match group.delimiter() {
                    Delimiter::Brace if group.stream().is_empty() => self.put("{}"),
                    Delimiter::Brace => {
                        self.put("{");
                        self.depth += 1;
                        self.line();
                        self.write(&group.stream(), Delimiter::Brace);
                        self.depth -= 1;
                        self.line();
                        self.put("}");
                        self.has_ended = true;
                    }
                    delimiter => {
                        let (open, close) = match delimiter {
                            Delimiter::Parenthesis => ("(", ")"),
                            Delimiter::Bracket => ("[", "]"),
                            Delimiter::Brace | Delimiter::None => ("", ""),
                        };
                        self.is_joined = true;
                        self.put(open);
                        self.is_joined = true;
                        self.write(&group.stream(), delimiter);
                        self.has_ended = false;
                        self.is_joined = true;
                        self.put(close);
                    }
                },
                TokenTree::Punct(sign) => {
                    let sign_text = sign.as_char().to_string();
                    // A path that begins with `::` stands by itself.
                    let follows = sign.as_char() != ':'
                        || sign.spacing() == Spacing::Alone
                        || self.text.ends_with(|last: char| last.is_alphanumeric() || "_>".contains(last));
                    self.is_joined |= follows && matches!(sign.as_char(), ',' | ';' | ':' | '.' | '?' | '<' | '>' | '!');
                    self.put(&sign_text);
                    let joins = matches!(sign.as_char(), '.' | '<' | '&' | '#' | '!') || self.text.ends_with("::");
                    self.is_joined = sign.spacing() == Spacing::Joint || joins;
                    if sign.as_char() == ';' || (sign.as_char() == ',' && within == Delimiter::Brace) {
                        self.line();
                    }
                }
                word => self.put(&word.to_string()),
            }
        }
    }

    fn put(&mut self, text: &str) {
        if !self.is_joined {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.is_joined = false;
    }

    fn line(&mut self) {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.text.push('\n');
        self.text.push_str(&"    ".repeat(self.depth));
        self.is_joined = true;
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{name_of, written};

    #[test]
    fn what_is_made_can_be_read() {
        let made = quote! { #[on] pub async fn greet() -> String { let a = ::b::c(&d, "e"); a } };
        assert_eq!(written(&quote! { A { b: c::D { e: 1 }, f: ::g } }), "A {\n    b: c::D {\n        e: 1\n    },\n    f: ::g\n}");
        assert_eq!(written(&made), "#[on] pub async fn greet() -> String {\n    let a = ::b::c(&d, \"e\");\n    a\n}");
        assert_eq!(name_of(&made), "greet");
    }
}
