//! What the test kit asks: whether anything goes on before the clock moves, and in whose name.

use super::Engine;
use super::lane::Step;
use crate::client::Api;

impl Engine {
    /// Whether nothing happens before the clock moves or something comes in: every lane rests or waits for a time, and so do the timers.
    pub(crate) async fn is_calm(&self) -> bool {
        !self.owes_events().await && self.lanes_are_calm()
    }

    fn lanes_are_calm(&self) -> bool {
        let (now, draining) = (self.now(), self.is_draining());
        let slots: Vec<_> = self.all_lanes().values().cloned().collect();
        let waits = slots.iter().filter(|slot| {
            let state = slot.state();
            state.working && matches!(state.next(slot.lane.chat().is_some(), now, draining), Step::Wait(_))
        });
        // Every task that works on a lane is counted, and so is what runs in the background.
        waits.count() == *self.working.borrow()
    }

    /// The bot's own calls.
    pub(crate) const fn api(&self) -> &Api {
        &self.parts.api
    }
}
