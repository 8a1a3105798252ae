//! What the engine is at: stopping waits for it, and nothing is at rest meanwhile.

use std::sync::Arc;

use super::Engine;

/// Something that [`Engine::drain`] waits for while this lives.
pub(super) struct Busy(Arc<Engine>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.working.send_modify(|working| *working -= 1);
    }
}

impl Engine {
    /// Begins something that [`Engine::drain`] waits for.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.working.send_modify(|working| *working += 1);
        Busy(self.clone())
    }

    /// Runs something that [`Engine::drain`] waits for.
    pub(super) fn in_background(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        let busy = self.busy();
        tokio::spawn(async move {
            work.await;
            drop(busy);
        });
    }
}
