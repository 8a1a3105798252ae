//! Connections, each a task of its own, from the first to the end of the inbox.

use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long connections may take to finish what they do when the inbox stops.
const GRACE: Duration = Duration::from_millis(500);

/// How long accepting pauses when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(50);

/// Accepts connections until it is told to stop.
pub(super) async fn accept<F, A, E>(listener: TcpListener, mut stopping: watch::Receiver<bool>, answer: F)
where
    F: Fn(Request<Incoming>) -> A + Clone + Send + 'static,
    A: Future<Output = Result<Response<Body>, E>> + Send + 'static,
    E: Error + Send + Sync + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, _)) => drop(connections.spawn(connection(stream, answer.clone(), stopping.clone()))),
            Err(error) => {
                tracing::warn!(%error, "the inbox could not accept a connection");
                let _ = tokio::time::timeout(OUT_OF_SOCKETS, stopping.wait_for(|stop| *stop)).await;
            }
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    connections.shutdown().await;
}

async fn connection<F, A, E>(stream: TcpStream, answer: F, mut stopping: watch::Receiver<bool>)
where
    F: Fn(Request<Incoming>) -> A + Send + 'static,
    A: Future<Output = Result<Response<Body>, E>> + Send + 'static,
    E: Error + Send + Sync + 'static,
{
    // An answer that waits for an acknowledgement would cost every small message 40 ms.
    let _ = stream.set_nodelay(true);
    let service = service_fn(answer);
    let connection =
        hyper::server::conn::http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(stream), service).with_upgrades();
    tokio::pin!(connection);
    // How it ends is of no interest: clients go away, and lost answers are an error on purpose.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
