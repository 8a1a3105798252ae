use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::type_name::short_type_name;
use crate::error::{Error, Result};
use crate::turn::SessionRecord;

/// How sessions that an older version of the bot wrote become those of today.
#[derive(Clone, Default)]
pub(crate) struct Upgrades(HashMap<TypeId, Vec<Step>>);

/// A way to a type: from the version before it.
#[derive(Clone)]
struct Step {
    from: u32,
    read: Arc<Read>,
}

/// Reads a record of the session of this name as a value of the step's type.
type Read = dyn Fn(&Upgrades, &SessionRecord, &str) -> Result<Box<dyn Any>> + Send + Sync;

impl Upgrades {
    /// Adds a way from `Old`, which is how version `from` looked, to `New`.
    pub(crate) fn add<Old: DeserializeOwned + 'static, New: 'static>(&mut self, from: u32, upgrade: fn(Old) -> New) {
        let read = move |upgrades: &Self, record: &SessionRecord, name: &str| -> Result<Box<dyn Any>> {
            Ok(Box::new(upgrade(upgrades.read_at::<Old>(record, from, name)?)))
        };
        let steps = self.0.entry(TypeId::of::<New>()).or_default();
        steps.push(Step { from, read: Arc::new(read) });
        steps.sort_by_key(|step| step.from);
    }

    /// The version under which a type is written: one more than the last one that is upgraded to it, else 1.
    pub(crate) fn version_of<T: 'static>(&self) -> u32 {
        self.steps::<T>().last().map_or(1, |step| step.from.saturating_add(1))
    }

    /// Reads a record, whichever version wrote it.
    ///
    /// # Errors
    /// When a newer version wrote it, no way leads from its version, or its value does not read.
    pub(crate) fn read<T: DeserializeOwned + 'static>(&self, record: &SessionRecord) -> Result<T> {
        self.read_at(record, self.version_of::<T>(), &short_type_name::<T>())
    }

    fn read_at<T: DeserializeOwned + 'static>(&self, record: &SessionRecord, version: u32, name: &str) -> Result<T> {
        let written = record.version;
        if written > version {
            return Err(Error::from(format!(
                "the session `{name}` was stored by a newer version of the bot ({written}; this one knows {version}): start that version"
            )));
        }
        if written == version {
            return serde_json::from_str(&record.json).map_err(|cause| {
                // Only the kind of the failure: the value is the customer's.
                let (line, column) = (cause.line(), cause.column());
                Error::from(format!("the stored session `{name}` does not read as `{name}` any more (line {line}, column {column})"))
            });
        }
        let step = self.steps::<T>().iter().find(|step| step.from >= written).ok_or_else(|| {
            Error::from(format!("the session `{name}` was stored by version {written}: add `.upgrade_session(..)` from it to the bot"))
        })?;
        let value = (step.read)(self, record, name)?;
        value.downcast().map(|value| *value).map_err(|_| Error::from(format!("an upgrade of the session `{name}` gave another type")))
    }

    fn steps<T: 'static>(&self) -> &[Step] {
        self.0.get(&TypeId::of::<T>()).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Debug for Upgrades {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgrades").field("types", &self.0.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::Upgrades;
    use crate::turn::SessionRecord;

    #[derive(Debug, Deserialize)]
    struct First(u8);

    #[derive(Debug, Deserialize)]
    struct Second {
        count: u8,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        count: u16,
        note: String,
    }

    fn upgrades() -> Upgrades {
        let mut upgrades = Upgrades::default();
        upgrades.add(2, |Second { count }| Order { count: u16::from(count), note: "from 2".to_owned() });
        upgrades.add(1, |First(count)| Second { count });
        upgrades
    }

    fn read(version: u32, json: &str) -> Result<Order, String> {
        upgrades().read(&SessionRecord { version, json: json.to_owned() }).map_err(|error| error.to_string())
    }

    #[test]
    fn every_older_version_is_read() {
        let order = |note: &str| Ok(Order { count: 7, note: note.to_owned() });
        assert_eq!(upgrades().version_of::<Order>(), 3);
        assert_eq!(read(3, r#"{"count":7,"note":"new"}"#), order("new"));
        assert_eq!(read(2, r#"{"count":7}"#), order("from 2"));
        assert_eq!(read(1, "7"), order("from 2"));
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        assert!(read(4, "7").unwrap_err().contains("newer version of the bot (4; this one knows 3)"));
        assert!(read(0, "7").unwrap_err().contains("version 0: add `.upgrade_session(..)`"));
        assert!(read(2, "7").unwrap_err().contains("does not read as `Order` any more"));
        assert_eq!(Upgrades::default().version_of::<Order>(), 1);
    }
}
