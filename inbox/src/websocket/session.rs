//! One websocket, from its token to its end.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Frame, frame};
use crate::app::App;
use crate::fault::{Fault, Subject};

/// How long a client may take to send its token. Real time, whatever the inbox's clock says: it bounds a real connection.
const TOKEN_WITHIN: Duration = Duration::from_secs(30);

/// How often a silent client is pinged, by the inbox's clock. Less than what proxies let a silent connection live (60 s).
const PING_EVERY: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Serves a websocket until it ends.
pub(super) async fn serve(app: &App, mut socket: Socket) {
    let Ok(Some((token, user))) = tokio::time::timeout(TOKEN_WITHIN, authenticate(app, &mut socket)).await else { return };
    let (id, frames) = app.core.sockets.join(user);
    let mut session = Session { app, socket, id, user, token, frames, sent: 0 };
    // How it ends is of no interest: clients go away.
    let _ = session.run().await;
    app.core.sockets.leave(id);
    let _ = session.socket.close(None).await;
}

/// Reads the token. Nothing when it is not good, or the client went away.
async fn authenticate(app: &App, socket: &mut Socket) -> Option<(String, i64)> {
    while let Some(Ok(message)) = socket.next().await {
        let read = match &message {
            Message::Text(text) => frame::token_in(text.as_str()),
            Message::Binary(_) => Err("Not text."),
            Message::Close(_) => return None,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
        };
        match read {
            Err(complaint) => socket.send(Message::text(frame::bad_request(complaint))).await.ok()?,
            Ok(token) => match app.core.directory().by_token(&token) {
                Some(account) => return Some((token, account.id)),
                None => {
                    let _ = socket.send(Message::text(frame::token(false, "No such token."))).await;
                    let _ = socket.close(None).await;
                    return None;
                }
            },
        }
    }
    None
}

struct Session<'a> {
    app: &'a App,
    socket: Socket,
    id: u64,
    user: i64,
    token: String,
    frames: mpsc::Receiver<Arc<Frame>>,
    /// Frames that were taken from the queue, sent or not.
    sent: u64,
}

impl Session<'_> {
    async fn run(&mut self) -> Result<(), Error> {
        let name = self.username().unwrap_or_default();
        // It listens already: nothing happens unheard after this.
        self.socket.send(Message::text(frame::token(true, &format!("Welcome, {name}!")))).await?;
        let clock = self.app.core.clock.clone();
        let mut ping_at = clock.now_millis().saturating_add(PING_EVERY.as_millis() as i64);
        loop {
            tokio::select! {
                frame = self.frames.recv() => match frame {
                    Some(frame) if self.tell(&frame).await? => {}
                    _ => return Ok(()),
                },
                heard = self.socket.next() => match heard.transpose()? {
                    Some(Message::Pong(payload)) => self.note_pong(&payload),
                    Some(Message::Close(_)) | None => return Ok(()),
                    // The protocol has nothing more to say for a client.
                    Some(Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Frame(_)) => {}
                },
                () = clock.sleep_until(ping_at) => {
                    ping_at = clock.now_millis().saturating_add(PING_EVERY.as_millis() as i64);
                    self.ping().await?;
                }
            }
        }
    }

    /// Sends a frame, as the faults let it. False when the connection is to end.
    async fn tell(&mut self, frame: &Frame) -> Result<bool, Error> {
        let Some(username) = self.username() else { return Ok(false) };
        let subject = Subject::Frame { username: &username, wa_id: &frame.wa_id, members: &frame.members };
        let faults = self.app.core.faults.strike(subject);
        if faults.contains(&Fault::Disconnect) {
            return Ok(false);
        }
        if faults.contains(&Fault::Silence) {
            self.is_silent().await;
        }
        self.sent += 1;
        if !faults.contains(&Fault::Drop) {
            for fault in &faults {
                if let Fault::Latency(ms, _) = fault {
                    self.app.core.clock.sleep(Duration::from_millis(ms.unsigned_abs())).await;
                }
            }
            for _ in 0..=faults.iter().filter(|fault| **fault == Fault::Duplicate).count() {
                self.socket.send(Message::text(frame.text.clone())).await?;
            }
        }
        // A client answers a ping after what came before it: so the sandbox knows what was read.
        if self.frames.is_empty() {
            self.ping().await?;
        }
        Ok(true)
    }

    /// The connection stays, and nobody is at its other end any more. It ends with the inbox.
    async fn is_silent(&mut self) {
        self.app.core.sockets.leave(self.id);
        std::future::pending().await
    }

    async fn ping(&mut self) -> Result<(), Error> {
        self.socket.send(Message::Ping(self.sent.to_be_bytes().to_vec().into())).await
    }

    fn note_pong(&self, payload: &[u8]) {
        if let Ok(count) = payload.try_into() {
            self.app.core.sockets.note_read(self.id, u64::from_be_bytes(count));
        }
    }

    /// The user's name; nothing when the token is not good any more.
    fn username(&self) -> Option<String> {
        let directory = self.app.core.directory();
        let account = directory.by_token(&self.token)?;
        (account.id == self.user).then(|| account.user.username.clone())
    }
}
