use crate::wire::{Group, Page};

use super::{Api, ApiError, Paging, path};

impl Api {
    /// `listGroups`: one page of the groups of users.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_groups(&self, paging: Paging) -> Result<Page<Group>, ApiError> {
        self.call(path::LIST_GROUPS).paging(paging).send().await
    }

    /// Every group, by as many `listGroups` as it takes.
    ///
    /// # Errors
    /// When one of the calls fails.
    pub async fn all_groups(&self) -> Result<Vec<Group>, ApiError> {
        self.all(path::LIST_GROUPS, |group: &Group| group.id.get()).await
    }
}
