//! Handover: whom a chat belongs to, and who may speak in it.

mod owner;

pub use owner::{Owner, OwnerClass, OwnerSet};
