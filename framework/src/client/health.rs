use crate::wire::{HealthStatus, Members};

use super::{Api, ApiError, path};

impl Api {
    /// `listHealthStatuses`: what the inbox thinks of itself. Needs no token (inferred).
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_health_statuses(&self) -> Result<Vec<HealthStatus>, ApiError> {
        self.call(path::LIST_HEALTH_STATUSES).send().await
    }

    /// `retrieveApiRoot`: whether an inbox lives here. Nobody needs a token for it, yet one that is not valid is refused.
    ///
    /// # Errors
    /// 401 or 403 for a token that is not valid.
    pub async fn retrieve_api_root(&self) -> Result<Members, ApiError> {
        self.call(path::RETRIEVE_API_ROOT).send().await
    }
}
