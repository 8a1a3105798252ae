//! `switchboard inbox`.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use switchboard_inbox::{ClosedWindow, HandoverMessages, Inbox, Secret, WebhookForm};

/// The variable that an admin token may come from, so that it need not stand in a list of processes.
const ADMIN_TOKEN: &str = "SWITCHBOARD_INBOX_ADMIN_TOKEN";

/// What `switchboard inbox` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7700")]
    listen: String,
    /// File that keeps the data; in memory without it.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Seed of the faults.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Token of the admin; also SWITCHBOARD_INBOX_ADMIN_TOKEN. Made and printed without it.
    #[arg(long, value_name = "TOKEN")]
    admin_token: Option<String>,
    /// Form of webhook calls: flat, cloud or both.
    #[arg(long, value_name = "FORM", default_value = "flat")]
    webhook_form: WebhookForm,
    /// What assigned_messages carries at a hand-over: last, unread or none.
    #[arg(long, value_name = "WHICH", default_value = "last")]
    handover_messages: HandoverMessages,
    /// What becomes of a free message outside the 24-hour window: refuse or fail-later.
    #[arg(long, value_name = "HOW", default_value = "refuse")]
    closed_window: ClosedWindow,
    /// How many people may be logged in at the same time; any number without it. Apps do not count.
    #[arg(long, value_name = "N")]
    seats: Option<u32>,
    /// Address of the Partner API; not served without it. Its instances live below /i/<subdomain>/ of the inbox's own address.
    #[arg(long, value_name = "ADDRESS")]
    partner_listen: Option<String>,
    /// Key of the Partner API and the partner it belongs to, as KEY=PARTNER; may be given several times. The key that the Partner API's
    /// document names for its sandbox without it.
    #[arg(long, value_name = "KEY=PARTNER", requires = "partner_listen", value_parser = partner_key)]
    partner_key: Vec<PartnerKey>,
    /// Token that calls of /sandbox/ must bring; needed on an address that other machines reach.
    #[arg(long, value_name = "TOKEN")]
    sandbox_token: Option<String>,
}

/// A key of the Partner API, and whose it is.
#[derive(Debug, Clone)]
struct PartnerKey(Secret, String);

fn partner_key(text: &str) -> Result<PartnerKey, String> {
    match text.split_once('=') {
        Some((key, partner)) if !key.is_empty() && !partner.is_empty() => Ok(PartnerKey(Secret::new(key), partner.to_owned())),
        _ => Err("it is written KEY=PARTNER".to_owned()),
    }
}

/// Runs the inbox until it is told to end.
pub(crate) fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let mut builder = Inbox::builder()
        .listen(arguments.listen)
        .seed(arguments.seed)
        .webhook_form(arguments.webhook_form)
        .handover_messages(arguments.handover_messages)
        .closed_window(arguments.closed_window);
    let named = arguments.admin_token.or_else(admin_token_of_environment);
    let made = named.is_none();
    if let Some(token) = named {
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the admin token must be of visible ASCII characters, without spaces".into());
        }
        builder = builder.admin_token(Secret::new(token));
    }
    if let Some(token) = arguments.sandbox_token {
        builder = builder.sandbox_token(Secret::new(token));
    }
    if let Some(seats) = arguments.seats {
        builder = builder.seats(seats);
    }
    if let Some(file) = arguments.data {
        builder = builder.data(file);
    }
    if let Some(address) = arguments.partner_listen {
        builder = builder.partner(address, arguments.partner_key.into_iter().map(|PartnerKey(key, partner)| (key, partner)).collect());
    }
    // Asked for before anything is printed: whoever reads "ready" may end us at once.
    let end = End::listen()?;
    let inbox = builder.start().await?;
    if made {
        writeln!(io::stderr(), "admin token: {}", inbox.admin_token().expose())?;
    }
    if let Some((admin, mira)) = inbox.passwords() {
        writeln!(io::stderr(), "password of admin: {}\npassword of mira: {}", admin.expose(), mira.expose())?;
    }
    if let Some(url) = inbox.partner_url() {
        writeln!(io::stderr(), "Partner API at {url}")?;
    }
    writeln!(io::stdout(), "inbox ready at {}", inbox.url())?;
    io::stdout().flush()?;
    end.wait().await;
    inbox.shutdown().await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the command's arguments are its configuration, and this is one of them")]
fn admin_token_of_environment() -> Option<String> {
    std::env::var(ADMIN_TOKEN).ok().filter(|token| !token.is_empty())
}

/// The signals that end the inbox.
#[cfg(unix)]
struct End {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl End {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The signal that ends the inbox.
#[cfg(not(unix))]
struct End;

#[cfg(not(unix))]
impl End {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
