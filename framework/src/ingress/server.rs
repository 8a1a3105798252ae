//! The HTTP server of the webhook.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;

use crate::clock::{Clock as _, SystemClock};

/// How long a caller may take to send its head. Without it, half a head would hold a connection for ever.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// How long requests under way hold up a server that stops. One that is half sent by then was not taken in, and one that is not
/// answered by then is repeated.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// How long nothing is accepted after the system had no room for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How many connections are open at once; further ones wait.
const CONNECTIONS: usize = 1024;

/// A server that runs until it is stopped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves `router` on a listener that is bound already.
    pub(crate) fn start(listener: TcpListener, router: Router) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(serve(listener, router, stopped));
        Ok(Self { address, stop, task })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no further connection, and returns when the requests under way are answered, or after two seconds: whoever
    /// sends half a request must not hold up the process.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        // A panic of the accept loop is in the log already; there is nothing left to stop then.
        let _ = self.task.await;
    }
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    loop {
        let (place, stream) = tokio::select! {
            next = accept(&listener, &room) => next,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A caller that hangs up or talks no HTTP is none of the bot's business.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    // What is left then ends with the process.
    let _ = tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await;
}

/// The next connection, once there is room for it.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> (Option<OwnedSemaphorePermit>, TcpStream) {
    // The semaphore is never closed.
    let place = room.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                return (place, stream);
            }
            Err(cause) => {
                // Out of file descriptors, most often: others have to close theirs first.
                tracing::warn!(%cause, "a connection could not be accepted");
                let clock = SystemClock;
                clock.sleep_until(clock.now().checked_add(ACCEPT_PAUSE).unwrap_or_default()).await;
            }
        }
    }
}
