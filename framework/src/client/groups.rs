use crate::wire::{Group, GroupId, Page};

use super::{Api, ApiError, Entries, Paging, path};

impl Api {
    /// `listGroups`: one page of the groups of users.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_groups(&self, paging: Paging) -> Result<Page<Group>, ApiError> {
        self.call(path::LIST_GROUPS).paging(paging).send().await
    }

    /// `retrieveGroup`: one group. It does not tell its members: those are in [`User::groups`](crate::wire::User::groups).
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn retrieve_group(&self, id: GroupId) -> Result<Group, ApiError> {
        self.call_on(path::RETRIEVE_GROUP, &id.to_string()).send().await
    }

    /// Every group, by as many `listGroups` as it takes.
    ///
    /// # Errors
    /// When one of the calls fails.
    pub async fn all_groups(&self) -> Result<Vec<Group>, ApiError> {
        Entries::new(self, path::LIST_GROUPS, Paging::default(), |group: &Group| group.id.to_string()).all().await
    }
}
