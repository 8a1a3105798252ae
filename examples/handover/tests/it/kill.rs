//! `kill -9` at many moments: every message is answered, none twice, and the order is kept in every chat.

use std::path::PathBuf;

use serde_json::{Value, json};
use switchboard_tests::{Customer, PATIENCE, Program, World, folder};
use tempfile::TempDir;

const BOT: &str = "handover";
const PROGRAM: &str = env!("CARGO_BIN_EXE_handover");

/// What the bot answers.
fn answer(text: &str) -> String {
    format!("Noted: {text}")
}

const CHATS: u8 = 30;
const MESSAGES: usize = 300;

/// How many messages a customer writes at once: three times all of them write.
const BURSTS: [usize; 3] = [3, 3, 4];

/// When the process is killed: after the n-th thing of a kind since its start.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// A call of the API begins, whatever it is: this is in the middle of the start.
    Call(usize),
    /// A webhook call was answered with 200: its event is on disk, and its turn may run.
    Answered(usize),
    /// A message begins to leave.
    Posted(usize),
    /// The inbox has answered a message: the record may be under way.
    Sent(usize),
    /// The inbox has a message and has not yet answered: it was surely not recorded.
    Unrecorded(usize),
    /// The inbox was called, and has done nothing yet: the message may or may not be sent.
    Undone(usize),
    /// The store has been written to.
    Written(u64),
}

/// Before the bot was ready for the first time, while it makes itself at home.
const WHILE_IT_SETTLES: [Moment; 6] =
    [Moment::Call(1), Moment::Call(3), Moment::Call(4), Moment::Call(5), Moment::Call(6), Moment::Call(7)];

const WHILE_IT_ANSWERS: [Moment; 20] = [
    Moment::Answered(1),
    Moment::Unrecorded(1),
    Moment::Call(1),
    Moment::Posted(1),
    Moment::Written(1),
    Moment::Sent(1),
    Moment::Undone(1),
    Moment::Unrecorded(3),
    Moment::Call(2),
    Moment::Answered(4),
    Moment::Written(5),
    Moment::Posted(6),
    Moment::Call(3),
    Moment::Undone(4),
    Moment::Sent(9),
    Moment::Unrecorded(8),
    Moment::Written(12),
    Moment::Answered(11),
    Moment::Call(5),
    Moment::Unrecorded(2),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_is_answered_once_and_in_order_however_often_the_bot_is_killed() {
    let bed = Bed::new().await;
    for moment in WHILE_IT_SETTLES {
        bed.arm(moment).await;
        let mut bot = bed.start();
        bed.wait_for(moment, 0).await;
        bot.kill().await;
    }
    bed.ready().await.kill().await;
    bed.is_at_home_once().await;

    let customers: Vec<Customer> = (1..=CHATS).map(|number| bed.world.customer(number)).collect();
    let mut writes = Bed::plan().into_iter();
    for (round, moment) in WHILE_IT_ANSWERS.into_iter().enumerate() {
        bed.arm(moment).await;
        let (calls, deliveries) = (bed.last_call().await, bed.first_pending().await);
        // Some are written while the bot is down, some while it runs.
        say(&customers, writes.by_ref().take(7)).await;
        let mut bot = bed.start();
        let talk = say(&customers, writes.by_ref().take(8));
        let killed = async {
            let waited = tokio::time::timeout(PATIENCE, bed.wait_for(moment, if moment.counts_calls() { calls } else { deliveries })).await;
            assert!(waited.is_ok(), "round {round}: {moment:?} never came");
            bot.kill().await;
        };
        tokio::join!(talk, killed);
    }
    assert_eq!(writes.next(), None, "everything was said");

    bed.calm().await;
    let bot = bed.ready().await;
    for customer in &customers {
        bed.world.until(|| async { (customer.heard_from(BOT).await.len() >= MESSAGES / customers.len()).then_some(()) }).await;
    }
    // What it may still have on its mind shows now, or at the next start.
    bed.ends(bot).await;
    let bot = bed.ready().await;
    bed.ends(bot).await;
    bed.is_at_home_once().await;
    for customer in &customers {
        let expected: Vec<String> = (0..MESSAGES / customers.len()).map(|number| answer(&words(customer, number))).collect();
        let heard = customer.heard_from(BOT).await;
        assert_eq!(heard, expected, "killed at {WHILE_IT_ANSWERS:?}:\n{}", customer.transcript().await);
    }
}

fn words(customer: &Customer, number: usize) -> String {
    format!("{} of {}", number + 1, customer.wa_id())
}

async fn say(customers: &[Customer], writes: impl Iterator<Item = (usize, usize)>) {
    for (chat, number) in writes {
        customers[chat].says(&words(&customers[chat], number)).await;
    }
}

impl Moment {
    fn counts_calls(self) -> bool {
        !matches!(self, Self::Answered(_))
    }
}

/// An inbox with its data in a file, and the folder of a bot.
struct Bed {
    world: World,
    folder: TempDir,
    store: PathBuf,
}

impl Bed {
    async fn new() -> Self {
        let folder = folder();
        let world = World::stored(folder.path().join("inbox.db")).await;
        Self { world, store: folder.path().join("switchboard.db"), folder }
    }

    fn start(&self) -> Program {
        let keys = [
            ("inbox.url", self.world.url()),
            ("inbox.admin_username", "admin"),
            ("inbox.admin_password", "admin"),
            ("webhook.listen", "127.0.0.1:0"),
            ("outbox.settle", "300ms"),
            ("limits.number", "0"),
            ("limits.pair", "0"),
            ("limits.chat_replies", "0"),
        ];
        Program::start(PROGRAM, self.folder.path(), &[], &keys)
    }

    async fn ready(&self) -> Program {
        let mut bot = self.start();
        bot.line("bot ready").await;
        bot
    }

    async fn ends(&self, bot: Program) {
        bot.terminate().await;
        let (code, errors) = bot.ended().await;
        assert_eq!(code, Some(0), "{errors}");
    }

    /// However often its start was broken off, the bot has one user and one webhook.
    async fn is_at_home_once(&self) {
        let webhooks = self.world.admin().get("/api/v1/webhooks/waba/").await;
        assert_eq!(webhooks["count"], 1, "{webhooks}");
        let users = self.world.admin().get("/api/v1/users/?limit=1000").await;
        let users = users["results"].as_array().expect("users");
        assert_eq!(users.iter().filter(|user| user["username"] == BOT).count(), 1);
    }

    /// Who writes what, in which order: bursts, and no chat twice before all others.
    fn plan() -> Vec<(usize, usize)> {
        let chats = usize::from(CHATS);
        let mut said = vec![0; chats];
        let mut plan = Vec::with_capacity(MESSAGES);
        for burst in BURSTS {
            for place in 0..chats {
                let chat = place * 7 % chats;
                for _ in 0..burst {
                    plan.push((chat, said[chat]));
                    said[chat] += 1;
                }
            }
        }
        plan
    }

    /// Makes the inbox slow where the moment needs it.
    async fn arm(&self, moment: Moment) {
        let slow = |when: &str, nth: usize| json!([{ "on": "POST /api/v1/messages/", "fault": "latency", "ms": 30_000, "when": when, "after": nth - 1, "times": 1 }]);
        match moment {
            Moment::Unrecorded(nth) => self.world.faults(slow("after", nth)).await,
            Moment::Undone(nth) => self.world.faults(slow("before", nth)).await,
            _ => self.calm().await,
        }
    }

    async fn calm(&self) {
        self.world.faults(json!([])).await;
    }

    async fn wait_for(&self, moment: Moment, after: u64) {
        const POSTS: &str = "method=POST&path=/api/v1/messages/";
        match moment {
            Moment::Call(nth) => self.calls(nth, after, "").await,
            Moment::Posted(nth) => self.calls(nth, after, POSTS).await,
            Moment::Sent(nth) => self.calls(nth, after, &format!("{POSTS}&done=true")).await,
            Moment::Undone(nth) => self.calls(nth, after, POSTS).await,
            Moment::Unrecorded(nth) => {
                self.calls(nth, after, POSTS).await;
                let held = self.get(&format!("/sandbox/requests?after={after}&{POSTS}")).await;
                let body = held["requests"][nth - 1]["body"].clone();
                self.world.until(|| self.is_on_the_phone(&body)).await;
            }
            Moment::Answered(nth) => {
                let query = format!("/sandbox/deliveries?after={after}&state=delivered&limit=100000");
                self.world
                    .until(|| async { (self.get(&query).await["deliveries"].as_array().map_or(0, Vec::len) >= nth).then_some(()) })
                    .await;
            }
            Moment::Written(times) => self.written(times).await,
        }
    }

    /// Waits until the log has so many calls.
    async fn calls(&self, nth: usize, after: u64, narrowed: &str) {
        let query = format!("/sandbox/requests?after={after}&{narrowed}");
        let count = |log: &Value| log["requests"].as_array().map_or(0, Vec::len);
        self.world.until(|| async { (count(&self.get(&query).await) >= nth).then_some(()) }).await;
    }

    async fn is_on_the_phone(&self, body: &Value) -> Option<()> {
        let customer = body["wa_id"].as_str()?;
        let phone = self.get(&format!("/sandbox/customers/{customer}/messages")).await;
        let words = &body["text"]["body"];
        phone["messages"]
            .as_array()?
            .iter()
            .any(|message| message["from_customer"] == false && message["waba_payload"]["text"]["body"] == *words)
            .then_some(())
    }

    /// Waits until the store's log of writes was seen to change so often.
    async fn written(&self, times: u64) {
        let log = self.store.with_extension("db-wal");
        let look = || std::fs::metadata(&log).and_then(|log| log.modified()).ok();
        let mut last = look();
        for _ in 0..times {
            last = self
                .world
                .until(|| {
                    let now = look();
                    async move { (now != last).then_some(now) }
                })
                .await;
        }
    }

    async fn last_call(&self) -> u64 {
        self.get("/sandbox/requests").await["last_seq"].as_u64().expect("a number")
    }

    /// The number before the first webhook call that is not answered yet.
    async fn first_pending(&self) -> u64 {
        let all = self.get("/sandbox/deliveries?limit=100000").await;
        let first = all["deliveries"].as_array().expect("calls").iter().find(|call| call["state"] == "pending");
        first.map_or_else(|| all["last_seq"].as_u64(), |call| call["seq"].as_u64().map(|seq| seq - 1)).expect("a number")
    }

    async fn get(&self, path: &str) -> Value {
        self.world.get(path).await
    }
}
