use std::panic::Location;

use regex::Captures;

use super::command::Arguments;

/// A handler's argument, as it is declared: what an extractor may look at beside the turn.
///
/// ```
/// use switchboard::prelude::*;
///
/// /// Words in capitals, from the command's argument of the name that it is bound to.
/// struct Loud(String);
///
/// impl<E: ChatEvent> Extract<E> for Loud {
///     async fn extract(_: &Turn, slot: &Slot<'_>) -> Result<Option<Self>> {
///         let given = slot.name().and_then(|name| slot.argument(name));
///         Ok(given.map(|words| Self(words.to_uppercase())))
///     }
/// }
///
/// #[on(incoming_messages, command = "shout <words>..")]
/// async fn shout(Loud(words): Loud) -> String {
///     words
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Slot<'a> {
    data: &'static SlotData,
    name: Option<&'static str>,
    found: Found<'a>,
}

/// What the handler's own filters found in the text.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Found<'a> {
    /// What its regex caught.
    pub captures: Option<&'a Captures<'a>>,
    /// What was given to its command.
    pub arguments: Option<&'a Arguments>,
}

impl<'a> Slot<'a> {
    /// The name that the argument binds: `id` in `Capture(id): Capture<u64>`; nothing when it binds several or none.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        self.name
    }

    /// Where the argument stands.
    #[must_use]
    pub const fn place(&self) -> &'static Location<'static> {
        self.data.place
    }

    /// What the named group of the handler's regex caught; nothing when the group took no part, or is not there.
    #[must_use]
    pub fn capture(&self, group: &str) -> Option<&'a str> {
        Some(self.found.captures?.name(group)?.as_str())
    }

    /// What was given for an argument of the handler's command; nothing when it was left out, or is not there.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&'a str> {
        self.found.arguments?.get(name)
    }

    /// The same argument under another name: what a field of a struct of extractors is made from.
    #[must_use]
    pub const fn field(&self, name: &'static str) -> Self {
        Self { data: self.data, name: Some(name), found: self.found }
    }

    /// The groups of the handler's regex by name, those that took part.
    pub(crate) fn captured(&self, groups: &'static [&'static str]) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
        let slot = *self;
        groups.iter().filter_map(move |group| Some((*group, slot.capture(group)?)))
    }

    /// The names of the regex's groups.
    pub(crate) const fn groups(&self) -> &'static [&'static str] {
        self.data.groups
    }

    pub(crate) const fn new(data: &'static SlotData, found: Found<'a>) -> Self {
        Self { data, name: data.name, found }
    }
}

/// What the macro knows of an argument.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct SlotData {
    /// The name bound in the pattern.
    pub name: Option<&'static str>,
    /// Where its type stands.
    pub place: &'static Location<'static>,
    /// Whether it is taken by reference.
    pub lent: bool,
    /// The named groups of the handler's regex.
    pub groups: &'static [&'static str],
    /// The names of the arguments of the handler's command.
    pub arguments: &'static [&'static str],
}

impl SlotData {
    /// An argument without a name and without a regex.
    pub const UNNAMED: Self = Self { name: None, place: Location::caller(), lent: false, groups: &[], arguments: &[] };
}
