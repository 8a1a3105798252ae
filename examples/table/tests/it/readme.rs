use std::fs;

const README: &str = include_str!("../../../../README.md");

/// The bot that the README shows, word for word.
#[test]
fn the_readme_shows_this_bot_in_15_lines() {
    let source = include_str!("../../src/main.rs");
    let code = source.lines().skip_while(|line| line.starts_with("//!") || line.is_empty()).collect::<Vec<_>>();
    let shown = first_block(README);
    assert_eq!(shown, code, "the README's first block is not examples/table/src/main.rs");
    assert!(shown.len() <= 15, "{} lines", shown.len());
}

/// Whoever looks for an example finds it there.
#[test]
fn the_readme_has_a_row_for_every_example() {
    let examples = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).expect("the folder of the examples");
    for example in examples {
        let name = example.expect("an example").file_name().into_string().expect("a name");
        assert!(README.contains(&format!("\n| [`{name}`](examples/{name}) | ")), "the README's table of examples has no row for `{name}`");
    }
}

/// The lines of the first block of Rust.
fn first_block(page: &str) -> Vec<&str> {
    page.lines().skip_while(|line| !line.starts_with("```rust")).skip(1).take_while(|line| !line.starts_with("```")).collect()
}
