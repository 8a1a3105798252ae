//! Replies per second of a bot, beside a bare echo of axum and reqwest that stores nothing.
//!
//! Both run in a process of their own. This process is the inbox: it calls their webhook over connections that stay open, and counts
//! the replies that they post. Run it by hand: `cargo bench -p switchboard-tests --bench echo`. It asserts nothing about time.

mod bots;
mod inbox;
mod load;

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use switchboard_tests::Program;

use inbox::Inbox;
use load::Webhook;

/// How many messages are answered in one round.
const MESSAGES: usize = 20_000;

/// How many customers write, in turn.
const CUSTOMERS: usize = 99;

/// How many calls of the webhook are under way at once.
const CONNECTIONS: usize = 64;

/// How many rounds each has. They take turns, and the median counts.
const ROUNDS: usize = 3;

/// What one round took.
#[derive(Debug, Clone, Copy)]
struct Round {
    passed: Duration,
    cpu: Duration,
}

impl Round {
    fn per_second(self) -> f64 {
        MESSAGES as f64 / self.passed.as_secs_f64()
    }

    fn per_cpu_second(self) -> f64 {
        MESSAGES as f64 / self.cpu.as_secs_f64()
    }
}

#[tokio::main]
async fn main() -> switchboard::Result<()> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("bot"), _) => bots::bot().await,
        (Some("bare"), Some(inbox)) => bots::bare(inbox).await,
        _ => measure().await,
    }
}

async fn measure() -> switchboard::Result<()> {
    let (mut bare, mut bot) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(round_of_the_bare_echo().await?);
        bot.push(round_of_the_bot().await?);
    }
    let cpus = std::thread::available_parallelism()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MESSAGES} messages of {CUSTOMERS} customers over {CONNECTIONS} connections, {cpus} CPUs, median of {ROUNDS} rounds")?;
    writeln!(out, "{:>10} {:>16} {:>24}", "", "replies/s", "replies/CPU second")?;
    let rates: [fn(Round) -> f64; 2] = [Round::per_second, Round::per_cpu_second];
    let [bare_rates, bot_rates] = [&bare, &bot].map(|rounds| rates.map(|rate| median(rounds.iter().copied().map(rate))));
    writeln!(out, "{:>10} {:>16.0} {:>24.0}", "bare echo", bare_rates[0], bare_rates[1])?;
    writeln!(out, "{:>10} {:>16.0} {:>24.0}", "bot", bot_rates[0], bot_rates[1])?;
    writeln!(out, "{:>10} {:>16.2} {:>24.2}", "ratio", bot_rates[0] / bare_rates[0], bot_rates[1] / bare_rates[1])?;
    Ok(())
}

async fn round_of_the_bare_echo() -> switchboard::Result<Round> {
    let inbox = Inbox::start().await?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut program = Program::start(std::env::current_exe()?, folder.path(), &["bare", inbox.url()], &[]);
    let webhook = Webhook::at(&program.line("ready at ").await)?;
    round(&inbox, &webhook, &program).await
}

async fn round_of_the_bot() -> switchboard::Result<Round> {
    let inbox = Inbox::start().await?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let keys = [
        ("inbox.url", inbox.url()),
        ("inbox.token", "token"),
        ("webhook.listen", "127.0.0.1:0"),
        ("limits.number", "0"),
        ("limits.pair", "0"),
        ("limits.chat_replies", "0"),
        ("log", "warn"),
    ];
    let mut program = Program::start(std::env::current_exe()?, folder.path(), &["bot"], &keys);
    program.line("bot ready").await;
    let webhook = Webhook::at(&inbox.webhook())?;
    round(&inbox, &webhook, &program).await
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn round(inbox: &Inbox, webhook: &Webhook, program: &Program) -> switchboard::Result<Round> {
    // Every chat is met once before: whom it belongs to is read then.
    webhook.deliver("warm", CUSTOMERS, CUSTOMERS, CONNECTIONS).await?;
    inbox.answered(CUSTOMERS).await;

    let (began, cpu) = (Instant::now(), cpu_of(program)?);
    webhook.deliver("round", MESSAGES, CUSTOMERS, CONNECTIONS).await?;
    inbox.answered(CUSTOMERS + MESSAGES).await;
    Ok(Round { passed: began.elapsed(), cpu: cpu_of(program)? - cpu })
}

/// The processor time that a program has used, in user mode and in the kernel, as Linux counts it.
fn cpu_of(program: &Program) -> switchboard::Result<Duration> {
    /// Linux tells it to programs in hundredths of a second.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string(Path::new("/proc").join(program.id().to_string()).join("stat"))?;
    // The name in parentheses may hold spaces; the fields after it do not. `utime` and `stime` are 14th and 15th of all.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks = fields.map(str::parse::<u32>).sum::<Result<u32, _>>()?;
    Ok(TICK * ticks)
}

fn median(rates: impl Iterator<Item = f64>) -> f64 {
    let mut rates: Vec<_> = rates.collect();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
