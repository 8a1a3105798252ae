//! One lane: the calls of one webhook for one chat, one after the other.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::queue::{Delivery, Dispatcher, LaneKey, PerWebhook};
use super::repeat_after;
use crate::fault::{Fault, Subject};
use crate::json::{self, Object};
use crate::store::Effect;
use crate::store::deliveries::Attempt;
use crate::store::webhooks::Webhook;

/// How long a call that is to be overtaken waits for another to overtake it.
const OVERTAKEN_WITHIN: Duration = Duration::from_secs(1);

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Answered, dropped, or forgotten: the next one.
    Over,
    /// The inbox stops; the call stays pending in the table.
    Stop,
}

/// Empties a lane, then ends.
pub(super) async fn run(dispatcher: Arc<Dispatcher>, key: LaneKey) {
    let shared = dispatcher.per_webhook(key.0);
    while let Some(first) = dispatcher.front(&key) {
        let mut lane = Lane { dispatcher: &dispatcher, key: &key, shared: &shared };
        if lane.deliver(first).await == End::Stop {
            return;
        }
    }
}

struct Lane<'a> {
    dispatcher: &'a Arc<Dispatcher>,
    key: &'a LaneKey,
    shared: &'a PerWebhook,
}

impl Lane<'_> {
    async fn deliver(&mut self, delivery: Arc<Delivery>) -> End {
        if self.until(wait_for(self.dispatcher.paused.subscribe(), false)).await.is_none() {
            return End::Stop;
        }
        let faults = self.strike(&delivery);
        if faults.contains(&Fault::Reorder) {
            let Some(next) = self.overtaking(&delivery).await else { return End::Stop };
            if let Some(next) = next {
                let faults = self.strike(&next);
                if self.attempt_until_answered(next, faults).await == End::Stop {
                    return End::Stop;
                }
            }
        }
        self.attempt_until_answered(delivery, faults).await
    }

    /// The call that overtakes this one: the next of the lane, once there is one. Nothing within it when none comes in time, or when
    /// whoever waits for the lane lets the call go; nothing at all when the inbox stops.
    async fn overtaking(&self, delivery: &Delivery) -> Option<Option<Arc<Delivery>>> {
        // Before the look at the queue, so that what comes right after it is not missed.
        let mut changed = self.dispatcher.changed();
        let mut released = self.dispatcher.released.subscribe();
        let behind = || self.dispatcher.behind(self.key, delivery.seq);
        if let Some(next) = behind() {
            return Some(Some(next));
        }
        // Real or virtual time: whichever clock the inbox has.
        let clock = &self.dispatcher.core.clock;
        let deadline = clock.now_millis().saturating_add(OVERTAKEN_WITHIN.as_millis() as i64);
        // On record, so that everybody sees for what the call waits.
        self.note(delivery, "pending", None, Vec::new(), Some(deadline));
        let wait = async {
            loop {
                tokio::select! {
                    () = clock.sleep_until(deadline) => return behind(),
                    _ = released.changed() => return behind(),
                    _ = changed.changed() => {}
                }
                if let Some(next) = behind() {
                    return Some(next);
                }
                if !self.dispatcher.is_queued(self.key, delivery.seq) {
                    return None;
                }
            }
        };
        self.until(wait).await
    }

    fn strike(&self, delivery: &Delivery) -> Vec<Fault> {
        let subject = Subject::Webhook { id: delivery.webhook, wa_id: &delivery.wa_id, members: &delivery.members };
        self.dispatcher.core.faults.strike(subject)
    }

    async fn attempt_until_answered(&mut self, delivery: Arc<Delivery>, mut faults: Vec<Fault>) -> End {
        let mut attempts = delivery.attempts.clone();
        let mut due = delivery.next;
        loop {
            if let Some(due) = due
                && !self.wait_until(due, &delivery).await
            {
                return End::Stop;
            }
            if self.until(wait_for(self.dispatcher.paused.subscribe(), false)).await.is_none() {
                return End::Stop;
            }
            if !self.dispatcher.is_queued(self.key, delivery.seq) {
                return End::Over;
            }
            let directory = self.dispatcher.core.directory();
            let Some(webhook) = directory.webhook(delivery.webhook) else {
                return self.over(&delivery, "cancelled", None, &attempts);
            };
            if !attempts.is_empty() {
                faults = self.strike(&delivery);
            }
            if faults.contains(&Fault::Drop) {
                return self.over(&delivery, "dropped", None, &attempts);
            }
            let at = self.dispatcher.core.clock.now_millis();
            let Some(answer) = self.attempt(webhook, &delivery, &faults).await else { return End::Stop };
            let answered = answer.as_ref().is_ok_and(|status| (200..300).contains(status));
            let (status, error) = match answer {
                Ok(status) => (Some(status), None),
                Err(error) => (None, Some(error)),
            };
            attempts.push(Attempt { at, status, error });
            let request = Object::new().member("url", &webhook.request.url).raw("headers", &json::text(&webhook.request.headers)).finish();
            if answered {
                return self.over(&delivery, "delivered", Some(request), &attempts);
            }
            let pause = repeat_after(attempts.len() - 1);
            let next = self.dispatcher.core.clock.now_millis().saturating_add(pause);
            due = Some(next);
            self.note(&delivery, "pending", Some(request), attempts.clone(), Some(next));
        }
    }

    /// One call, with what befalls it. Nothing when the inbox stops meanwhile.
    async fn attempt(&self, webhook: &Webhook, delivery: &Delivery, faults: &[Fault]) -> Option<Result<u16, String>> {
        for fault in faults {
            match fault {
                Fault::Latency(ms, _) => {
                    let late = Duration::from_millis(ms.unsigned_abs());
                    self.until(self.dispatcher.core.clock.sleep(late)).await?;
                }
                Fault::Status(status, _) => return Some(Ok(*status)),
                Fault::LostResponse
                | Fault::Drop
                | Fault::Disconnect
                | Fault::Silence
                | Fault::Duplicate
                | Fault::Reorder
                | Fault::Failed(_) => {}
            }
        }
        let calls = if faults.contains(&Fault::Duplicate) { 2 } else { 1 };
        let mut answer = Err(String::from("not called"));
        for _ in 0..calls {
            let _permit = self.until(self.shared.permits.acquire()).await?;
            answer =
                self.until(self.dispatcher.sender().post(&webhook.request.url, &webhook.request.headers, delivery.body.clone())).await?;
        }
        Some(answer)
    }

    /// Waits for the time of the next attempt, or until somebody hurries. False when the inbox stops.
    async fn wait_until(&self, due: i64, delivery: &Delivery) -> bool {
        let mut hurry = self.shared.hurry.subscribe();
        hurry.mark_unchanged();
        if !self.dispatcher.is_queued(self.key, delivery.seq) {
            return true;
        }
        let wait = async {
            tokio::select! {
                () = self.dispatcher.core.clock.sleep_until(due) => {}
                _ = hurry.changed() => {}
            }
        };
        self.until(wait).await.is_some()
    }

    /// Whatever this yields, unless the inbox stops first.
    async fn until<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = wait_for(self.dispatcher.stopping.clone(), true) => None,
            value = wait => Some(value),
        }
    }

    fn over(&self, delivery: &Delivery, state: &'static str, request: Option<String>, attempts: &[Attempt]) -> End {
        self.dispatcher.done(self.key, delivery.seq);
        self.note(delivery, state, request, attempts.to_vec(), None);
        End::Over
    }

    fn note(&self, delivery: &Delivery, state: &'static str, request: Option<String>, attempts: Vec<Attempt>, next: Option<i64>) {
        let Some(store) = self.dispatcher.store() else { return };
        let seq = delivery.seq;
        let received = delivery.marks.filter(|_| state == "delivered").map(|time| (delivery.user, delivery.wa_id.clone(), time));
        store.note(move |tx| {
            tx.note_attempt(seq, state, request.as_deref(), &attempts, next)?;
            if let Some((user, wa_id, time)) = received {
                tx.mark_received(user, &wa_id, time)?;
            }
            tx.effect(Effect::Attempted);
            Ok(())
        });
    }
}

/// Waits until a flag has this value; for ever, when nobody can set it any more.
async fn wait_for(mut flag: watch::Receiver<bool>, value: bool) {
    if flag.wait_for(|now| *now == value).await.is_err() && !value {
        std::future::pending::<()>().await;
    }
}
