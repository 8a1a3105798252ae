//! Playing a recorded conversation again.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::agent::To;
use super::caller::Place;
use super::script::{Deed, Entry, Script, Who};
use super::wording::{self, Said};
use super::{Agent, Customer, Difference, Heard, World, transcript};
use crate::wire::WabaId;

/// Plays what the customer and people did, in the order and after the times of the script, and compares all that happens with it.
pub(super) async fn play(world: &World, script: &Script, at: Place) -> Difference {
    let ground = &world.ground;
    assert!(ground.witness.is_some(), "{at}: this world has no witness of what people do; start it with `World::start`");
    assert!(ground.newest_running().is_some(), "{at}: no bot runs in this world: start it with `world.bot(..)` before the replay");
    let ada = world.next_phone();
    let (mut today, mut told) = (Vec::new(), 0);
    for entry in script.entries() {
        match entry {
            Entry::Passes(time) => {
                ground.advance(*time, at).await;
                today.push(entry.clone());
            }
            Entry::Called(name) => {
                ada.is_called(name).await;
                today.push(entry.clone());
            }
            Entry::Says { who: Who::Customer, words } => says(&ada, words, at).await,
            Entry::Says { who: Who::Person(name), words } => drop(person(world, name, at).await.writes(&ada, words).await),
            Entry::Does { who: Who::Person(name), deed } => does(world, &person(world, name, at).await, &ada, deed, at).await,
            Entry::Resolved(true) => world.admin().resolves(&ada).await,
            Entry::Resolved(false) => world.admin().reopens(&ada).await,
            // What the bot does is seen, and so is what becomes of it.
            Entry::Says { .. } | Entry::Does { .. } | Entry::NotDelivered(_) => {}
        }
        ground.settled(at).await;
        let all = transcript::of(ground, &ada.chat(), at).await;
        today.extend(all.entries()[told..].iter().filter(|entry| !is_take(entry)).cloned());
        told = all.entries().len();
    }
    Difference::between(script, &Script::new(today))
}

/// What the bot's policy takes is not recorded: it shows in the bot's answers.
const fn is_take(entry: &Entry) -> bool {
    matches!(entry, Entry::Does { who: Who::Bot, deed: Deed::Takes | Deed::GivesToBot })
}

async fn says(ada: &Customer, words: &str, at: Place) {
    let (quoted, words) = wording::quote(words).map_or((None, words), |(quoted, words)| (Some(quoted), words));
    let phone = ada.phone(0, 0, at).await;
    match Said::read(words) {
        Said::Message(mut message) => {
            if let Some(id) = quoted.and_then(|quoted| shown(&phone, quoted)) {
                message["context"] = serde_json::json!({ "message_id": id });
            }
            ada.sent(message, at).await;
        }
        Said::Media { kind, name, caption } => {
            let mut content = serde_json::json!({});
            for (member, words) in [("filename", &name), ("caption", &caption)] {
                if !words.is_empty() {
                    content[member] = words.as_str().into();
                }
            }
            ada.sends_media(&kind, mime_of(&kind, &name), BASE64_STANDARD.encode(&kind), content).await;
        }
        Said::Reaction(emoji) => {
            if let Some(id) = ada.finds(at, |message| message.id().cloned()).await {
                ada.reacts(&id, &emoji).await;
            }
        }
        // A button that is not there today cannot be pressed; the difference shows it.
        Said::Press(title) => {
            let on = quoted.and_then(|quoted| shown(&phone, quoted));
            ada.tries_to_press(&title, on, at).await;
        }
    }
}

/// What customers' files are as a rule: scripts do not tell.
fn mime_of(kind: &str, name: &str) -> &'static str {
    match (kind, name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref()) {
        ("image", _) => "image/jpeg",
        ("video", _) => "video/mp4",
        ("audio", _) => "audio/mpeg",
        ("voice", _) => "audio/ogg",
        ("sticker", _) => "image/webp",
        (_, Some("pdf")) => "application/pdf",
        (_, Some("txt")) => "text/plain",
        (_, Some("doc")) => "application/msword",
        (_, Some("docx")) => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (_, Some("xlsx")) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

/// The newest message that begins so.
fn shown<'a>(phone: &'a [Heard], quoted: &str) -> Option<&'a WabaId> {
    phone.iter().rev().find(|shown| wording::beginning(shown.content()) == quoted)?.id()
}

async fn person(world: &World, name: &str, at: Place) -> Agent {
    Agent::called(&world.ground, &name.to_lowercase(), at).await
}

async fn does(world: &World, agent: &Agent, ada: &Customer, deed: &Deed, at: Place) {
    match deed {
        Deed::Takes => agent.takes_over(ada).await,
        Deed::GivesToBot => agent.gives_to(ada, To::Bot).await,
        Deed::GivesToNobody => agent.gives_to(ada, To::Nobody).await,
        Deed::GivesToGroup(name) => agent.gives_to(ada, To::Group(name)).await,
        Deed::GivesToPerson(name) => {
            let other = person(world, name, at).await;
            agent.gives_to(ada, To::User(other.username())).await;
        }
        Deed::Tags(name) => agent.tags(ada, name).await,
        Deed::Untags(name) => agent.untags(ada, name).await,
    }
}
