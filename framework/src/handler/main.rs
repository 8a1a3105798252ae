use std::process::ExitCode;

use crate::error::Error;

/// Runs a bot's `async fn main` on a runtime of many threads, and prints in one sentence why it failed.
#[doc(hidden)]
#[expect(clippy::print_stderr, reason = "the last words of a program that cannot go on")]
pub fn main<R: MainResult>(main: impl Future<Output = R>) -> ExitCode {
    let failed = |error: Error| {
        eprintln!("error: {error:?}");
        ExitCode::FAILURE
    };
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(main).into_result().map_or_else(failed, |()| ExitCode::SUCCESS),
        Err(cause) => failed(cause.into()),
    }
}

/// What the `async fn main` under `#[switchboard::main]` may return: nothing, or a `Result` with any error that `?` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be what `main` returns",
    label = "neither nothing nor a `Result<()>`",
    note = "return `Result<()>`: an `Err` is printed in one sentence, and the program ends with code 1"
)]
pub trait MainResult {
    /// The same as a `Result` of this crate.
    ///
    /// # Errors
    /// What `main` failed with.
    fn into_result(self) -> Result<(), Error>;
}

impl MainResult for () {
    fn into_result(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: Into<Error>> MainResult for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(Into::into)
    }
}
