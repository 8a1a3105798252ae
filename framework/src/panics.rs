//! Panics of handlers, as the errors that they are to everybody else.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::Error;

/// The error that stands for a panic.
pub(crate) fn error_of(panic: &(dyn Any + Send)) -> Error {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the handler panicked: {}", words.unwrap_or("without words")).into()
}

/// Runs something of a handler's. A panic is its error.
pub(crate) async fn caught<T>(running: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut running = pin!(running);
    // It is never polled again after a panic, and what a turn shares with it is taken out before anybody looks.
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(done)) => Poll::Ready(done),
        Err(panic) => Poll::Ready(Err(error_of(&*panic))),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_with_its_words() {
        let whole = caught(async { Ok(1) }).await;
        assert_eq!(whole.expect("no error"), 1);
        let late = caught::<()>(async {
            tokio::task::yield_now().await;
            panic!("no {}", "stock");
        });
        assert_eq!(late.await.expect_err("an error").to_string(), "the handler panicked: no stock");
        let without = caught::<()>(async { std::panic::panic_any(7) }).await;
        assert_eq!(without.expect_err("an error").to_string(), "the handler panicked: without words");
    }
}
