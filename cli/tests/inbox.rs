//! `switchboard inbox`, the real binary: what it prints, how it ends, what survives when it is killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const TOKEN: &str = "a-token-of-the-test";

fn inbox(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    command.arg("inbox").args(arguments).env_remove("SWITCHBOARD_INBOX_ADMIN_TOKEN").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running inbox, which is killed when the test fails.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the binary runs");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("its output")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("inbox ready at http://").expect("it is ready").to_owned();
        Self { child, address }
    }

    /// One call; the status and the body.
    fn call(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Token {TOKEN}\r\n", self.address);
        write!(stream, "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    }

    fn says(&self, text: &str) {
        let body = format!("{{\"text\": {{\"body\": \"{text}\"}}}}");
        assert_eq!(self.call("POST", "/sandbox/customers/491713920001/messages", &body).0, 201);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_says_when_it_is_ready_and_ends_when_it_is_told() {
    let mut running = Running::start(inbox(&["--listen", "127.0.0.1:0"]));
    assert_eq!(running.call("GET", "/sandbox/health", "").0, 200);
    let told = Command::new("kill").args(["-TERM", &running.child.id().to_string()]).status().expect("kill runs");
    assert!(told.success());
    assert!(running.child.wait().expect("it ends").success());
    let mut rest = String::new();
    running.child.stdout.take().expect("its output").read_to_string(&mut rest).expect("text");
    assert_eq!(rest, "", "one line only");
    running.child.stderr.take().expect("its errors").read_to_string(&mut rest).expect("text");
    assert!(rest.starts_with("admin token: "), "{rest}");
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inbox.db");
    let file = file.to_str().expect("a path of text");
    let start = || Running::start(inbox(&["--listen", "127.0.0.1:0", "--data", file, "--admin-token", TOKEN]));
    for round in 0..5 {
        let mut running = start();
        for index in 0..20 {
            running.says(&format!("{round}-{index}"));
        }
        running.child.kill().expect("it is killed");
        running.child.wait().expect("it ended");
    }
    let running = start();
    let (status, page) = running.call("GET", "/api/v1/messages/?limit=1", "");
    assert_eq!(status, 200);
    assert!(page.contains("\"count\":100") && page.contains("4-19"), "{page}");
    assert!(Path::new(file).exists());
}

#[test]
fn the_token_may_come_from_the_environment() {
    let mut command = inbox(&["--listen", "127.0.0.1:0"]);
    command.env("SWITCHBOARD_INBOX_ADMIN_TOKEN", TOKEN);
    let running = Running::start(command);
    assert_eq!(running.call("GET", "/api/v1/users/current/", "").0, 200);
}

fn refused(arguments: &[&str]) -> String {
    let output = inbox(arguments).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let error = String::from_utf8(output.stderr).expect("text");
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

#[test]
fn what_cannot_start_is_one_sentence() {
    let running = Running::start(inbox(&["--listen", "127.0.0.1:0"]));
    assert!(refused(&["--listen", &running.address]).contains("choose another address"));
    assert!(refused(&["--listen", "0.0.0.0:0"]).contains("sandbox token"));
    assert!(refused(&["--listen", "nowhere"]).contains("127.0.0.1:7700"));
    assert!(refused(&["--listen", "127.0.0.1:0", "--admin-token", "with space"]).contains("admin token"));
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_str().expect("a path of text");
    assert!(refused(&["--listen", "127.0.0.1:0", "--data", folder]).contains("choose another file"));
}

#[test]
fn it_serves_the_partner_api_when_it_is_asked_to() {
    let arguments = ["--listen", "127.0.0.1:0", "--partner-listen", "127.0.0.1:0", "--partner-key", "k1=acmePA"];
    let mut running = Running::start(inbox(&arguments));
    let errors = BufReader::new(running.child.stderr.take().expect("its errors"));
    let told = errors.lines().map_while(Result::ok).find_map(|line| line.strip_prefix("Partner API at http://").map(str::to_owned));
    let mut stream = TcpStream::connect(told.expect("its address")).expect("it listens");
    write!(stream, "GET /v1/partner_id HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer k1\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.ends_with(r#"{"partner_id":"acmePA"}"#), "{answer}");

    let refused = inbox(&["--partner-listen", "127.0.0.1:0", "--partner-key", "k1"]).output().expect("the binary runs");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("KEY=PARTNER"));
}

#[test]
fn it_lets_as_many_people_in_as_there_are_seats() {
    let running = Running::start(inbox(&["--listen", "127.0.0.1:0", "--admin-token", TOKEN, "--seats", "1"]));
    let log_in = |name: &str| running.call("POST", "/api/v1/auth/token/", &format!(r#"{{"username": "{name}", "password": "{name}"}}"#));
    assert_eq!(log_in("mira").0, 200);
    let (status, body) = log_in("admin");
    assert_eq!((status, body.contains("reason")), (400, true), "{body}");
    assert_eq!(running.call("GET", "/api/v1/users/current/", "").0, 200, "the token of the start needs none");
}
