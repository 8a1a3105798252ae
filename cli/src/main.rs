//! The command `switchboard`: an inbox on this machine, and tools for bots.

mod inbox;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// An inbox on this machine, and tools for WhatsApp bots.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs an inbox on this machine that speaks the Integration API.
    Inbox(inbox::Arguments),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version count as errors to the parser; it knows where each belongs and what it means to a shell.
            let _ = error.print();
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).init();
    let done = match arguments.command {
        Command::Inbox(arguments) => inbox::run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("switchboard: {error}");
            ExitCode::FAILURE
        }
    }
}
