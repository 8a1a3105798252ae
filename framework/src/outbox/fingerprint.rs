//! What a message says, in a form that survives the way through the inbox.

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::wire::Content;
use crate::wire::content::{Interactive, TextPart};

/// What makes two messages the same: type, words, media, buttons. What the inbox adds on the way does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint(Value);

impl Fingerprint {
    /// Of a message that was or will be sent, or that the inbox lists.
    #[must_use]
    pub(crate) fn of(content: &Content) -> Self {
        Self(match content {
            Content::Text(text) => json!(["text", words(&text.body)]),
            Content::Image(image) => media("image", image.id.as_ref(), image.link.as_ref(), image.caption.as_deref()),
            Content::Video(video) => media("video", video.id.as_ref(), video.link.as_ref(), video.caption.as_deref()),
            Content::Audio(audio) | Content::Voice(audio) => {
                media("audio", audio.id.as_ref(), audio.link.as_ref(), audio.caption.as_deref())
            }
            Content::Document(file) => media("document", file.id.as_ref(), file.link.as_ref(), file.caption.as_deref()),
            Content::Sticker(sticker) => media("sticker", sticker.id.as_ref(), sticker.link.as_ref(), None),
            Content::Location(place) => json!(["location", place.latitude, place.longitude, place.name]),
            Content::Contacts(cards) => {
                let names = cards.iter().map(|card| card.name.formatted_name.as_deref().map(words)).collect::<Vec<_>>();
                let phones = cards.iter().flat_map(|card| &card.phones).map(|phone| &phone.phone).collect::<Vec<_>>();
                json!(["contacts", names, phones])
            }
            Content::Interactive(interactive) => choices(interactive),
            Content::Template(template) => json!(["template", template.name, template.language.code, template.components]),
            Content::Reaction(reaction) => json!(["reaction", reaction.message_id, reaction.emoji.as_deref().unwrap_or_default()]),
            other => json!([other.kind(), other_body(other)]),
        })
    }
}

fn words(text: &str) -> String {
    text.trim().nfc().collect()
}

fn media(kind: &str, id: Option<&crate::wire::MediaId>, link: Option<&String>, caption: Option<&str>) -> Value {
    // The inbox may add a link of its own to a file that was sent by id.
    let file = id.map_or_else(|| json!({ "link": link }), |id| json!({ "id": id }));
    json!([kind, file, caption.map(words)])
}

fn choices(interactive: &Interactive) -> Value {
    let part = |part: &Option<TextPart>| part.as_ref().map(|part| words(&part.text));
    let action = interactive.action.as_ref();
    let buttons = action.iter().flat_map(|action| &action.buttons).map(|button| &button.reply.id).collect::<Vec<_>>();
    let rows = action.iter().flat_map(|action| &action.sections).flat_map(|section| &section.rows).map(|row| &row.id).collect::<Vec<_>>();
    json!(["interactive", interactive.kind, part(&interactive.body), buttons, rows])
}

fn other_body(content: &Content) -> Value {
    match content {
        Content::Other { body, .. } => body.clone().unwrap_or_default(),
        Content::Hsm(members) => Value::Object(members.clone()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::content::{Image, Text};
    use crate::wire::{MediaId, Members};

    #[test]
    fn words_are_the_same_however_they_are_composed_and_padded() {
        let sent = Content::Text(Text::new("Caf\u{e9} "));
        let listed = Content::Text(Text { preview_url: Some(false), ..Text::new("Cafe\u{301}") });
        assert_eq!(Fingerprint::of(&sent), Fingerprint::of(&listed));
        assert_ne!(Fingerprint::of(&sent), Fingerprint::of(&Content::Text(Text::new("Tea"))));
    }

    #[test]
    fn a_link_that_the_inbox_adds_changes_nothing() {
        let sent = Image { id: Some(MediaId::new("7c1b")), ..Image::default() };
        let listed = Image { link: Some("https://inbox/media/7c1b/".to_owned()), sha256: Some("9f".to_owned()), ..sent.clone() };
        assert_eq!(Fingerprint::of(&Content::Image(sent)), Fingerprint::of(&Content::Image(listed)));
    }

    #[test]
    fn types_that_are_not_known_compare_whole() {
        let other = |price: i64| Content::Other { kind: "product".to_owned(), body: Some(json!({ "price": price })) };
        assert_ne!(Fingerprint::of(&other(1)), Fingerprint::of(&other(2)));
        assert_eq!(Fingerprint::of(&Content::Hsm(Members::new())), Fingerprint::of(&Content::Hsm(Members::new())));
    }
}
