//! Files over real sockets.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde_json::json;
use sha2::Digest;
use tokio::io::{AsyncRead, ReadBuf};

use super::Upload;
use crate::client::fake::{self, Server};
use crate::client::{Api, ApiConfig, ApiErrorKind, InboxUrl, Timeouts};
use crate::clock::SystemClock;
use crate::wire::MediaId;

type Uploads = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn server() -> (Server, Uploads) {
    let uploads = Uploads::default();
    let create = async |State(uploads): State<Uploads>, headers: HeaderMap, body: Bytes| {
        uploads.lock().unwrap().push((headers, body));
        (StatusCode::CREATED, json!({"file": "https://inbox.example/api/v1/media/m-1/", "id": "m-1"}).to_string())
    };
    let retrieve = async |headers: HeaderMap| {
        assert_eq!(headers["authorization"], "Token s3cret");
        ([("content-type", "image/png")], vec![7_u8; 1000])
    };
    let router = Router::new().route("/api/v1/media/", post(create)).route("/api/v1/media/m-1/", get(retrieve));
    (Server::start(router.layer(DefaultBodyLimit::disable()).with_state(Arc::clone(&uploads))).await, uploads)
}

/// Gives a few bytes at a time, and fails where it is told to.
struct Drip {
    left: usize,
    fails: bool,
}

impl AsyncRead for Drip {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let piece = self.left.min(1000);
        self.left -= piece;
        if piece == 0 && self.fails {
            return Poll::Ready(Err(io::Error::other("the disk is gone")));
        }
        buffer.put_slice(&vec![b'x'; piece]);
        Poll::Ready(Ok(()))
    }
}

/// The file between head and end of a body of one part.
fn file(body: &[u8]) -> (String, usize) {
    let end = body.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
    let head = String::from_utf8(body[..end].to_vec()).expect("a readable head");
    let boundary = head.lines().next().expect("a line");
    let tail = format!("\r\n{boundary}--\r\n");
    assert!(body.ends_with(tail.as_bytes()));
    (head, body.len() - end - tail.len())
}

#[tokio::test]
async fn a_file_is_uploaded_from_memory_and_from_a_reader() {
    let (server, uploads) = server().await;
    let api = server.api();
    let made = api.create_media_file(Upload::new("image/png", vec![b'x'; 10]).filename("a\"\r\n.png")).await.unwrap();
    assert_eq!((made.id.as_str(), made.link("image/png").ends_with("?mime_type_type=image&mime_type_subtype=png")), ("m-1", true));
    api.create_media_file(Upload::from_reader("video/mp4", Some(200_000), Drip { left: 200_000, fails: false })).await.unwrap();
    api.create_media_file(Upload::from_reader("video/mp4", None, Drip { left: 200_000, fails: false })).await.unwrap();
    let uploads = uploads.lock().unwrap();
    let told: Vec<_> = uploads.iter().map(|(headers, body)| (file(body).1, headers.contains_key("content-length"))).collect();
    assert_eq!(told, [(10, true), (200_000, true), (200_000, false)]);
    let (headers, body) = &uploads[0];
    let boundary = headers["content-type"].to_str().unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    assert!(body.starts_with(format!("--{boundary}\r\n").as_bytes()) && headers["authorization"] == "Token s3cret");
    let head = file(body).0;
    assert!(head.contains("name=\"file_encoded\"; filename=\"a%22%0D%0A.png\"\r\nContent-Type: image/png"), "{head}");
}

#[tokio::test]
async fn a_reader_that_breaks_or_lies_uploads_nothing() {
    let (server, uploads) = server().await;
    for (length, drip) in [
        (None, Drip { left: 5000, fails: true }),
        (Some(9000), Drip { left: 5000, fails: false }),
        (Some(10), Drip { left: 5000, fails: false }),
    ] {
        let error = server.api().create_media_file(Upload::from_reader("image/png", length, drip)).await.unwrap_err();
        assert_eq!(error.kind(), ApiErrorKind::Interrupted, "{error:?}");
    }
    let error = server.api().create_media_file(Upload::new("image/png\r\nX: y", vec![1])).await.unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::Unsendable);
    assert!(uploads.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_file_is_downloaded_by_id_and_by_link() {
    let (server, _) = server().await;
    let api = server.api();
    let by_id = api.retrieve_media_file(&MediaId::new("m-1")).await.unwrap();
    assert_eq!((by_id.mime_type(), by_id.length()), (Some("image/png"), Some(1000)));
    assert_eq!(by_id.bytes().await.unwrap(), vec![7; 1000]);
    let link = format!("{}api/v1/media/m-1/?mime_type_type=image&mime_type_subtype=png", api.base());
    assert_eq!(api.retrieve_media_link(&link).await.unwrap().at_most(1000).bytes().await.unwrap().len(), 1000);
    let error = api.retrieve_media_file_as(&MediaId::new("m-1"), "image").await.unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::Unsendable);
    let error = api.retrieve_media_file(&MediaId::new("m-2")).await.unwrap_err();
    assert_eq!((error.status(), error.operation()), (Some(404), "retrieveMediaFile"));
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_read() {
    let (server, _) = server().await;
    let error = server.api().retrieve_media_file(&MediaId::new("m-1")).await.unwrap().at_most(999).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::Unreadable);
    assert!(error.to_string().contains("999 bytes"), "{error}");
}

#[tokio::test]
async fn a_length_that_nobody_tells_is_counted() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n";
    for (most, whole) in [(10, true), (9, false)] {
        let server = fake::RawServer::start(fake::Manner::Answer(chunked));
        let file = fake::api(server.address).retrieve_media_file(&MediaId::new("m-1")).await.unwrap();
        assert_eq!(file.length(), None);
        assert_eq!(file.at_most(most).bytes().await.is_ok(), whole);
    }
}

#[tokio::test]
async fn a_link_to_another_host_gets_neither_token_nor_call() {
    let (elsewhere, _) = server().await;
    let (server, _) = server().await;
    let host = elsewhere.api().base().to_string();
    for link in [
        format!("{host}api/v1/media/m-1/"),
        String::from("https://evil.example/api/v1/media/m-1/"),
        server.api().base().to_string().replace("127.0.0.1", "a:b@127.0.0.1"),
        String::from("file:///etc/passwd"),
        String::from("media"),
    ] {
        let error = server.api().retrieve_media_link(&link).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_happened()), (ApiErrorKind::Unsendable, false), "{link}");
    }
}

#[tokio::test]
async fn a_link_by_http_to_an_inbox_by_https_never_takes_the_token_out_unencrypted() {
    let (plain, calls) = elsewhere().await;
    let link = plain.api().base().to_string();
    let base = InboxUrl::new(&link.replace("http:", "https:")).unwrap();
    let token = Some(crate::wire::Secret::new("s3cret"));
    let api = Api::new(ApiConfig { base, token, timeouts: Timeouts::default(), clock: Arc::new(SystemClock) }).unwrap();
    assert!(api.reads_link(&format!("{link}file")));
    let error = api.retrieve_media_link(&format!("{link}file")).await.unwrap_err();
    // It was called, in the inbox's own way: what listens there knows no TLS.
    assert_ne!(error.kind(), ApiErrorKind::Unsendable, "{error:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_file_is_compared_with_its_checksum() {
    let (server, _) = server().await;
    let api = server.api();
    // SHA-256 of a thousand sevens.
    let told: String = sha2::Sha256::digest(vec![7_u8; 1000]).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = async || api.retrieve_media_file(&MediaId::new("m-1")).await.unwrap();
    assert_eq!(file().await.expecting_sha256(&told).bytes().await.unwrap().len(), 1000);
    assert_eq!(file().await.expecting_sha256("no checksum").bytes().await.unwrap().len(), 1000);
    let error = file().await.expecting_sha256(&"0".repeat(64)).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ApiErrorKind::Unreadable);
    assert!(error.to_string().contains("SHA-256"), "{error}");
}

/// Another host, which must see no token.
async fn elsewhere() -> (Server, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let file = async move |headers: HeaderMap| {
        counted.fetch_add(1, Ordering::SeqCst);
        assert!(!headers.contains_key("authorization") && !headers.contains_key("cookie"));
        "a file"
    };
    let away = async || (StatusCode::FOUND, [("location", "http://127.0.0.1:1/")]);
    (Server::start(Router::new().route("/file", get(file)).route("/away", get(away))).await, calls)
}

#[tokio::test]
async fn an_allowed_host_beside_the_inbox_gives_files_without_a_token_and_leads_nowhere() {
    let (elsewhere, calls) = elsewhere().await;
    let (server, _) = server().await;
    let host = elsewhere.api().base().as_str().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let api = server.api().with_media_hosts([host.clone(), host.replace("127.0.0.1", "localhost")]);
    for link in [format!("http://{host}/file"), format!("http://{}/file", host.replace("127.0.0.1", "localhost"))] {
        let file = api.retrieve_media_link(&link).await.unwrap();
        assert_eq!(file.bytes().await.unwrap(), "a file", "{link}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(api.retrieve_media_link(&format!("http://{host}/away")).await.unwrap_err().status(), Some(302));
    assert_eq!(server.api().retrieve_media_link(&format!("http://{host}/file")).await.unwrap_err().kind(), ApiErrorKind::Unsendable);
}

#[tokio::test]
async fn an_allowed_host_with_a_private_address_is_not_called_unless_the_inbox_is_there() {
    let (elsewhere, calls) = elsewhere().await;
    let host = elsewhere.api().base().as_str().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let name = host.replace("127.0.0.1", "localhost");
    let base = InboxUrl::allowing_http("http://inbox.invalid").unwrap();
    let config = ApiConfig { base, token: None, timeouts: Timeouts::default(), clock: Arc::new(SystemClock) };
    let api = Api::new(config).unwrap().with_media_hosts([host.clone(), name.clone(), "169.254.169.254".to_owned()]);
    for (link, kind) in [
        (format!("http://{host}/file"), ApiErrorKind::Unsendable),
        (String::from("http://169.254.169.254/latest/meta-data/"), ApiErrorKind::Unsendable),
        // By name it is seen when the connection is made.
        (format!("http://{name}/file"), ApiErrorKind::Unreachable),
    ] {
        let error = api.retrieve_media_link(&link).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_happened()), (kind, false), "{link}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}
