use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Config, Home, Username};

/// How memory is written.
const MEMORY: &str = ":memory:";

/// Where something is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Place {
    /// In memory, until the process ends: `:memory:`.
    Memory,
    /// In this file or folder.
    Path(PathBuf),
}

impl Place {
    /// A file in this place; in memory too when the place is.
    #[must_use]
    pub fn join(&self, file: impl AsRef<Path>) -> Self {
        match self {
            Self::Memory => Self::Memory,
            Self::Path(folder) => Self::Path(folder.join(file)),
        }
    }

    /// A file beside this one; in memory too when this one is.
    fn beside(&self, file: &str) -> Self {
        match self {
            Self::Memory => Self::Memory,
            Self::Path(path) => Self::Path(path.with_file_name(file)),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        match text.as_str() {
            "" => Err("write a path, or `:memory:`"),
            MEMORY => Ok(Self::Memory),
            _ => Ok(Self::Path(text.into())),
        }
    }
}

/// Where a bot keeps what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The embedded inbox's data; nothing when the inbox is elsewhere.
    pub inbox: Option<Place>,
    /// The journal and the outbox.
    pub store: Place,
    /// The credentials.
    pub credentials: Place,
}

impl Config {
    /// Where a bot of this name keeps what it has.
    #[must_use]
    pub fn places(&self, bot: &Username, home: &Home) -> Places {
        let (inbox, store) = match home {
            Home::Embedded => {
                let data = self.embedded.data.clone().unwrap_or_else(|| Place::Path(Path::new(".switchboard").join(bot.as_str())));
                (Some(data.join("inbox.db")), data.join("bot.db"))
            }
            Home::At(_) => (None, Place::Path("switchboard.db".into())),
        };
        let store = self.store.path.clone().unwrap_or(store);
        let credentials = self.credentials.path.clone().unwrap_or_else(|| store.beside("credentials.json"));
        Places { inbox, store, credentials }
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Places};
    use crate::client::InboxUrl;
    use crate::config::{Config, Home, Sources, Username};

    fn places(home: &Home, overrides: &[(&str, &str)]) -> Places {
        let sources = overrides.iter().fold(Sources::default(), |sources, (key, value)| sources.set(key, *value));
        Config::load(&sources).unwrap().places(&Username::of_crate("auto-responder"), home)
    }

    fn path(path: &str) -> Place {
        Place::Path(path.into())
    }

    #[test]
    fn beside_an_embedded_inbox_all_is_in_one_folder() {
        assert_eq!(
            places(&Home::Embedded, &[]),
            Places {
                inbox: Some(path(".switchboard/autoresponder/inbox.db")),
                store: path(".switchboard/autoresponder/bot.db"),
                credentials: path(".switchboard/autoresponder/credentials.json"),
            }
        );
        let memory = Places { inbox: Some(Place::Memory), store: Place::Memory, credentials: Place::Memory };
        assert_eq!(places(&Home::Embedded, &[("embedded.data", ":memory:")]), memory);
    }

    #[test]
    fn credentials_stand_beside_the_store() {
        let home = Home::At(InboxUrl::new("https://inbox.example").unwrap());
        assert_eq!(places(&home, &[]).credentials, path("credentials.json"));
        assert_eq!(places(&home, &[("store.path", "/data/bot.db")]).credentials, path("/data/credentials.json"));
        assert_eq!(places(&home, &[("store.path", ":memory:")]).credentials, Place::Memory);
        assert_eq!(places(&home, &[("credentials.path", "/run/bot.json")]).credentials, path("/run/bot.json"));
    }
}
