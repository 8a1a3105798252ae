//! What calls a webhook: plain HTTP/1.1 over connections that stay open, so that little of the machine goes to the caller.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

/// A webhook that is called.
#[derive(Debug)]
pub(crate) struct Webhook {
    host: String,
    path: String,
}

impl Webhook {
    pub(crate) fn at(url: &str) -> switchboard::Result<Self> {
        let url = reqwest::Url::parse(url)?;
        let host = format!("{}:{}", url.host_str().ok_or("a host")?, url.port().ok_or("a port")?);
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        Ok(Self { host, path })
    }

    /// Delivers messages of customers who write in turn, one call for each, and returns when all calls were answered with 200.
    pub(crate) async fn deliver(
        &self,
        name: &'static str,
        messages: usize,
        customers: usize,
        connections: usize,
    ) -> switchboard::Result<()> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut callers = tokio::task::JoinSet::new();
        for _ in 0..connections {
            let (host, path, next) = (self.host.clone(), self.path.clone(), next.clone());
            callers.spawn(async move {
                let stream = TcpStream::connect(&host).await?;
                stream.set_nodelay(true)?;
                let mut connection = BufStream::new(stream);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= messages {
                        return Ok::<_, switchboard::Error>(());
                    }
                    call(&mut connection, &host, &path, &delivery(name, number, number % customers + 1)).await?;
                }
            });
        }
        while let Some(ended) = callers.join_next().await {
            ended??;
        }
        Ok(())
    }
}

async fn call(connection: &mut BufStream<TcpStream>, host: &str, path: &str, body: &str) -> switchboard::Result<()> {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(body.as_bytes()).await?;
    connection.flush().await?;

    let mut status = String::new();
    connection.read_line(&mut status).await?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).await?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse()?,
            Some(_) => {}
            None => break,
        }
    }
    connection.read_exact(&mut vec![0; length]).await?;
    if status.contains(" 200 ") { Ok(()) } else { Err(format!("the webhook answered {status}").into()) }
}

/// The body of a call: a text, under the names that a flat call has.
fn delivery(name: &str, number: usize, customer: usize) -> String {
    let chat = format!("4917139200{customer:02}");
    let message = json!({
        "from": chat, "id": format!("wamid.{name}.{number}"), "timestamp": now().to_string(), "type": "text",
        "text": { "body": format!("Is it open today? ({number})") },
    });
    json!({
        "contacts": [{ "profile": { "name": "Ada Moreno" }, "wa_id": chat }],
        "messages": [message],
        "incoming_messages": [{
            "id": format!("{name}-{number}"), "waba_payload": message, "from_us": false, "received": false, "sender": null,
            "context": null, "customer_wa_id": chat, "waba_statuses": { "sent": null, "delivered": null, "read": null },
        }],
    })
    .to_string()
}

#[expect(clippy::disallowed_methods, reason = "messages are written now")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
