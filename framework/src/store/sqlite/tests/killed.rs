//! A process that is killed while it writes.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use tokio::task::JoinSet;

use super::integrity;
use crate::action::Action;
use crate::handover::OwnerSet;
use crate::store::{
    Delivery, EventEnd, EventKey, InboxId, Lane, LaneWork, NewEvent, NewRow, RowState, SqliteStore, Store, StoreError, TurnCommit,
};

const LANES: u32 = 16;

/// After how many acknowledged calls the process is killed; before the first one it may be anywhere in its start.
const KILLED_AFTER: [usize; 12] = [0, 1, 2, 5, 0, 13, 40, 1, 100, 250, 600, 1200];

#[tokio::test]
async fn nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("switchboard.db");
    let mut acknowledged = Vec::new();
    for (round, lines) in KILLED_AFTER.into_iter().enumerate() {
        let writer = start(&path, round);
        acknowledged.extend(kill_after(writer, lines, &path));
        check(&path, &acknowledged).await;
    }
    assert!(acknowledged.len() >= KILLED_AFTER.iter().sum());
}

/// Kills the process after it has said so many words, and answers all that it had said by then.
fn kill_after(mut writer: Child, lines: usize, path: &Path) -> Vec<String> {
    let mut output = BufReader::new(writer.stdout.take().unwrap());
    let mut said = Vec::new();
    let mut next = || {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        // The last line may be cut off in the middle of a key.
        line.ends_with('\n').then_some(line)
    };
    while said.len() < lines {
        let line = next().expect("the process ended by itself");
        said.extend(acknowledgement(&line));
    }
    if lines > 0 {
        assert!(matches!(SqliteStore::open(path), Err(StoreError::InUse { .. })), "it holds the store for as long as it lives");
    }
    writer.kill().unwrap();
    while let Some(line) = next() {
        said.extend(acknowledgement(&line));
    }
    writer.wait().unwrap();
    said
}

async fn check(path: &Path, acknowledged: &[String]) {
    let store = SqliteStore::open(path).unwrap();
    assert_eq!(integrity(&store).await, "ok");
    let mut open = HashSet::new();
    let mut answered = HashSet::new();
    for number in 0..LANES {
        let work = read(&store, &lane(number)).await;
        for event in work.events {
            open.insert(event.key.as_str().to_owned());
        }
        for row in work.rows {
            let Action::Tag { name, .. } = row.action else { panic!("{row:?}") };
            assert!(answered.insert(name), "answered twice");
        }
    }
    assert!(open.is_disjoint(&answered), "a turn that is half committed");
    for line in acknowledged {
        let known = match line.split_once(' ').unwrap() {
            ("event", key) => open.contains(key) || answered.contains(key),
            ("turn", key) => answered.contains(key),
            _ => panic!("{line}"),
        };
        assert!(known, "lost: {line}");
    }
}

fn start(path: &Path, round: usize) -> Child {
    // The harness takes the two arguments for names of tests that do not exist.
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "store::sqlite::tests::killed::writer"])
        .args([format!("store={}", path.display()), format!("round={round}")])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn argument(name: &str) -> Option<String> {
    std::env::args().find_map(|argument| argument.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

fn acknowledgement(line: &str) -> Option<String> {
    line.trim_end().split_once("acknowledged ").map(|(_, what)| what.to_owned())
}

/// The process that is killed. In an ordinary run it has nothing to do.
#[test]
fn writer() {
    let (Some(path), Some(round)) = (argument("store"), argument("round")) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let store = std::sync::Arc::new(SqliteStore::open(path).unwrap());
        let mut lanes = JoinSet::new();
        for number in 0..LANES {
            let (store, round) = (std::sync::Arc::clone(&store), round.clone());
            lanes.spawn(async move { write_for_ever(&store, &lane(number), &format!("{round}.{number}")).await });
        }
        lanes.join_all().await;
    });
}

async fn write_for_ever(store: &SqliteStore, lane: &Lane, name: &str) {
    for number in 0.. {
        let key = format!("{name}.{number}");
        let event = NewEvent { key: EventKey::new(&key), lane: lane.clone(), kind: "unknown".to_owned(), part: 0, end: None };
        let delivery = Delivery::new(vec![b'x'; 700], Timestamp::UNIX_EPOCH, vec![event]);
        store.ingest(&inbox(), delivery).await.unwrap();
        say("event", &key);
        // What an earlier process left open is ended first, as a bot would.
        for event in read(store, lane).await.events {
            let lease = store.claim(&inbox(), lane, Timestamp::UNIX_EPOCH).await.unwrap();
            let key = event.key.as_str().to_owned();
            let answer = NewRow {
                action: Action::Tag { name: key.clone(), extra: None },
                state: RowState::Planned,
                owners: OwnerSet::ANY,
                fence: None,
                intent_at: None,
            };
            let turn = TurnCommit {
                event: event.seq,
                lane: lane.clone(),
                end: EventEnd::Done,
                rows: vec![answer],
                sessions: std::collections::BTreeMap::new(),
                timers: Vec::new(),
                chat: None,
                events: Vec::new(),
                now: Timestamp::UNIX_EPOCH,
            };
            store.commit(&inbox(), &lease, turn).await.unwrap();
            say("turn", &key);
        }
    }
}

/// Ends the process when nobody listens any more.
fn say(what: &str, key: &str) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "acknowledged {what} {key}").and_then(|()| output.flush()).unwrap();
}

async fn read(store: &SqliteStore, lane: &Lane) -> LaneWork {
    let lease = store.claim(&inbox(), lane, Timestamp::UNIX_EPOCH).await.unwrap();
    store.read(&inbox(), lane, &lease).await.unwrap()
}

fn inbox() -> InboxId {
    InboxId::new("main").unwrap()
}

fn lane(number: u32) -> Lane {
    Lane::Message(number.to_string().into())
}
