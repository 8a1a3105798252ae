/// `; did you mean ..?`, when a known word is near.
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|other| (distance(word, other), other)).min();
    match nearest {
        Some((distance, other)) if distance <= 1 + other.len() / 5 => format!("; did you mean `{other}`?"),
        _ => String::new(),
    }
}

/// How many letters must be put in, taken out or replaced.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, distance};

    #[test]
    fn near_words_are_proposed() {
        assert_eq!(distance("txt", "text"), 1);
        assert_eq!(distance("", "text"), 4);
        assert_eq!(did_you_mean("txt", &["regex", "text"]), "; did you mean `text`?");
        assert_eq!(did_you_mean("colour", &["regex", "text"]), "");
    }
}
