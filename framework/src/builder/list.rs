use super::frame::{Frame, framed};
use super::message::IntoMessage;
use crate::error::Result;
use crate::wire::OutgoingMessage;
use crate::wire::content::{Action, Row, Section};

/// Words with a button that opens a list of one to ten rows. The words have 1 to 1024 characters, the button's label 20 at most.
///
/// ```
/// use switchboard::prelude::*;
///
/// #[on(incoming_messages, text = "menu")]
/// async fn menu() -> impl IntoOutcome {
///     list("What may I bring you?", "Our menu")
///         .section("Hot")
///         .row("tea", "Tea")
///         .described_row("cocoa", "Cocoa", "With cream, for an extra coin")
///         .section("Cold")
///         .row("water", "Water")
/// }
/// ```
pub fn list(body: impl Into<String>, button: impl Into<String>) -> ListMessage {
    ListMessage::framed(Frame::new(body), button.into())
}

/// Words with a list to be sent; [`list`] makes one.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a message is sent when it is returned or said"]
pub struct ListMessage {
    frame: Frame,
    button: String,
    sections: Vec<Section>,
}

impl ListMessage {
    pub(crate) const fn framed(frame: Frame, button: String) -> Self {
        Self { frame, button, sections: Vec::new() }
    }

    /// Opens a section: the rows that follow stand under this title, 24 characters at most. WhatsApp wants titles as soon as there
    /// are two sections; it takes ten.
    pub fn section(mut self, title: impl Into<String>) -> Self {
        self.sections.push(Section { title: Some(title.into()), ..Section::default() });
        self
    }

    /// Adds a row: the id comes back when it is chosen (200 characters at most), the title is what the customer reads (24 at most).
    pub fn row(self, id: impl Into<String>, title: impl Into<String>) -> Self {
        self.push(Row { id: id.into(), title: title.into(), ..Row::default() })
    }

    /// Adds a row with small words below its title, 72 characters at most.
    pub fn described_row(self, id: impl Into<String>, title: impl Into<String>, description: impl Into<String>) -> Self {
        self.push(Row { id: id.into(), title: title.into(), description: Some(description.into()), ..Row::default() })
    }

    framed!();

    fn push(mut self, row: Row) -> Self {
        match self.sections.last_mut() {
            Some(section) => section.rows.push(row),
            None => self.sections.push(Section { rows: vec![row], ..Section::default() }),
        }
        self
    }
}

impl IntoMessage for ListMessage {
    fn into_message(self) -> Result<OutgoingMessage> {
        self.frame.into_message("list", Action { button: Some(self.button), sections: self.sections, ..Action::default() })
    }
}
