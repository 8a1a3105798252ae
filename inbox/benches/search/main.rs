//! How long a search and the newest page of a chat take when an inbox is full.
//!
//! Run it by hand: `cargo bench -p switchboard-inbox --bench search`. It asserts nothing about time. The data are 1.5 million messages
//! in 20,000 chats of very different size, made of 20,000 words of which few are frequent, as in a language. They are written into the
//! file behind the inbox's back; what is measured goes over HTTP, one call after the other, and its answer is read whole.

mod data;

use std::io::Write as _;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::Request;
use data::{Data, Dice};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use switchboard_inbox::Inbox;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Calls of each kind.
const CALLS: usize = 1_000;

/// Entries of a page, as the web inbox asks for them.
const PAGE: usize = 30;

struct Caller {
    url: String,
    token: String,
    client: Client<HttpConnector, Empty<Bytes>>,
}

impl Caller {
    /// How long one call took, and how many entries match.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the time that really passes")]
    async fn get(&self, query: &str) -> Fallible<(Duration, i64)> {
        let request = Request::builder()
            .uri(format!("{}/api/v1/messages/?limit={PAGE}&{query}", self.url))
            .header("Authorization", format!("Token {}", self.token))
            .body(Empty::new())?;
        let began = Instant::now();
        let response = self.client.request(request).await?;
        let body = response.into_body().collect().await?.to_bytes();
        let took = began.elapsed();
        let page: serde_json::Value = serde_json::from_slice(&body)?;
        Ok((took, page["count"].as_i64().ok_or("no page")?))
    }
}

/// Makes calls of one kind, and writes how long they took.
async fn measure(caller: &Caller, name: &str, mut query: impl FnMut() -> String) -> Fallible<()> {
    let (mut times, mut found) = (Vec::with_capacity(CALLS), Vec::with_capacity(CALLS));
    for _ in 0..CALLS {
        let (took, count) = caller.get(&query()).await?;
        times.push(took);
        found.push(count);
    }
    times.sort_unstable();
    found.sort_unstable();
    let at = |percent: usize| (CALLS * percent / 100).min(CALLS - 1);
    writeln!(
        std::io::stdout().lock(),
        "{name:<32} p50 {:>8.2?}   p90 {:>8.2?}   p99 {:>8.2?}   most {:>8.2?}   matches: p50 {}, most {}",
        times[at(50)],
        times[at(90)],
        times[at(99)],
        times[CALLS - 1],
        found[at(50)],
        found[CALLS - 1]
    )?;
    Ok(())
}

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the time that really passes")]
async fn main() -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("inbox.db");
    // The inbox makes the tables.
    Inbox::builder().data(&file).start().await?.shutdown().await;
    let began = Instant::now();
    let data = Data::write(&file)?;
    let written = began.elapsed();
    let began = Instant::now();
    let inbox = Inbox::builder().data(&file).start().await?;
    let indexed = began.elapsed();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} messages in {} chats, pages of {PAGE}, {CALLS} calls of each kind", data::MESSAGES, data::CHATS)?;
    writeln!(out, "written in {written:.1?}; index built at the start in {indexed:.1?}; {} MB", std::fs::metadata(&file)?.len() >> 20)?;
    drop(out);
    let client = Client::builder(TokioExecutor::new()).build_http();
    let caller = Caller { url: inbox.url(), token: inbox.admin_token().expose().to_owned(), client };
    let mut dice = Dice::new(7);
    measure(&caller, "newest page of a chat", || format!("wa_id={}", data::wa_id(data::chat(&mut dice)))).await?;
    measure(&caller, "search for a word", || format!("search={}", data.word(&mut dice))).await?;
    measure(&caller, "search for a word that tells", || format!("search={}", data.telling_word(&mut dice))).await?;
    measure(&caller, "search for a word half written", || format!("search={}", &data.word(&mut dice)[..4])).await?;
    measure(&caller, "search for two words", || format!("search={}", data.phrase(&mut dice))).await?;
    measure(&caller, "search for a word in a chat", || {
        format!("search={}&wa_id={}", data.word(&mut dice), data::wa_id(data::chat(&mut dice)))
    })
    .await?;
    measure(&caller, "search among customers' messages", || format!("search={}&from_us=false", data.word(&mut dice))).await?;
    // Every tenth chat is assigned to it.
    measure(&caller, "search among a group's chats", || format!("search={}&assigned_group=1", data.word(&mut dice))).await?;
    inbox.shutdown().await;
    Ok(())
}
