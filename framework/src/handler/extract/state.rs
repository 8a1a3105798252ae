use super::Extract;
use crate::error::Result;
use crate::handler::{Event, Needs, Slot};
use crate::turn::Turn;

/// A value of the application, as `Bot::state` was given it; a clone of it, so put what is large into an `Arc`.
///
/// A handler whose state was never given is refused at start.
///
/// ```
/// use std::sync::Arc;
///
/// use switchboard::prelude::*;
///
/// struct Shop {
///     opens_at: u8,
/// }
///
/// #[on(incoming_messages, text = "open?")]
/// async fn open(State(shop): State<Arc<Shop>>) -> String {
///     format!("From {} o'clock.", shop.opens_at)
/// }
///
/// # fn bot() -> Result<Bot> {
/// let bot = Bot::from_config()?.state(Arc::new(Shop { opens_at: 9 })).handlers(handlers![open]);
/// # Ok(bot)
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct State<T>(pub T);

impl<E: Event, T: Clone + Send + Sync + 'static> Extract<E> for State<T> {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, _: &Slot<'_>) -> Result<Option<Self>> {
        turn.state().map(|state| Some(Self(state)))
    }

    fn needs(needs: &mut Needs) {
        needs.state::<T>();
    }
}
