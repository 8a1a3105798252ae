//! The bot with the file that comes with it, and with one that is edited while it runs.

use std::fs;
use std::path::PathBuf;

use faq::{Answers, Faq, bot};
use switchboard::testing::{Script, World};
use switchboard_tests::{Program, folder};
use tempfile::TempDir;

const FALLBACK: &str = "fallback = \"Pardon?\"\n";

/// A file of answers with this text.
fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = folder();
    let file = folder.path().join("answers.toml");
    fs::write(&file, text).expect("a file");
    (folder, file)
}

fn tea(says: &str) -> String {
    format!("{FALLBACK}[[answer]]\nasks = [\"tea\"]\nsays = \"{says}\"\n")
}

#[tokio::test]
async fn the_transcript() {
    let (_folder, file) = file(include_str!("../../answers.toml"));
    let world = World::start().await;
    let _bot = world.bot(|it| bot(it, Faq::open(file).expect("answers"))).await;
    for transcript in Script::documented(include_str!("../../src/lib.rs")).expect("a transcript") {
        world.play(&transcript).await.assert_same();
    }
}

#[tokio::test]
async fn a_file_that_changes_is_read_again_and_a_broken_one_changes_nothing() {
    let (_folder, file) = file(&tea("Yes."));
    let world = World::start().await;
    let _bot = world.bot(|it| bot(it, Faq::open(&file).expect("answers"))).await;
    let ada = world.customer("Ada").await;
    let answers = async |text: &str, answer: &str| {
        fs::write(&file, text).expect("a file");
        ada.says("Tea?").await;
        ada.hears(answer).await;
    };
    answers(&tea("Yes."), "Yes.").await;
    answers(&tea("Green tea."), "Green tea.").await;
    answers("[[answer", "Green tea.").await;
    answers(&tea("Black tea."), "Black tea.").await;
    answers(FALLBACK, "Pardon?").await;
    fs::remove_file(&file).expect("a file");
    ada.says("Tea?").await;
    ada.hears("Pardon?").await;
}

#[tokio::test]
async fn the_log_tells_once_which_line_is_broken() {
    let (folder, file) = file(&tea("Yes."));
    let (bot, world) = Program::start_bot(env!("CARGO_BIN_EXE_faq"), folder.path(), &[]).await;
    let ada = world.customer(1);
    fs::write(&file, tea("Yes.").replace("tea", "tea(")).expect("a file");
    for _ in 0..2 {
        ada.says("Is there tea?").await;
        ada.hears("Yes.").await;
    }
    bot.terminate().await;
    let (code, log) = bot.ended().await;
    assert_eq!(code, Some(0));
    assert_eq!(log.matches("answers.toml, line 3: the pattern \"tea(\" is broken").count(), 1, "{log}");
}

#[tokio::test]
async fn it_does_not_start_without_answers() {
    let folder = folder();
    let (code, errors) = Program::start(env!("CARGO_BIN_EXE_faq"), folder.path(), &["no-such-file.toml"], &[]).ended().await;
    assert_eq!(code, Some(1));
    assert!(errors.starts_with("error: no-such-file.toml cannot be read: "), "{errors}");
}

#[test]
fn a_thousand_answers_are_one_search() {
    let answers: String =
        (0..1000).map(|number| format!("[[answer]]\nasks = [\"article {number}\"]\nsays = \"It is {number}.\"\n")).collect();
    let answers: Answers = format!("{FALLBACK}{answers}").parse().expect("answers");
    assert_eq!(answers.to("What is article 7, or ARTICLE 999?"), ["It is 7.", "It is 999."]);
    assert_eq!(answers.to("What is article 1000?"), ["Pardon?"]);
}
