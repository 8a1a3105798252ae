use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

use switchboard::wire::Secret;

use crate::{PATIENCE, World};

/// The token of the admin of a bot's own inbox.
const ADMIN_TOKEN: &str = "admin-token";

/// A program that runs in a process of its own, with no environment but what it is given. It is killed when it is dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// Standard error, read all the time: a program that fills the pipe would stand still.
    errors: JoinHandle<String>,
}

impl Program {
    /// Starts a program in a folder, with `SWITCHBOARD__..` keys such as `("inbox.url", "http://..")`.
    #[must_use]
    pub fn start(program: impl AsRef<OsStr>, folder: &Path, arguments: &[&str], keys: &[(&str, &str)]) -> Self {
        let environment =
            keys.iter().map(|(key, value)| (format!("SWITCHBOARD__{}", key.replace('.', "__").to_uppercase()), (*value).to_owned()));
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut pipe = child.stderr.take().expect("a pipe");
        let errors = tokio::spawn(async move {
            let mut text = Vec::new();
            let _ = pipe.read_to_end(&mut text).await;
            String::from_utf8_lossy(&text).into_owned()
        });
        Self { child, lines, errors }
    }

    /// Starts a bot with an inbox of its own on a free port, and waits until it is ready. Keys may say otherwise.
    pub async fn start_bot(program: impl AsRef<OsStr>, folder: &Path, keys: &[(&str, &str)]) -> (Self, World) {
        let own = [("embedded.listen", "127.0.0.1:0"), ("embedded.admin_token", ADMIN_TOKEN)];
        let mut bot = Self::start(program, folder, &[], &[&own, keys].concat());
        let url = bot.line("inbox ready at").await;
        bot.line("bot ready").await;
        (bot, World::at(url, Secret::new(ADMIN_TOKEN)))
    }

    /// Waits for a line of standard output that begins so, and answers the rest of it.
    ///
    /// # Panics
    /// When it does not come; it prints what the program wrote to standard error.
    pub async fn line(&mut self, begins: &str) -> String {
        let found = async {
            while let Ok(Some(line)) = self.lines.next_line().await {
                if let Some(rest) = line.strip_prefix(begins) {
                    return Some(rest.trim().to_owned());
                }
            }
            None
        };
        match tokio::time::timeout(PATIENCE, found).await {
            Ok(Some(rest)) => rest,
            _ => {
                let _ = self.child.start_kill();
                panic!("no line {begins:?}; standard error: {}", (&mut self.errors).await.expect("its text"))
            }
        }
    }

    /// Kills it, as `kill -9` does, and waits until it is gone.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// Tells it to stop, as `kill` and Ctrl-C do.
    ///
    /// # Panics
    /// When it has ended, or on a system without signals.
    pub async fn terminate(&self) {
        let told = Command::new("kill").arg("-TERM").arg(self.id().to_string()).status().await;
        assert!(told.expect("`kill` runs").success(), "the program is there to be told");
    }

    /// Its process id.
    ///
    /// # Panics
    /// When it has ended.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Waits until it ends by itself; answers its exit code and what it wrote to standard error.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn ended(mut self) -> (Option<i32>, String) {
        let ended = async { (self.errors.await.expect("its text"), self.child.wait().await.expect("an exit status")) };
        let (errors, status) = tokio::time::timeout(PATIENCE, ended).await.expect("the program ends");
        (status.code(), errors)
    }
}
