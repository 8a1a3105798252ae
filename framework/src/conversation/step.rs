use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Talk;
use super::book::{Book, Halt, Met};
use super::journal::EntryKind;
use crate::error::{Error, Result};
use crate::ingress::digest;

/// Something that is done once in a conversation; [`Talk::step`] makes one, awaiting it does it.
///
/// ```
/// use switchboard::prelude::*;
///
/// # async fn charge(_: u32) -> Result<u64> { Ok(1) }
/// #[conversation(assigned_messages, text = "pay")]
/// async fn pay(talk: &mut Talk) -> Result<String> {
///     let receipt = talk.step("charge", charge(12)).at_most_once().await?;
///     Ok(format!("Receipt {receipt}."))
/// }
/// ```
#[must_use = "a step is done when it is awaited"]
pub struct Step<'t, T> {
    work: Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>,
    /// Shared with the work, which is made before it is known.
    at_most_once: Arc<AtomicBool>,
}

/// A step's end, as the journal keeps it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept<T> {
    /// It was done.
    Ok(T),
    /// It failed, and the code went on all the same.
    Error(String),
    /// Nobody can tell, and the code went on all the same.
    Uncertain,
}

impl<T: StepResult> Kept<T> {
    fn result(kept: Value, name: String, place: &'static Location<'static>) -> Result<T> {
        match serde_json::from_value(kept) {
            Ok(Self::Ok(result)) => Ok(result),
            Ok(Self::Error(cause)) => Err(Error::from(cause)),
            Ok(Self::Uncertain) => Err(Error::from(Uncertain { name })),
            Err(cause) => {
                Err(Error::from(format!("{place}: the kept result of the step `{name}` does not read as its type any more: {cause}")))
            }
        }
    }
}

/// What a step can end with: what serde can write and read, since it is kept in the journal.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use switchboard::prelude::*;
///
/// #[derive(Serialize, Deserialize)]
/// struct Quote {
///     price: u32,
/// }
///
/// #[conversation(assigned_messages, text = "price")]
/// async fn price(talk: &mut Talk) -> Result<String> {
///     let quote = talk.step("quote", async { Ok::<_, Error>(Quote { price: 12 }) }).await?;
///     Ok(format!("{} euros.", quote.price))
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the result of a step is kept in the journal, and `{Self}` cannot be written there",
    label = "not a type that can be stored",
    note = "derive `serde::Serialize` and `serde::Deserialize` for it"
)]
pub trait StepResult: Serialize + DeserializeOwned + Send {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send> StepResult for T {}

/// A step that is done at most once had begun when the process ended: nobody can tell whether it was done.
///
/// ```
/// use switchboard::prelude::*;
///
/// use switchboard::conversation::Uncertain;
///
/// # async fn charge(_: u32) -> Result<u64> { Ok(1) }
/// #[conversation(assigned_messages, text = "pay")]
/// async fn pay(talk: &mut Talk) -> Result<Handover> {
///     match talk.step("charge", charge(12)).at_most_once().await {
///         Ok(receipt) => talk.say(format!("Receipt {receipt}.")),
///         Err(error) if error.is::<Uncertain>() => {
///             return Ok(Handover::to_group("Accounts").note("Was the customer charged 12 euros?"));
///         }
///         Err(error) => return Err(error),
///     }
///     Ok(Handover::release())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the step `{name}` had begun when the process ended, and it is not certain whether it was done")]
pub struct Uncertain {
    /// The step's name.
    pub name: String,
}

impl<'t, T: StepResult + 't> Step<'t, T> {
    pub(super) fn new<E, F>(
        talk: &'t mut Talk,
        name: String,
        place: &'static Location<'static>,
        work: impl FnOnce(String) -> F + Send + 't,
    ) -> Self
    where
        E: Into<Error> + 't,
        F: Future<Output = std::result::Result<T, E>> + Send + 't,
    {
        let (book, at_most_once) = (Arc::clone(&talk.book), Arc::<AtomicBool>::default());
        let is_once = Arc::clone(&at_most_once);
        let work = Box::pin(async move {
            let at_most_once = is_once.load(Ordering::Relaxed);
            let met = book.page().meet(EntryKind::Step, &name, place);
            let at = match met {
                Met::Done(kept) => {
                    let result = Kept::result(kept, name, place);
                    return if at_most_once { result.map_err(Error::without_retry) } else { result };
                }
                Met::Mismatch => std::future::pending().await,
                Met::Open(at) if at_most_once => {
                    book.page().failed = Some((at, json!(Kept::<()>::Uncertain)));
                    return Err(Error::from(Uncertain { name }));
                }
                Met::Open(at) => at,
                Met::New(at) => {
                    let has_begun_something = !book.page().actions.is_empty();
                    if at_most_once || has_begun_something {
                        checkpoint(&book).await;
                    }
                    at
                }
            };
            let key = key(&book, at);
            let result = match work(key).await.map_err(Into::into) {
                Ok(result) => result,
                // It is not done again, so how it failed is its result, and on disk before the code hears of it.
                Err(error) if at_most_once => {
                    book.page().finish(at, json!(Kept::<()>::Error(error.to_string())));
                    checkpoint(&book).await;
                    return Err(error.without_retry());
                }
                Err(error) => {
                    book.page().failed = Some((at, json!(Kept::<()>::Error(error.to_string()))));
                    return Err(error);
                }
            };
            let kept = serde_json::to_value(Kept::Ok(&result))
                .map_err(|cause| Error::from(format!("{place}: the result of the step `{name}` cannot be written: {cause}")))?;
            book.page().finish(at, kept);
            checkpoint(&book).await;
            Ok(result)
        });
        Self { work, at_most_once }
    }

    /// Does it at most once: that it begins is on disk first, and when the process dies before its result is, the next run gets
    /// [`Uncertain`] instead of doing it again.
    ///
    /// A failure is a result, too: the code gets the error, later runs get its words, and the turn that it fails is a dead letter at once,
    /// since another try would fail alike.
    pub fn at_most_once(self) -> Self {
        self.at_most_once.store(true, Ordering::Relaxed);
        self
    }
}

impl<T> Future for Step<'_, T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Step<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step").finish_non_exhaustive()
    }
}

/// Lets what was done so far be committed.
async fn checkpoint(book: &Book) {
    let mut is_noted = false;
    std::future::poll_fn(|_| {
        if std::mem::replace(&mut is_noted, true) {
            return Poll::Ready(());
        }
        book.page().halt = Some(Halt::Checkpoint);
        Poll::Pending
    })
    .await;
}

/// The same in every run, and no other step's.
fn key(book: &Book, at: usize) -> String {
    let id = book.page().journal.id.clone();
    digest(format!("{id}:{at}").as_bytes())[..32].to_owned()
}
