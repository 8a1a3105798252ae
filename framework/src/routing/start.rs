use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;

use super::conditions::Test;
use super::hidden::hidden;
use super::scope::Flat;
use crate::handler::{Asked, Condition, Need, Needs, Registration, Shape, States, StoredName, Visit, Wanted};
use crate::kind::EventKind;

/// A mistake in a bot's handlers that the compiler cannot see.
#[derive(Debug, Clone, PartialEq)]
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

    pub(super) fn unready(handler: &Registration, cause: &crate::Error) -> Self {
        Self::at(handler.place, format!("a filter of handler `{}` cannot be used: {cause}", handler.name))
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
///
/// ```
/// use switchboard::handler::States;
/// use switchboard::prelude::*;
/// use switchboard::routing::Router;
///
/// #[derive(Clone)]
/// struct Shop;
///
/// #[on(incoming_messages)]
/// async fn order(State(_): State<Shop>) {}
///
/// // What a bot does at its start; a unit test can do it, too.
/// let errors = Router::of(Routes::new().handlers(handlers![order]), States::default(), None).unwrap_err();
/// assert!(errors.all()[0].message().contains("takes `State<Shop>`, but no such state was given"));
/// ```
#[derive(Debug, Clone)]
pub struct StartErrors(Vec<StartError>);

impl StartErrors {
    /// Each of them once: a handler that is given twice makes its mistakes twice.
    pub(super) fn of(errors: Vec<StartError>) -> Self {
        let mut each: Vec<StartError> = Vec::new();
        for error in errors {
            if !each.contains(&error) {
                each.push(error);
            }
        }
        Self(each)
    }

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
pub(super) fn check(flat: &Flat, tests: &[Vec<Test>], states: &States) -> Vec<StartError> {
    let mut errors = Vec::new();
    let mut kept = Kept::default();
    for (handler, _) in &flat.handlers {
        let mut needs = Needs::default();
        let _ = (handler.call)(Visit::Probe(&mut needs));
        handler.filters.conditions.iter().for_each(|condition| probe(condition, &mut needs));
        kept.here.clear();
        for session in needs.filter_sessions() {
            let other = kept.sessions.of_another_type(session, handler);
            errors.extend(other.map(|other| StartError::at(handler.place, renamed(handler, "Session", session, other))));
        }
        for need in needs.into_list() {
            errors.extend(unmet(handler, &need, states, &mut kept).map(|message| StartError::at(need.place(), message)));
        }
    }
    errors.extend(hidden(flat, tests));
    errors
}

fn probe(condition: &Condition, needs: &mut Needs) {
    match condition {
        Condition::Any(conditions) | Condition::All(conditions) => conditions.iter().for_each(|condition| probe(condition, needs)),
        Condition::Not(condition) => probe(condition, needs),
        // It answers nothing when it is asked what it needs.
        Condition::State(states) => states.iter().for_each(|state| _ = state(Asked::Needs(needs))),
        _ => {}
    }
}

fn renamed(handler: &Registration, extractor: &str, value: &StoredName, (other, place): FirstType) -> String {
    let StoredName { name, full } = value;
    let (function, file, line) = (handler.name, place.file(), place.line());
    format!(
        "handler `{function}` takes `{extractor}<{name}>` of the type `{full}`, another handler ({file}:{line}) one of the type \
         `{other}`; both would be stored as `{name}`: rename one of the types"
    )
}

/// What is wrong with a need, if anything.
fn unmet(handler: &Registration, need: &Need, states: &States, kept: &mut Kept) -> Option<String> {
    let function = handler.name;
    match &need.wanted {
        Wanted::State { id, name } => (!states.contains(*id))
            .then(|| format!("handler `{function}` takes `State<{name}>`, but no such state was given: add `.state(..)` to the bot")),
        Wanted::Lent { name } => Some(format!("handler `{function}` takes `{name}` by value; it is lent for one turn: write `&{name}`")),
        Wanted::Timer(value) => kept.timers.of_another_type(value, handler).map(|other| renamed(handler, "Timer", value, other)),
        Wanted::Session(session) => match kept.sessions.of_another_type(session, handler) {
            Some(other) => Some(renamed(handler, "Session", session, other)),
            None => kept.is_second(session).then(|| {
                let name = &session.name;
                format!("handler `{function}` takes `Session<{name}>` twice; one would overwrite the other")
            }),
        },
        Wanted::Argument { name } => argument(handler, need, name),
        Wanted::Capture { shape, name, missing } => capture(handler, need, *shape, name, *missing),
    }
}

fn argument(handler: &Registration, need: &Need, name: &str) -> Option<String> {
    let function = handler.name;
    let arguments = need.slot.arguments;
    if need.name.is_some_and(|bound| arguments.contains(&bound)) {
        return None;
    }
    let bound = need.name.map_or_else(|| "under no name".to_owned(), |bound| format!("as `{bound}`"));
    let has = if arguments.is_empty() { "none".to_owned() } else { arguments.join(", ") };
    Some(format!("handler `{function}` takes `Arg<{name}>` {bound}, but the command has no such argument; it has: {has}"))
}

fn capture(handler: &Registration, need: &Need, shape: Shape, name: &str, missing: Option<&str>) -> Option<String> {
    let function = handler.name;
    let groups = need.slot.groups;
    let has = if groups.is_empty() { "none".to_owned() } else { groups.join(", ") };
    match (need.name.filter(|bound| groups.contains(bound)), shape) {
        (Some(group), Shape::Several) => Some(format!(
            "handler `{function}` takes `Capture<{name}>` as `{group}`, which is also a group; a struct takes all groups: \
             bind it by another name"
        )),
        (Some(_), Shape::One | Shape::Any) | (None, Shape::Any) => None,
        (None, Shape::One) => Some(match need.name {
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

/// What handlers keep in the store under the names of its types.
#[derive(Default)]
struct Kept {
    sessions: Types,
    timers: Types,
    /// The sessions of the handler that is looked at.
    here: Vec<String>,
}

impl Kept {
    /// Whether the same handler takes this session already.
    fn is_second(&mut self, session: &StoredName) -> bool {
        let is_second = self.here.contains(&session.name);
        self.here.push(session.name.clone());
        is_second
    }
}

/// The whole name of the type that has a name first, and where its handler stands.
type FirstType = (&'static str, &'static Location<'static>);

/// Types by the name they are stored under.
#[derive(Default)]
struct Types(BTreeMap<String, FirstType>);

impl Types {
    /// The other type that is stored under the same name.
    fn of_another_type(&mut self, value: &StoredName, handler: &Registration) -> Option<FirstType> {
        let first = *self.0.entry(value.name.clone()).or_insert((value.full, handler.place));
        (first.0 != value.full).then_some(first)
    }
}
