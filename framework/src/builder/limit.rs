use crate::wire::content::{Action, Button, Interactive};
use crate::wire::{Content, limits};

/// A message, or a member of a request, that WhatsApp or the API would refuse. It names the field, never what stands in it.
///
/// ```
/// use switchboard::builder::BrokenLimit;
/// use switchboard::prelude::*;
///
/// let broken = buttons("Sure?").button("yes", "Yes, I am very sure of it").into_message().unwrap_err();
/// assert_eq!(broken.to_string(), "a button's title has 25 characters; at most 20 are allowed");
/// assert!(broken.is::<BrokenLimit>());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenLimit {
    /// A text is too long. Lengths are counted in UTF-16 units, which are never fewer than characters, since WhatsApp does
    /// not say how it counts.
    #[error("{field} has {length} characters; at most {limit} are allowed")]
    TooLong {
        /// What is too long.
        field: &'static str,
        /// How long it may be.
        limit: usize,
        /// How long it is.
        length: usize,
    },
    /// A text that must be there is empty.
    #[error("{field} is empty")]
    Empty {
        /// What is empty.
        field: &'static str,
    },
    /// There are too many of something.
    #[error("there are {count} {field}; at most {limit} are allowed")]
    TooMany {
        /// What there are too many of.
        field: &'static str,
        /// How many there may be.
        limit: usize,
        /// How many there are.
        count: usize,
    },
    /// Two things that must differ are equal.
    #[error("two {field} are equal; they must differ")]
    Twice {
        /// What is equal.
        field: &'static str,
    },
    /// A number is too far from zero.
    #[error("{field} is more than {limit} degrees away from zero")]
    OutOfRange {
        /// What is too far.
        field: &'static str,
        /// How far it may be.
        limit: u32,
    },
    /// A file is named in a way that nobody can follow.
    #[error("{field} is neither a link (`https://..`) nor a `MediaId`")]
    NoLink {
        /// What is named.
        field: &'static str,
    },
}

/// Checks a message's content against the limits that WhatsApp states.
pub(crate) fn check_content(content: &Content) -> Result<(), BrokenLimit> {
    match content {
        Content::Text(text) => filled("the text", &text.body, limits::TEXT_BODY),
        Content::Image(image) => {
            link("the image", image.link.as_deref())?;
            at_most("the image's caption", image.caption.as_deref(), limits::CAPTION)
        }
        Content::Video(video) => {
            link("the video", video.link.as_deref())?;
            at_most("the video's caption", video.caption.as_deref(), limits::CAPTION)
        }
        Content::Audio(audio) => link("the audio", audio.link.as_deref()),
        Content::Document(document) => {
            link("the document", document.link.as_deref())?;
            at_most("the document's caption", document.caption.as_deref(), limits::CAPTION)
        }
        Content::Sticker(sticker) => link("the sticker", sticker.link.as_deref()),
        Content::Location(place) => {
            degrees("the latitude", place.latitude, limits::LATITUDE)?;
            degrees("the longitude", place.longitude, limits::LONGITUDE)
        }
        Content::Contacts(cards) if cards.is_empty() => Err(BrokenLimit::Empty { field: "the list of cards" }),
        Content::Contacts(cards) => cards.iter().try_for_each(|card| {
            let name = card.name.formatted_name.as_deref().unwrap_or_default();
            filled("a card's name", name, usize::MAX)
        }),
        Content::Template(template) => filled("the template's name", &template.name, limits::TEMPLATE_NAME),
        Content::Interactive(interactive) => check_interactive(interactive),
        _ => Ok(()),
    }
}

/// Checks the name of a tag.
pub(crate) fn check_tag(name: &str) -> Result<(), BrokenLimit> {
    filled("the tag's name", name, limits::TAG_NAME)
}

fn check_interactive(interactive: &Interactive) -> Result<(), BrokenLimit> {
    if let Some(body) = &interactive.body {
        filled("the body", &body.text, limits::INTERACTIVE_BODY)?;
    }
    at_most("the header", interactive.header.as_ref().and_then(|header| header.text.as_deref()), limits::INTERACTIVE_HEADER)?;
    at_most("the footer", interactive.footer.as_ref().map(|footer| footer.text.as_str()), limits::INTERACTIVE_FOOTER)?;
    match (interactive.kind.as_str(), &interactive.action) {
        ("button", action) => check_buttons(action.as_ref().map_or(&[][..], |action| &action.buttons)),
        ("list", Some(action)) => check_list(action),
        _ => Ok(()),
    }
}

fn check_buttons(buttons: &[Button]) -> Result<(), BrokenLimit> {
    if buttons.is_empty() {
        return Err(BrokenLimit::Empty { field: "the list of buttons" });
    }
    if buttons.len() > limits::BUTTONS {
        return Err(BrokenLimit::TooMany { field: "buttons", limit: limits::BUTTONS, count: buttons.len() });
    }
    for (at, button) in buttons.iter().enumerate() {
        filled("a button's title", &button.reply.title, limits::BUTTON_TITLE)?;
        filled("a button's id", &button.reply.id, limits::BUTTON_ID)?;
        let earlier = &buttons[..at];
        if earlier.iter().any(|other| other.reply.id == button.reply.id) {
            return Err(BrokenLimit::Twice { field: "button ids" });
        }
        if earlier.iter().any(|other| other.reply.title == button.reply.title) {
            return Err(BrokenLimit::Twice { field: "button titles" });
        }
    }
    Ok(())
}

fn check_list(list: &Action) -> Result<(), BrokenLimit> {
    filled("the list's button", list.button.as_deref().unwrap_or_default(), limits::LIST_BUTTON)?;
    if list.sections.len() > limits::LIST_SECTIONS {
        return Err(BrokenLimit::TooMany { field: "sections", limit: limits::LIST_SECTIONS, count: list.sections.len() });
    }
    for section in &list.sections {
        match &section.title {
            Some(title) => filled("a section's title", title, limits::SECTION_TITLE)?,
            None if list.sections.len() > 1 => return Err(BrokenLimit::Empty { field: "a section's title" }),
            None => {}
        }
        if section.rows.is_empty() {
            return Err(BrokenLimit::Empty { field: "a section" });
        }
    }
    let rows = list.sections.iter().flat_map(|section| &section.rows).collect::<Vec<_>>();
    if rows.is_empty() {
        return Err(BrokenLimit::Empty { field: "the list of rows" });
    }
    if rows.len() > limits::LIST_ROWS {
        return Err(BrokenLimit::TooMany { field: "rows", limit: limits::LIST_ROWS, count: rows.len() });
    }
    for (at, row) in rows.iter().enumerate() {
        filled("a row's title", &row.title, limits::ROW_TITLE)?;
        filled("a row's id", &row.id, limits::ROW_ID)?;
        at_most("a row's description", row.description.as_deref(), limits::ROW_DESCRIPTION)?;
        if rows[..at].iter().any(|other| other.id == row.id) {
            return Err(BrokenLimit::Twice { field: "row ids" });
        }
    }
    Ok(())
}

fn degrees(field: &'static str, degrees: f64, limit: u32) -> Result<(), BrokenLimit> {
    // One that is no number is out of every range.
    if degrees.abs() <= f64::from(limit) { Ok(()) } else { Err(BrokenLimit::OutOfRange { field, limit }) }
}

pub(crate) fn at_most(field: &'static str, text: Option<&str>, limit: usize) -> Result<(), BrokenLimit> {
    let length = text.map_or(0, |text| text.encode_utf16().count());
    if length > limit { Err(BrokenLimit::TooLong { field, limit, length }) } else { Ok(()) }
}

pub(crate) fn filled(field: &'static str, text: &str, limit: usize) -> Result<(), BrokenLimit> {
    if text.trim().is_empty() {
        return Err(BrokenLimit::Empty { field });
    }
    at_most(field, Some(text), limit)
}

fn link(field: &'static str, link: Option<&str>) -> Result<(), BrokenLimit> {
    match link {
        Some(link) if !link.starts_with("https://") && !link.starts_with("http://") => Err(BrokenLimit::NoLink { field }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{BrokenLimit, check_content, check_tag};
    use crate::builder::{IntoMessage, buttons, image, text};
    use crate::wire::Content;

    fn refusal(message: impl IntoMessage) -> String {
        message.into_message().unwrap_err().to_string()
    }

    #[test]
    fn limits_name_field_limit_and_length() {
        assert_eq!(refusal(text("a".repeat(4097))), "the text has 4097 characters; at most 4096 are allowed");
        assert_eq!(
            refusal(image("https://x").caption("a".repeat(1025))),
            "the image's caption has 1025 characters; at most 1024 are allowed"
        );
        assert_eq!(refusal(text("")), "the text is empty");
        assert_eq!(refusal(image("photo.jpg")), "the image is neither a link (`https://..`) nor a `MediaId`");
        assert_eq!(refusal(buttons("?")), "the list of buttons is empty");
        let many = buttons("?").button("a", "A").button("b", "B").button("c", "C").button("d", "D");
        assert_eq!(refusal(many), "there are 4 buttons; at most 3 are allowed");
        let long = "a title of 21 letters";
        assert_eq!(refusal(buttons("?").button("a", long)), "a button's title has 21 characters; at most 20 are allowed");
        assert_eq!(refusal(buttons("?").button("a", "A").button("a", "B")), "two button ids are equal; they must differ");
        assert_eq!(refusal(buttons("?").button("a", "A").footer("f".repeat(61))), "the footer has 61 characters; at most 60 are allowed");
    }

    #[test]
    fn what_fits_exactly_passes() {
        assert!(text("a".repeat(4096)).into_message().is_ok());
        assert!(buttons("?").button("a".repeat(256), "t".repeat(20)).into_message().is_ok());
        assert!(check_tag(&"t".repeat(1000)).is_ok());
        assert!(check_content(&Content::Other { kind: "later".to_owned(), body: None }).is_ok());
    }

    #[test]
    fn emoji_count_as_two() {
        // A letter outside the first plane is two UTF-16 units: what fits here fits whichever way WhatsApp counts.
        let error = text("😀".repeat(2049)).into_message().unwrap_err().into_boxed();
        assert_eq!(error.downcast_ref(), Some(&BrokenLimit::TooLong { field: "the text", limit: 4096, length: 4098 }));
    }
}
