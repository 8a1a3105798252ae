//! What of a policy decides whom a chat counts as.

use crate::action::Reference;
use crate::handover::Policy;
use crate::wire::{Group, GroupId};

/// What of a policy decides whom a chat counts as.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rules {
    hide: Option<Reference<GroupId>>,
    pub(super) has_off_tag: bool,
}

impl Rules {
    /// Those of a policy.
    pub(crate) fn of(policy: &Policy) -> Self {
        Self { hide: policy.hide.clone(), has_off_tag: policy.off_tag.is_some() }
    }

    pub(super) fn hides_in(&self, group: &Group) -> bool {
        match &self.hide {
            Some(Reference::Id(id)) => *id == group.id,
            Some(Reference::Name(name)) => *name == group.name,
            None => false,
        }
    }
}
