use super::Extract;
use crate::error::Result;
use crate::handler::{Event, Needs, Slot};
use crate::turn::Turn;

/// Nothing where the extractor would pass the event on; a broken one stays broken.
impl<E: Event, T: Extract<E>> Extract<E> for Option<T> {
    const MAY_PASS: bool = false;

    async fn extract(turn: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
        T::extract(turn, slot).await.map(Some)
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}
