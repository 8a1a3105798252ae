//! A websocket that notices when nobody is at its other end any more.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::WebsocketError;
use crate::clock::SharedClock;

/// How long the other side may be silent before it is asked for a sign of life. Below the 60 s after which proxies end what is silent.
const ASKED_AFTER: Duration = Duration::from_secs(20);

/// How long the answer may take.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);

/// For how long it is listened once more before the connection is given up, in the machine's own time: the bot's clock may have jumped,
/// as it does when the machine has slept, and then the answer lies there unread.
const LAST_LOOK: Duration = Duration::from_secs(2);

/// A connection that was cut without a word (a cable, a sleeping laptop, a router that forgot it) is found after
/// [`ASKED_AFTER`] and [`ANSWERS_WITHIN`], 40 s in all, although nothing arrives that would tell.
#[derive(Debug)]
pub(super) struct Pulse<S> {
    stream: WebSocketStream<S>,
    clock: SharedClock,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Pulse<S> {
    pub(super) const fn new(stream: WebSocketStream<S>, clock: SharedClock) -> Self {
        Self { stream, clock }
    }

    /// The next message, which may be a sign of life alone.
    pub(super) async fn next(&mut self) -> Result<Message, WebsocketError> {
        let heard = match before(&self.clock, ASKED_AFTER, self.stream.next()).await {
            Some(heard) => heard,
            None => self.sign_of_life().await?,
        };
        match heard {
            Some(Ok(message)) => Ok(message),
            Some(Err(_)) | None => Err(WebsocketError::Closed),
        }
    }

    async fn sign_of_life(&mut self) -> Result<Option<Result<Message, tokio_tungstenite::tungstenite::Error>>, WebsocketError> {
        let asked = async {
            self.stream.send(Message::Ping(Bytes::new())).await.map_err(|_| WebsocketError::Closed)?;
            Ok(self.stream.next().await)
        };
        match before(&self.clock, ANSWERS_WITHIN, asked).await {
            Some(heard) => heard,
            None => tokio::time::timeout(LAST_LOOK, self.stream.next()).await.map_err(|_| WebsocketError::Silent),
        }
    }

    pub(super) async fn send(&mut self, message: Message) -> Result<(), WebsocketError> {
        self.stream.send(message).await.map_err(|_| WebsocketError::Closed)
    }

    /// Says that no more is read.
    pub(super) async fn close(mut self) {
        // The other side may be gone already.
        let _ = self.stream.close(None).await;
    }
}

/// What comes before the clock has gone this far.
async fn before<T>(clock: &SharedClock, within: Duration, coming: impl Future<Output = T>) -> Option<T> {
    let until = clock.now().checked_add(within).unwrap_or(Timestamp::MAX);
    tokio::select! {
        biased;
        came = coming => Some(came),
        () = clock.sleep_until(until) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use async_trait::async_trait;
    use futures_util::{SinkExt as _, StreamExt as _};
    use jiff::Timestamp;
    use tokio::net::{TcpListener, TcpStream};
    use tokio_tungstenite::WebSocketStream;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::Role;

    use super::{ANSWERS_WITHIN, ASKED_AFTER, Pulse};
    use crate::client::WebsocketError;
    use crate::clock::Clock;

    /// A clock that jumps to whatever time is waited for.
    #[derive(Debug, Default)]
    struct Jumping(AtomicI64);

    #[async_trait]
    impl Clock for Jumping {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }

        async fn sleep_until(&self, time: Timestamp) {
            self.0.store(time.as_second(), Ordering::Relaxed);
        }
    }

    /// A bot's side, an inbox's side, and the bot's clock.
    async fn both_sides() -> (Pulse<TcpStream>, WebSocketStream<TcpStream>, Arc<Jumping>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ours = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (theirs, _) = listener.accept().await.unwrap();
        let clock = Arc::new(Jumping::default());
        let ours = Pulse::new(WebSocketStream::from_raw_socket(ours, Role::Client, None).await, clock.clone());
        (ours, WebSocketStream::from_raw_socket(theirs, Role::Server, None).await, clock)
    }

    #[tokio::test]
    async fn a_connection_at_whose_other_end_is_nobody_is_found_in_time() {
        let (mut ours, _theirs, clock) = both_sides().await;
        assert!(matches!(ours.next().await, Err(WebsocketError::Silent)));
        let wanted = (ASKED_AFTER + ANSWERS_WITHIN).as_secs();
        assert_eq!((clock.0.load(Ordering::Relaxed), wanted), (40, 40));
    }

    #[tokio::test]
    async fn who_answers_may_be_silent_for_long_and_a_clock_that_jumps_does_not_hide_the_answer() {
        let (mut ours, mut theirs, _clock) = both_sides().await;
        // Reading answers pings.
        let inbox = tokio::spawn(async move {
            let mut pings = 0;
            while let Some(Ok(message)) = theirs.next().await {
                pings += u32::from(message.is_ping());
                if pings == 100 {
                    theirs.send(Message::text("at last")).await.unwrap();
                }
            }
            pings
        });
        let word = loop {
            match ours.next().await.unwrap() {
                Message::Text(word) => break word,
                other => assert!(other.is_pong()),
            }
        };
        assert_eq!(word.as_str(), "at last");
        drop(ours);
        assert!(inbox.await.unwrap() >= 100);
    }

    #[tokio::test]
    async fn a_connection_that_was_closed_is_not_called_silent() {
        let (mut ours, theirs, _clock) = both_sides().await;
        drop(theirs);
        assert!(matches!(ours.next().await, Err(WebsocketError::Closed)));
    }
}
