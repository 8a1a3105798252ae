use crate::wire::HealthStatus;

use super::{Api, ApiError, path};

impl Api {
    /// `listHealthStatuses`: what the inbox thinks of itself. Needs no token (inferred).
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_health_statuses(&self) -> Result<Vec<HealthStatus>, ApiError> {
        self.call(path::LIST_HEALTH_STATUSES).send().await
    }
}
