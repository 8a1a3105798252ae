use std::fs;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

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
    for example in fs::read_dir(EXAMPLES).expect("the folder of the examples") {
        let example = example.expect("an example").path();
        let Some(name) = example.file_name().filter(|_| example.is_dir()).and_then(|name| name.to_str()) else { continue };
        assert!(README.contains(&format!("\n| [`{name}`](examples/{name}) | ")), "the README's table of examples has no row for `{name}`");
    }
}

/// Whoever copies one knows how it is run, and where to begin.
#[test]
fn every_example_says_how_it_is_run_and_what_to_change() {
    for example in fs::read_dir(EXAMPLES).expect("the folder of the examples") {
        let example = example.expect("an example").path();
        let Some(name) = example.file_name().filter(|_| example.is_dir()).and_then(|name| name.to_str()) else { continue };
        let library = fs::read_to_string(example.join("src/lib.rs"));
        let source = library.or_else(|_| fs::read_to_string(example.join("src/main.rs"))).expect("a source");
        let head: String = source.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(head.contains(&format!("Run it: `cargo run -p {name}")), "how is {name} run?");
        assert!(head.contains("Make it yours: "), "what is to be changed in {name}?");
    }
}

/// The lines of the first block of Rust.
fn first_block(page: &str) -> Vec<&str> {
    page.lines().skip_while(|line| !line.starts_with("```rust")).skip(1).take_while(|line| !line.starts_with("```")).collect()
}
