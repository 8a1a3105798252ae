//! The thread that owns the connection.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak, mpsc};

use rusqlite::Connection;

use super::{Answer, Effect, Job, Tx, meta};
use crate::core::Core;
use crate::delivery::Dispatcher;
use crate::outbox::Outbox;
use crate::sandbox::phones::Phones;

/// Jobs that are committed together at most. Larger groups save little and make the first of them wait.
const GROUP: usize = 256;

/// Where effects go.
#[derive(Debug)]
pub(crate) struct Outlet {
    pub(crate) phones: Arc<Phones>,
    /// Where mails are put, when the data is in a file.
    pub(crate) outbox: Option<Outbox>,
    /// Weak, for the dispatcher holds the store: without that the thread would keep itself alive.
    pub(crate) dispatcher: Weak<Dispatcher>,
}

impl Outlet {
    fn publish(&self, core: &Core, effects: &mut Vec<Effect>) {
        let Some(dispatcher) = self.dispatcher.upgrade() else { return };
        for effect in effects.drain(..) {
            match effect {
                Effect::Deliver(delivery) => dispatcher.push(delivery),
                Effect::Tell(user, frame) => core.sockets.tell(user, &frame),
                Effect::Attempted => dispatcher.touch(),
                Effect::Phone(wa_id) => self.phones.ring(&wa_id),
                Effect::WebhookChanged(id) => dispatcher.hurry(id),
                Effect::WebhookGone(id) => dispatcher.forget(Some(id)),
                Effect::Forget => dispatcher.forget(None),
                Effect::Mail(mail) => self.outbox.iter().for_each(|outbox| outbox.put(&mail)),
            }
        }
    }
}

/// Runs jobs until no handle is left.
pub(super) fn run(conn: &Connection, core: &Core, waiting: &mpsc::Receiver<Job>, outlet: &Outlet) {
    let mut effects = Vec::new();
    let mut answers: Vec<Answer> = Vec::new();
    let mut clock = None;
    while let Ok(first) = waiting.recv() {
        let directory = core.directory();
        let begun = execute(conn, "BEGIN");
        let group = std::iter::once(first).chain(std::iter::from_fn(|| waiting.try_recv().ok())).take(GROUP);
        for job in group {
            answers.extend(run_one(conn, core, job, &mut effects));
        }
        note_clock(conn, core, &mut clock);
        let committed = begun && execute(conn, "COMMIT");
        if !committed {
            execute(conn, "ROLLBACK");
            effects.clear();
            core.set_directory(directory);
            clock = None;
        }
        outlet.publish(core, &mut effects);
        for answer in answers.drain(..) {
            answer(committed);
        }
    }
}

/// Runs one job in a savepoint of its own, so that its failure, or its panic, is its own. What it did to the directory, which the jobs behind
/// it see at once, is undone with it.
fn run_one(conn: &Connection, core: &Core, job: Job, effects: &mut Vec<Effect>) -> Option<Answer> {
    execute(conn, "SAVEPOINT job");
    let (before, directory) = (effects.len(), core.directory());
    let outcome = catch_unwind(AssertUnwindSafe(|| job(&mut Tx { conn, core, effects })));
    let (answer, done) = match outcome {
        Ok((answer, done)) => (Some(answer), done),
        // Its message went through the panic hook; the caller's channel is dropped, which is an answer too.
        Err(_) => (None, false),
    };
    if !done {
        execute(conn, "ROLLBACK TO job");
        effects.truncate(before);
        core.set_directory(directory);
    }
    execute(conn, "RELEASE job");
    answer
}

/// Notes how far the clock was moved, in the same commit as what was written by it: after a restart nothing lies in the future.
fn note_clock(conn: &Connection, core: &Core, noted: &mut Option<i64>) {
    let (key, kept) = core.clock.kept();
    if *noted == Some(kept) {
        return;
    }
    match meta::put(conn, key, &kept.to_string()) {
        Ok(()) => *noted = Some(kept),
        Err(error) => tracing::error!(%error, "the inbox could not note its clock"),
    }
}

fn execute(conn: &Connection, statement: &str) -> bool {
    let result = conn.prepare_cached(statement).and_then(|mut statement| statement.execute([]));
    if let Err(error) = &result {
        tracing::error!(%error, statement, "the inbox's data does not take a statement");
    }
    result.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::settings::Settings;
    use crate::store::users::UserRecord;

    fn make(name: &'static str, then: &'static str, done: bool) -> Job {
        Box::new(move |tx| {
            tx.create_user(&UserRecord { username: name.to_owned(), role: String::from("user"), ..UserRecord::default() }).unwrap();
            tx.conn.execute_batch(then).unwrap();
            (Box::new(|_| ()), done)
        })
    }

    #[test]
    fn what_is_undone_does_not_stay_in_the_directory() {
        let (conn, _) = crate::store::open(None).unwrap();
        let core = Core::new(String::new(), Clock::starting_at(1), Settings::default(), 0);
        let outlet = Outlet { phones: Arc::default(), outbox: None, dispatcher: Weak::new() };
        // What refers to nothing is found out by the commit.
        conn.execute_batch(
            "PRAGMA foreign_keys = ON; CREATE TABLE one (id INTEGER PRIMARY KEY);
             CREATE TABLE other (one INTEGER REFERENCES one DEFERRABLE INITIALLY DEFERRED);",
        )
        .unwrap();
        for (jobs, names) in [
            (vec![make("kept", "", true), make("failed", "", false)], &["kept"][..]),
            (vec![make("not committed", "INSERT INTO other VALUES (1)", true)], &["kept"]),
            (vec![make("another", "", true)], &["kept", "another"]),
        ] {
            let (sender, waiting) = mpsc::channel();
            jobs.into_iter().for_each(|job| sender.send(job).unwrap());
            drop(sender);
            run(&conn, &core, &waiting, &outlet);
            let known = core.directory();
            assert_eq!(known.users.values().map(|account| account.user.username.as_str()).collect::<Vec<_>>(), names);
        }
    }
}
