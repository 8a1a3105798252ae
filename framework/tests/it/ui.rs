//! Programs with one mistake each, and what the compiler says about it; and one program that must compile.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::{Command, ExitCode};

#[path = "../ui/pass/everything.rs"]
mod everything;

/// The compiler whose words are pinned. Another one only has to refuse the programs.
const PINNED: &str = "rustc 1.95.";

#[test]
fn the_compiler_says_what_to_do() {
    if compiler().starts_with(PINNED) {
        trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
        return;
    }
    // Without the pinned words beside them, trybuild says for how many programs it would write them: those that were refused.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fail");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for program in fs::read_dir("tests/ui/fail").unwrap() {
        let program = program.unwrap().path();
        if program.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&program, folder.join(program.file_name().unwrap())).unwrap();
        }
    }
    let programs = folder.join("*.rs");
    let said = catch_unwind(|| trybuild::TestCases::new().compile_fail(programs)).unwrap_err();
    let said = said.downcast_ref::<String>().unwrap();
    assert!(said.starts_with("successfully created new stderr files"), "{said}");
}

#[test]
fn what_is_right_compiles_and_runs() {
    assert_eq!(everything::main(), ExitCode::SUCCESS);
}

#[test]
fn a_main_that_fails_says_so() {
    assert_eq!(switchboard::__private::main(async { Err::<(), _>("the port is taken") }), ExitCode::FAILURE);
}

fn compiler() -> String {
    let output = Command::new(option_env!("RUSTC").unwrap_or("rustc")).arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
