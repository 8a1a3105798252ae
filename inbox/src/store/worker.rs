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
            clock = None;
        }
        outlet.publish(core, &mut effects);
        for answer in answers.drain(..) {
            answer(committed);
        }
    }
}

/// Runs one job in a savepoint of its own, so that its failure, or its panic, is its own.
fn run_one(conn: &Connection, core: &Core, job: Job, effects: &mut Vec<Effect>) -> Option<Answer> {
    execute(conn, "SAVEPOINT job");
    let before = effects.len();
    let outcome = catch_unwind(AssertUnwindSafe(|| job(&mut Tx { conn, core, effects })));
    let (answer, done) = match outcome {
        Ok((answer, done)) => (Some(answer), done),
        // Its message went through the panic hook; the caller's channel is dropped, which is an answer too.
        Err(_) => (None, false),
    };
    if !done {
        execute(conn, "ROLLBACK TO job");
        effects.truncate(before);
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
