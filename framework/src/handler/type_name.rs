/// A type's name without the paths in it: `Cart`, `Vec<Cart>`.
pub(crate) fn short_type_name<T: ?Sized>() -> String {
    shorten(std::any::type_name::<T>())
}

fn shorten(name: &str) -> String {
    let mut short = String::new();
    let mut word = 0;
    let mut rest = name;
    while let Some(next) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("::") {
            short.truncate(word);
            rest = after;
        } else {
            short.push(next);
            if !(next.is_alphanumeric() || next == '_') {
                word = short.len();
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn paths_are_left_out() {
        for (long, short) in [
            ("shop::cart::Cart", "Cart"),
            ("u32", "u32"),
            ("alloc::vec::Vec<shop::Cart>", "Vec<Cart>"),
            ("(a::B, &c::D<e::F, 3>)", "(B, &D<F, 3>)"),
        ] {
            assert_eq!(shorten(long), short);
        }
    }
}
