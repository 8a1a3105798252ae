use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::action::Reference;
use crate::client::{Api, ApiError};
use crate::wire::{Group, GroupId, NewTag, TagId, User, UserId};

/// The inbox's users, groups and tags, by id and by name, read when they are first needed and again when one is missing.
#[derive(Debug)]
pub(super) struct Directory {
    api: Api,
    me: User,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    users: HashMap<UserId, User>,
    groups: HashMap<GroupId, Group>,
    tags: HashMap<String, TagId>,
}

/// Why a name or id leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum Lookup {
    /// The inbox has none of that name.
    #[error("the inbox has no {kind} {name}")]
    Missing { kind: &'static str, name: String },
    /// The inbox could not be asked.
    #[error(transparent)]
    Api(#[from] ApiError),
}

impl Directory {
    pub(super) fn new(api: Api, me: User) -> Self {
        Self { api, me, known: Mutex::default() }
    }

    /// The user with this id. One who cannot be looked up is taken as a person of whom only the id is known.
    pub(super) async fn user(&self, id: UserId) -> Result<User, ApiError> {
        if id == self.me.id {
            return Ok(self.me.clone());
        }
        if let Some(user) = self.known().users.get(&id) {
            return Ok(user.clone());
        }
        match self.read_users().await {
            Err(cause) if cause.status().is_none_or(|status| status >= 500) => Err(cause),
            _ => Ok(self.known().users.get(&id).cloned().unwrap_or_else(|| User::new(id, String::new()))),
        }
    }

    /// The group with this id. One that cannot be looked up has no name.
    pub(super) async fn group(&self, id: GroupId) -> Result<Group, ApiError> {
        if let Some(group) = self.known().groups.get(&id) {
            return Ok(group.clone());
        }
        match self.read_groups().await {
            Err(cause) if cause.status().is_none_or(|status| status >= 500) => Err(cause),
            _ => Ok(self.known().groups.get(&id).cloned().unwrap_or_else(|| Group::new(id, String::new()))),
        }
    }

    pub(super) async fn find_user(&self, user: &Reference<UserId>) -> Result<User, Lookup> {
        let name = match user {
            Reference::Id(id) => return Ok(self.user(*id).await?),
            Reference::Name(name) => name,
        };
        let find = |directory: &Self| directory.known().users.values().find(|user| user.username == *name).cloned();
        if let Some(user) = find(self) {
            return Ok(user);
        }
        self.read_users().await?;
        find(self).ok_or_else(|| Lookup::Missing { kind: "user", name: name.clone() })
    }

    pub(super) async fn find_group(&self, group: &Reference<GroupId>) -> Result<Group, Lookup> {
        let name = match group {
            Reference::Id(id) => return Ok(self.group(*id).await?),
            Reference::Name(name) => name,
        };
        let find = |directory: &Self| directory.known().groups.values().find(|group| group.name == *name).cloned();
        if let Some(group) = find(self) {
            return Ok(group);
        }
        self.read_groups().await?;
        find(self).ok_or_else(|| Lookup::Missing { kind: "group", name: name.clone() })
    }

    /// The tag with this name, which is made when there is none.
    pub(super) async fn tag(&self, name: &str) -> Result<TagId, ApiError> {
        if let Some(tag) = self.known().tags.get(name) {
            return Ok(*tag);
        }
        self.read_tags().await?;
        if let Some(tag) = self.known().tags.get(name) {
            return Ok(*tag);
        }
        match self.api.create_tag(&NewTag::new(name)).await {
            Ok(tag) => {
                self.known().tags.insert(tag.name, tag.id);
                Ok(tag.id)
            }
            // Somebody else made it between the two calls.
            Err(cause) if cause.status() == Some(400) => {
                self.read_tags().await?;
                self.known().tags.get(name).copied().ok_or(cause)
            }
            Err(cause) => Err(cause),
        }
    }

    /// Forgets a tag that the inbox does not know any more.
    pub(super) fn forget_tag(&self, name: &str) {
        self.known().tags.remove(name);
    }

    async fn read_users(&self) -> Result<(), ApiError> {
        let users = self.api.all_users().await?;
        self.known().users = users.into_iter().map(|user| (user.id, user)).collect();
        Ok(())
    }

    async fn read_groups(&self) -> Result<(), ApiError> {
        let groups = self.api.all_groups().await?;
        self.known().groups = groups.into_iter().map(|group| (group.id, group)).collect();
        Ok(())
    }

    async fn read_tags(&self) -> Result<(), ApiError> {
        let tags = self.api.all_tags().await?;
        self.known().tags = tags.into_iter().map(|tag| (tag.name, tag.id)).collect();
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
