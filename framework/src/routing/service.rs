use tower::util::BoxCloneSyncService;
use tower::{Layer, Service, ServiceExt};

use super::router::Router;
use crate::error::Error;
use crate::turn::{Outcome, Turn};

/// What handles turns: the router, or the router inside layers of `tower`.
pub type TurnService = BoxCloneSyncService<Turn, Outcome, Error>;

impl Router {
    /// The router as a service, for layers to wrap.
    #[must_use]
    pub fn into_service(self) -> TurnService {
        BoxCloneSyncService::new(tower::service_fn(move |turn: Turn| {
            let router = self.clone();
            async move { router.dispatch(&turn).await }
        }))
    }
}

/// Puts a layer around a service; the last one that is put sees a turn first.
pub fn layered<L>(service: TurnService, layer: &L) -> TurnService
where
    L: Layer<TurnService>,
    L::Service: Service<Turn, Response = Outcome> + Clone + Send + Sync + 'static,
    <L::Service as Service<Turn>>::Error: Into<Error>,
    <L::Service as Service<Turn>>::Future: Send,
{
    let inner = layer.layer(service);
    BoxCloneSyncService::new(inner.map_err(Into::into))
}
