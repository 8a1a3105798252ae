use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::builder::{ConfigBuilder, DefaultState};
use config::{Environment, File, FileFormat, Source, Value, ValueKind};

use super::settings::KEYS;
use super::{Config, ConfigError, FILE};

/// What the environment's variables begin with.
const PREFIX: &str = "SWITCHBOARD";

/// What stands between prefix, section and key in them.
const SEPARATOR: &str = "__";

/// Where the configuration is read from; a later layer wins over an earlier one. Nothing but what is in here is read.
///
/// ```
/// use switchboard::config::{Config, Sources};
///
/// let config = Config::load(&Sources::default().set("turn.timeout", "5s"))?;
/// assert_eq!(config.turn.timeout.as_secs(), 5);
/// # Ok::<(), switchboard::config::ConfigError>(())
/// ```
#[derive(Clone, Default)]
pub struct Sources {
    /// First layer: a TOML file. It may be missing.
    pub file: Option<PathBuf>,
    /// Second layer: the environment, by the names of its variables. Those without the prefix `SWITCHBOARD__` and empty ones do not count.
    pub environment: BTreeMap<String, String>,
    /// Last layer: what the program sets, by key, such as `limits.number`.
    pub overrides: BTreeMap<String, String>,
}

/// Prints names and no value: they may be secrets.
impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources")
            .field("file", &self.file)
            .field("environment", &self.environment.keys())
            .field("overrides", &self.overrides.keys())
            .finish()
    }
}

impl Sources {
    /// `switchboard.toml` of the working directory, and the environment of this process.
    ///
    /// # Errors
    /// When one of its own variables is not written in UTF-8.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Result<Self, ConfigError> {
        let mut environment = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            if is_ours(&name) {
                let value = value.into_string().map_err(|_| ConfigError::NotText { name: name.clone() })?;
                environment.insert(name, value);
            }
        }
        Ok(Self { file: Some(FILE.into()), environment, overrides: BTreeMap::new() })
    }

    /// Sets a key in the last layer.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl Into<String>) -> Self {
        self.overrides.insert(key.to_owned(), value.into());
        self
    }
}

fn is_ours(name: &str) -> bool {
    name.get(..PREFIX.len() + SEPARATOR.len()).is_some_and(|start| start.eq_ignore_ascii_case(&format!("{PREFIX}{SEPARATOR}")))
}

/// Where a value was written.
#[derive(Debug, Clone, Copy)]
enum Layer<'a> {
    File(&'a Path),
    Environment,
    Program,
}

impl Layer<'_> {
    /// The place of a key, as errors name it.
    fn place(self, key: &str) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Environment => format!("{PREFIX}{SEPARATOR}{} in the environment", key.to_uppercase().replace('.', SEPARATOR)),
            Self::Program => "the program".to_owned(),
        }
    }
}

/// The keys that each layer writes, lowest layer first.
type Written<'a> = Vec<(Layer<'a>, Vec<String>)>;

/// Puts the layers over each other and reads the result.
pub(super) fn merge(sources: &Sources) -> Result<Config, ConfigError> {
    let mut builder = ConfigBuilder::<DefaultState>::default();
    let mut written = Written::new();

    if let Some(path) = &sources.file
        && let Some(text) = read(path)?
    {
        let file = File::from_str(&text, FileFormat::Toml);
        let values = file.collect().map_err(|cause| ConfigError::NotToml { path: path.clone(), place: line_and_column(&cause) })?;
        written.push((Layer::File(path), keys(values)));
        builder = builder.add_source(file);
    }

    let environment = Environment::with_prefix(PREFIX)
        .prefix_separator(SEPARATOR)
        .separator(SEPARATOR)
        .ignore_empty(true)
        .source(Some(sources.environment.clone().into_iter().collect()));
    // Cannot fail: it is a map of texts.
    written.push((Layer::Environment, keys(environment.collect().unwrap_or_default())));
    builder = builder.add_source(environment);

    written.push((Layer::Program, sources.overrides.keys().cloned().collect()));
    for (layer, keys) in &written {
        for key in keys {
            check_key(*layer, key)?;
        }
    }
    for (key, value) in &sources.overrides {
        builder = builder.set_override(key, value.as_str()).map_err(|cause| wrong_value(&cause, &written))?;
    }
    builder.build().and_then(config::Config::try_deserialize).map_err(|cause| wrong_value(&cause, &written))
}

fn read(path: &Path) -> Result<Option<String>, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(ConfigError::Unreadable { path: path.to_owned(), cause }),
    }
}

/// The dotted names of all values, and those of tables that are empty.
fn keys(values: impl IntoIterator<Item = (String, Value)>) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in values {
        match value.kind {
            ValueKind::Table(table) if !table.is_empty() => found.extend(keys(table).into_iter().map(|inner| format!("{key}.{inner}"))),
            ValueKind::Table(_) if KEYS.concat().iter().any(|known| known.starts_with(&format!("{key}."))) => {}
            _ => found.push(key),
        }
    }
    found
}

fn check_key(layer: Layer<'_>, key: &str) -> Result<(), ConfigError> {
    let known = KEYS.concat();
    if known.contains(&key) {
        return Ok(());
    }
    let prefix = format!("{key}.");
    let section: Vec<_> = known.iter().filter_map(|known| known.strip_prefix(&prefix)).map(|key| format!("`{key}`")).collect();
    if !section.is_empty() {
        return Err(ConfigError::SectionIsNoKey { place: layer.place(key), section: key.to_owned(), keys: section.join(", ") });
    }
    let likeness = |known: &&str| strsim::jaro_winkler(key, known).max(strsim::jaro_winkler(last_part(key), last_part(known)) * 0.9);
    let nearest = known.iter().copied().max_by(|one, other| likeness(one).total_cmp(&likeness(other))).unwrap_or_default();
    Err(ConfigError::UnknownKey { place: layer.place(key), key: key.to_owned(), nearest })
}

fn last_part(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The sentence for a value that cannot be used. The library's own would repeat the value.
fn wrong_value(cause: &config::ConfigError, written: &Written<'_>) -> ConfigError {
    let (key, wanted) = match cause {
        config::ConfigError::Type { key, expected, .. } => (key.clone(), format!("write {expected}")),
        config::ConfigError::At { key, error, .. } => {
            let wanted = match &**error {
                // Written by the types of this module, none of which repeats what it was given.
                config::ConfigError::Message(wanted) => wanted.clone(),
                _ => "it is not what this key takes".to_owned(),
            };
            (key.clone(), wanted)
        }
        _ => (None, "it is not what this key takes".to_owned()),
    };
    let key = key.unwrap_or_default();
    let layer = written.iter().rev().find(|(_, keys)| keys.contains(&key)).map_or(Layer::Program, |(layer, _)| *layer);
    ConfigError::WrongValue { place: layer.place(&key), key, wanted }
}

/// The first line of the parser's words, which says where. The others show the file's own line, which may hold a secret.
fn line_and_column(cause: &config::ConfigError) -> String {
    let words = cause.to_string();
    let first = words.lines().next().unwrap_or_default();
    first.split_once(" at ").map_or_else(|| "look for a missing quotation mark or bracket".to_owned(), |(_, place)| format!("see {place}"))
}

#[cfg(test)]
mod tests;
