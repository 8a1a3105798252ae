use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;

use regex::Regex;

use crate::handler::{Need, Needs, Registration, Shape, States, Visit, Wanted};
use crate::kind::EventKind;

/// A mistake in a bot's handlers that the compiler cannot see.
#[derive(Debug, Clone)]
pub struct StartError {
    place: Option<&'static Location<'static>>,
    message: String,
}

impl StartError {
    /// Where it stands.
    #[must_use]
    pub const fn place(&self) -> Option<&'static Location<'static>> {
        self.place
    }

    /// What is wrong, and what to do.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn at(place: &'static Location<'static>, message: String) -> Self {
        Self { place: Some(place), message }
    }

    pub(super) fn too_large(kind: EventKind, cause: &regex::Error) -> Self {
        Self { place: None, message: format!("the regexes of the handlers of `{kind}` are too large together: {cause}") }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{}:{}:{}: {}", place.file(), place.line(), place.column(), self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Every mistake that was found at start, each with its file and line.
#[derive(Debug, Clone)]
pub struct StartErrors(pub(super) Vec<StartError>);

impl StartErrors {
    /// The mistakes, in the order of the handlers.
    #[must_use]
    pub fn all(&self) -> &[StartError] {
        &self.0
    }
}

impl fmt::Display for StartErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bot's handlers cannot work as they are")?;
        self.0.iter().try_for_each(|error| write!(f, "\n{error}"))
    }
}

impl std::error::Error for StartErrors {}

/// Looks for every mistake that can be found before the first message.
pub(super) fn check(handlers: &[&'static Registration], states: &States) -> Vec<StartError> {
    let mut errors = Vec::new();
    let mut sessions = Sessions::default();
    for handler in handlers {
        let mut needs = Needs::default();
        let _ = (handler.call)(Visit::Probe(&mut needs));
        sessions.enter();
        for need in needs.into_list() {
            errors.extend(unmet(handler, &need, states, &mut sessions).map(|message| StartError::at(need.place(), message)));
        }
    }
    errors.extend(hidden(handlers));
    errors
}

/// What is wrong with a need, if anything.
fn unmet(handler: &Registration, need: &Need, states: &States, sessions: &mut Sessions) -> Option<String> {
    let function = handler.name;
    match &need.wanted {
        Wanted::State { id, name } => (!states.contains(*id))
            .then(|| format!("handler `{function}` takes `State<{name}>`, but no such state was given: add `.state(..)` to the bot")),
        Wanted::Lent { name } => Some(format!("handler `{function}` takes `{name}` by value; it is lent for one turn: write `&{name}`")),
        Wanted::Session { name, full } => sessions.clash(name, full).map(|clash| match clash {
            Clash::OtherType(other) => format!(
                "handler `{function}` takes `Session<{name}>` of the type `{full}`, another handler one of the type `{other}`; \
                 both would be stored as `{name}`: rename one of the types"
            ),
            Clash::Twice => format!("handler `{function}` takes `Session<{name}>` twice; one would overwrite the other"),
        }),
        Wanted::Capture { shape, name, missing } => capture(handler, need, *shape, name, *missing),
    }
}

fn capture(handler: &Registration, need: &Need, shape: Shape, name: &str, missing: Option<&str>) -> Option<String> {
    let function = handler.name;
    let groups = need.slot.groups;
    let has = if groups.is_empty() { "none".to_owned() } else { groups.join(", ") };
    match (need.slot.name.filter(|bound| groups.contains(bound)), shape) {
        (Some(group), Shape::Several) => Some(format!(
            "handler `{function}` takes `Capture<{name}>` as `{group}`, which is also a group; a struct takes all groups: \
             bind it by another name"
        )),
        (Some(_), Shape::One | Shape::Any) | (None, Shape::Any) => None,
        (None, Shape::One) => Some(match need.slot.name {
            Some(bound) => {
                format!("handler `{function}` takes `Capture<{name}>` as `{bound}`, but the regex has no such group; it has: {has}")
            }
            None => {
                format!("handler `{function}` takes `Capture<{name}>` under no name: bind it by the name of a group; the regex has: {has}")
            }
        }),
        (None, Shape::Several) => missing.map(|field| {
            format!("handler `{function}` takes `Capture<{name}>`, but the regex has no group for the field `{field}`; it has: {has}")
        }),
    }
}

/// Handlers that get nothing, or not all they ask for, because one before them takes it.
fn hidden(handlers: &[&'static Registration]) -> Vec<StartError> {
    let mut errors = Vec::new();
    for (number, later) in handlers.iter().enumerate() {
        let earlier = handlers[..number].iter().filter(|earlier| earlier.kind == later.kind);
        for earlier in earlier {
            let (name, place) = (earlier.name, earlier.place);
            let why = if earlier.hides(later).is_some() {
                Some("can never run: all it asks for goes to".to_owned())
            } else {
                swallowed(earlier, later).map(|text| format!("can never get the text `{text}`: it goes to the regex of"))
            };
            if let Some(why) = why {
                let function = later.name;
                let message = format!("handler `{function}` {why} handler `{name}` before it ({}:{})", place.file(), place.line());
                errors.push(StartError::at(later.place, message));
                break;
            }
        }
    }
    errors
}

/// A text of the later handler that the earlier one's regex takes, when the earlier one never passes.
fn swallowed(earlier: &Registration, later: &Registration) -> Option<&'static str> {
    if earlier.may_pass || later.filters.texts.is_empty() || !earlier.admits().covers(later.admits()) {
        return None;
    }
    let regex = Regex::new(earlier.filters.regex?).ok()?;
    later.filters.texts.iter().copied().find(|text| regex.is_match(text))
}

/// The sessions of all handlers, by the name they are stored under.
#[derive(Default)]
struct Sessions {
    types: BTreeMap<String, &'static str>,
    /// Those of the handler that is looked at.
    here: Vec<String>,
}

enum Clash {
    OtherType(&'static str),
    Twice,
}

impl Sessions {
    fn enter(&mut self) {
        self.here.clear();
    }

    fn clash(&mut self, name: &str, full: &'static str) -> Option<Clash> {
        let known = *self.types.entry(name.to_owned()).or_insert(full);
        if known != full {
            return Some(Clash::OtherType(known));
        }
        if self.here.iter().any(|other| other == name) {
            return Some(Clash::Twice);
        }
        self.here.push(name.to_owned());
        None
    }
}
