//! Servers for the tests of this crate: real HTTP on a free port of this machine.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use axum::Router;
use tokio::task::JoinHandle;

use super::{Api, ApiConfig, InboxUrl, Timeouts};
use crate::clock::SystemClock;
use crate::wire::Secret;

/// A router behind a port; stops when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(router: Router) -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, task: tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }) }
    }

    pub(crate) fn api(&self) -> Api {
        api(self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client of the inbox at this address, with the token `s3cret`.
pub(crate) fn api(address: SocketAddr) -> Api {
    api_within(address, Timeouts::default())
}

pub(crate) fn api_within(address: SocketAddr, timeouts: Timeouts) -> Api {
    let base = InboxUrl::new(&format!("http://{address}")).unwrap();
    Api::new(ApiConfig { base, token: Some(Secret::new("s3cret")), timeouts, clock: Arc::new(SystemClock) }).unwrap()
}

/// An address where nobody listens.
pub(crate) fn nobody() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// What a [`RawServer`] does with each request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Manner {
    /// Writes these bytes and closes the connection.
    Answer(&'static str),
    /// Writes these bytes to the first request of a connection and closes it at the second.
    AnswerOnce(&'static str),
    /// Never answers.
    Silence,
    /// Breaks the connection with a reset, the request unread.
    Reset,
}

/// A server below HTTP, for answers that no HTTP server gives.
pub(crate) struct RawServer {
    pub(crate) address: SocketAddr,
    requests: Arc<AtomicUsize>,
    /// Dropped with the server; what is silent waits for it.
    _stop: mpsc::Sender<()>,
}

impl RawServer {
    pub(crate) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let (stop, stopped) = mpsc::channel();
        let seen = Arc::clone(&requests);
        // It ends with the test's process: a listener of the standard library cannot be told to stop.
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                serve(connection, manner, &seen, &stopped);
            }
        });
        Self { address, requests, _stop: stop }
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn serve(mut connection: TcpStream, manner: Manner, seen: &AtomicUsize, stopped: &mpsc::Receiver<()>) {
    if matches!(manner, Manner::Reset) {
        // Closing with unread bytes is what makes the system send a reset.
        let _ = connection.peek(&mut [0]);
        seen.fetch_add(1, Ordering::SeqCst);
        return;
    }
    let mut answered = 0;
    while read_request(&mut connection) {
        seen.fetch_add(1, Ordering::SeqCst);
        match manner {
            Manner::Answer(answer) => {
                let _ = connection.write_all(answer.as_bytes());
                return;
            }
            Manner::AnswerOnce(answer) if answered == 0 => {
                let _ = connection.write_all(answer.as_bytes());
                answered += 1;
            }
            Manner::Silence => {
                let _ = stopped.recv();
                return;
            }
            Manner::AnswerOnce(_) | Manner::Reset => return,
        }
    }
}

/// Reads one request whole, by its `content-length`.
fn read_request(connection: &mut TcpStream) -> bool {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return true;
            }
        }
        match connection.read(&mut buffer) {
            Ok(0) | Err(_) => return false,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
    }
}
