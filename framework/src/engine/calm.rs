//! What the test kit asks: whether anything goes on before the clock moves, and in whose name.

use super::Engine;
use super::lane::Step;
use crate::client::Api;

impl Engine {
    /// Whether nothing happens before the clock moves or something comes in: every lane rests or waits for a time.
    pub(crate) async fn is_calm(&self) -> bool {
        if self.is_sweeping() || self.owes_events().await {
            return false;
        }
        // What was written and not yet queued stands in the store alone.
        let Ok(open) = self.parts.store.open_lanes(&self.parts.inbox).await else { return false };
        let (now, draining) = (self.now(), self.is_draining());
        let lanes = self.all_lanes();
        let is_worked_on = |lane| lanes.get(lane).is_some_and(|slot| slot.state().working);
        let waits = lanes.values().filter(|slot| {
            let state = slot.state();
            state.working
                && match state.next(slot.lane.chat().is_some(), now, draining) {
                    Step::Wait(_) => true,
                    Step::Turn | Step::Send | Step::Resolve => self.is_held(),
                    _ => false,
                }
        });
        // Every task that works on a lane is counted, and so is what runs in the background.
        waits.count() == *self.working.borrow() && open.iter().all(is_worked_on)
    }

    /// The bot's own calls.
    pub(crate) const fn api(&self) -> &Api {
        &self.parts.api
    }
}
