//! Where the file of a message is read.

use axum::Router;
use axum::routing::get;

use super::{run, words};
use crate::client::fake::Server;
use crate::handler::States;
use crate::handler::sample::{facts, message};
use crate::kind::EventKind;
use crate::prelude::*;
use crate::wire::{Content, MediaId, content};

#[on(incoming_messages)]
async fn read(media: Media) -> Result<String> {
    Ok(String::from_utf8(media.bytes().await?)?)
}

#[tokio::test]
async fn a_file_is_read_by_its_link_and_by_its_id_where_the_link_leads_elsewhere() {
    let router =
        Router::new().route("/api/v1/media/by-link/", get(async || "by link")).route("/api/v1/media/by-id/", get(async || "by id"));
    let server = Server::start(router).await;
    let own = server.api().base().to_string();
    for (link, id, said) in [
        (Some(format!("{own}api/v1/media/by-link/")), Some("of WhatsApp"), Some("by link")),
        (Some(String::from("http://inbox.invalid/api/v1/media/by-link/")), Some("by-id"), Some("by id")),
        (None, Some("by-id"), Some("by id")),
        (Some(String::from("http://inbox.invalid/api/v1/media/by-link/")), None, None),
        (None, None, None),
    ] {
        let image = content::Image { link, id: id.map(MediaId::new), ..Default::default() };
        let mut facts = facts(message(Content::Image(image)), &[EventKind::IncomingMessages]);
        facts.api = Some(server.api());
        let outcome = run(handlers![read], States::new(), Turn::new(facts)).await;
        assert_eq!(outcome.ok().map(|outcome| words(&outcome)), said.map(|said| vec![said.to_owned()]));
    }
}
