//! A process that is killed at a certain moment, and started again.

use std::path::Path;

use serde_json::{Value, json};
use switchboard_tests::{Agent, Customer, Program, Transport, World, by_both_ways, folder};
use tempfile::TempDir;

/// The folder of a bot that lives in a process of its own, in an inbox that outlives it.
struct Bed {
    world: World,
    folder: TempDir,
    arguments: &'static [&'static str],
    by: Transport,
}

/// Whether a call is not one of the sweeps, which read the messages of all chats.
fn is_of_chat(call: &switchboard_tests::Request) -> bool {
    call.query.is_empty() || call.query.contains("wa_id=")
}

impl Bed {
    async fn new(arguments: &'static [&'static str]) -> Self {
        Self::by(Transport::Webhook, arguments).await
    }

    /// A bot that gets its events in this way.
    async fn by(by: Transport, arguments: &'static [&'static str]) -> Self {
        Self { world: World::start().await, folder: folder(), arguments, by }
    }

    async fn start(&self) -> Program {
        let mut bot = self.begin(self.folder.path());
        bot.line("bot ready").await;
        bot
    }

    fn begin(&self, folder: &Path) -> Program {
        let keys = [
            ("inbox.url", self.world.url()),
            ("inbox.admin_username", "admin"),
            ("inbox.admin_password", "admin"),
            ("webhook.listen", "127.0.0.1:0"),
            ("outbox.settle", "200ms"),
            ("transport", self.by.name()),
        ];
        Program::start(env!("CARGO_BIN_EXE_testbot"), folder, self.arguments, &keys)
    }

    /// Ends the bot, so that nothing can follow any more.
    async fn end(&self, bot: Program) {
        bot.terminate().await;
        let (code, errors) = bot.ended().await;
        assert_eq!(code, Some(0), "{errors}");
    }

    /// The bot's calls since one of an earlier look.
    async fn calls_since(&self, seq: u64, method: &str, path: &str) -> usize {
        self.world.calls("testbot", method, path).await.iter().filter(|call| call.seq > seq && is_of_chat(call)).count()
    }

    async fn last_call(&self) -> u64 {
        self.world.requests().await.last().map_or(0, |call| call.seq)
    }

    /// The inbox takes ten minutes for the bot's n-th such call, before or after it has done it.
    async fn slow(&self, on: &str, when: &str, nth: u64) {
        let rule = json!({ "on": on, "user": "testbot", "fault": "latency", "ms": 600_000, "when": when, "after": nth - 1, "times": 1 });
        self.world.faults(json!([rule])).await;
    }

    /// Kills the bot while its answer to these words surely was not sent, and starts it once mira has the chat, until it has read that.
    /// The last call before that start.
    async fn taken_over_while_it_is_down(&self, customer: &Customer, mira: &Agent, words: &str) -> u64 {
        let mut bot = self.start().await;
        self.world.faults(json!([{ "on": "POST /api/v1/messages/", "user": "testbot", "fault": "status", "status": 503 }])).await;
        customer.says(words).await;
        self.world.until_calls("testbot", "POST", "/api/v1/messages/", 1).await;
        bot.kill().await;
        mira.takes_over(customer).await;
        self.world.faults(json!([])).await;

        let before = self.last_call().await;
        let bot = self.start().await;
        self.world.until(|| async { (self.calls_since(before, "GET", "/api/v1/chat_assignment/").await > 0).then_some(()) }).await;
        self.end(bot).await;
        before
    }

    /// Waits until the customer has heard so many messages of the bot.
    async fn heard(&self, customer: &Customer, count: usize) {
        self.world.until(|| async { (customer.heard_from("testbot").await.len() >= count).then_some(()) }).await;
    }

    /// The webhook's calls that carry this member.
    async fn deliveries(&self, member: &str) -> Vec<Value> {
        let all = self.world.get("/sandbox/deliveries?limit=100000").await;
        let mut all = all["deliveries"].as_array().expect("calls").clone();
        all.retain(|delivery| !delivery["body"][member].is_null() || delivery["body"].as_str().is_some_and(|body| body.contains(member)));
        all
    }
}

#[tokio::test]
async fn s26_a_call_that_is_repeated_because_a_kill_kept_its_answer_is_one_turn() {
    let bed = Bed::new(&[]).await;
    let ada = bed.world.customer(1);
    let mut bot = bed.start().await;
    bed.world.hold_webhooks(true).await;
    bed.slow("GET /api/v1/chat_assignment/", "before", 1).await;
    ada.says("hi").await;
    // The test makes the inbox's call, and the inbox never learns of an answer.
    let webhooks = bed.world.admin().get("/api/v1/webhooks/waba/").await;
    let webhook = webhooks["results"][0]["url"].as_str().expect("the bot's webhook").to_owned();
    let body = bed.deliveries("incoming_messages").await[0]["body"].clone();
    let call = tokio::spawn(reqwest::Client::builder().no_proxy().build().expect("a client").post(webhook).body(text_of(&body)).send());
    // Its turn has begun, so it is on disk.
    bed.world.until_calls("testbot", "GET", "/api/v1/chat_assignment/", 1).await;
    bot.kill().await;
    let _ = call.await.expect("no panic");

    bed.world.faults(json!([])).await;
    bed.world.hold_webhooks(false).await;
    let bot = bed.start().await;
    bed.heard(&ada, 1).await;
    ada.says("still there?").await;
    bed.heard(&ada, 2).await;
    bed.end(bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi", "re: still there?"]);
    assert!(bed.deliveries("incoming_messages").await.iter().all(|call| call["state"] == "delivered"), "the repeat was answered");
}

fn text_of(body: &Value) -> String {
    body.as_str().map_or_else(|| body.to_string(), str::to_owned)
}

by_both_ways!(s29_replies_that_were_planned_before_a_kill_are_withdrawn_when_a_person_has_taken_the_chat);
async fn s29_replies_that_were_planned_before_a_kill_are_withdrawn_when_a_person_has_taken_the_chat(by: Transport) {
    let bed = Bed::by(by, &["take"]).await;
    let (ada, mira) = (bed.world.customer(1), bed.world.mira().await);
    let before = bed.taken_over_while_it_is_down(&ada, &mira, "twice").await;
    assert_eq!(bed.calls_since(before, "POST", "/api/v1/messages/").await, 0, "nothing begins to leave");
    assert_eq!(bed.calls_since(before, "PATCH", "/api/v1/chat_assignment/").await, 0);

    // Withdrawn for good: when the chat comes back, what ada wrote is answered by one turn and not by the old one, too.
    let bot = bed.start().await;
    mira.assigns(&ada, &json!({ "assigned_to_user": mira.user_id("testbot").await })).await;
    bed.heard(&ada, 2).await;
    bed.end(bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["ok", "ok"]);
}

#[tokio::test]
async fn what_a_person_wrote_right_before_a_kill_is_a_takeover_after_it() {
    let bed = Bed::new(&["take"]).await;
    let (ada, mira) = (bed.world.customer(1), bed.world.mira().await);
    let mut bot = bed.start().await;
    ada.says("hi").await;
    bed.heard(&ada, 1).await;
    // The chat is busy with a reply that does not arrive: nothing else of it is stored.
    bed.slow("POST /api/v1/messages/", "before", 1).await;
    ada.says("are you there?").await;
    bed.world.until_calls("testbot", "POST", "/api/v1/messages/", 2).await;
    mira.writes(&ada, "I am").await;
    bed.world
        .until(|| async {
            let told = bed.deliveries("outgoing_messages").await;
            told.iter().any(|call| call["state"] == "delivered" && call["body"].to_string().contains("I am")).then_some(())
        })
        .await;
    bot.kill().await;
    bed.world.faults(json!([])).await;

    // Nobody else could say it: the chat is still assigned to the bot.
    let bot = bed.start().await;
    ada.says("whose?").await;
    bed.heard(&ada, 2).await;
    bed.end(bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi", "people's"], "{}", ada.transcript().await);
}

#[tokio::test]
async fn s36_an_own_message_that_comes_back_settles_what_a_kill_left_open() {
    let bed = Bed::new(&["take"]).await;
    let ada = bed.world.customer(1);
    let mut bot = bed.start().await;
    bed.world
        .faults(json!([
            { "on": "POST /api/v1/messages/", "fault": "latency", "ms": 600_000, "when": "after", "times": 1 },
            { "on": "webhook", "member": "outgoing_messages", "fault": "status", "status": 503 },
        ]))
        .await;
    ada.says("hi").await;
    bed.heard(&ada, 1).await;
    bot.kill().await;

    // The new process cannot look anything up before the message has come back.
    bed.slow("GET /api/v1/chat_assignment/", "before", 1).await;
    let before = bed.last_call().await;
    let bot = bed.start().await;
    bed.world
        .until(|| async { bed.deliveries("outgoing_messages").await.iter().any(|call| call["state"] == "delivered").then_some(()) })
        .await;
    bed.world.advance(700).await;
    ada.says("and now?").await;
    bed.heard(&ada, 2).await;
    bed.end(bot).await;
    assert_eq!(ada.heard_from("testbot").await, ["re: hi", "re: and now?"]);
    assert_eq!(bed.calls_since(before, "GET", "/api/v1/messages/").await, 0, "no listing was needed");
}

#[tokio::test]
async fn s37_two_equal_words_of_one_turn_are_said_exactly_twice() {
    // Killed while the first, or the second, is done and surely not recorded; or before it is done.
    for (nth, when) in [(1, "after"), (2, "after"), (1, "before"), (2, "before")] {
        for mira_says_it_too in [false, true] {
            let bed = Bed::new(&[]).await;
            let (ada, mira) = (bed.world.customer(1), bed.world.mira().await);
            let mut bot = bed.start().await;
            bed.slow("POST /api/v1/messages/", when, nth).await;
            ada.says("twice").await;
            bed.world.until_calls("testbot", "POST", "/api/v1/messages/", usize::try_from(nth).expect("one or two")).await;
            if when == "after" {
                bed.heard(&ada, usize::try_from(nth).expect("one or two")).await;
            }
            bot.kill().await;
            if mira_says_it_too {
                mira.writes(&ada, "ok").await;
            }
            bed.world.faults(json!([])).await;
            let bot = bed.start().await;
            bed.heard(&ada, 2).await;
            bed.end(bot).await;
            bed.end(bed.start().await).await;
            let case = format!("killed {when} the {nth}. was done, mira too: {mira_says_it_too}");
            assert_eq!(ada.heard_from("testbot").await, ["ok", "ok"], "{case}\n{}", ada.transcript().await);
            assert_eq!(ada.heard_from("mira").await.len(), usize::from(mira_says_it_too), "{case}");
        }
    }
}

by_both_ways!(what_was_said_early_is_said_once_wherever_the_bot_is_killed);
async fn what_was_said_early_is_said_once_wherever_the_bot_is_killed(by: Transport) {
    // Before it is done, while it is done and surely not recorded, right after it was sent, and after the turn has ended.
    let points = [
        ("POST", "/api/v1/messages/", "before", 1, 0),
        ("POST", "/api/v1/messages/", "after", 1, 1),
        ("GET", "/api/v1/templates/", "before", 1, 1),
        ("POST", "/api/v1/messages/", "after", 2, 2),
    ];
    for (method, path, when, nth, said) in points {
        let bed = Bed::by(by, &[]).await;
        let ada = bed.world.customer(1);
        let mut bot = bed.start().await;
        bed.slow(&format!("{method} {path}"), when, nth).await;
        ada.says("early").await;
        bed.world.until_calls("testbot", method, path, usize::try_from(nth).expect("one or two")).await;
        bed.heard(&ada, said).await;
        bot.kill().await;
        bed.world.faults(json!([])).await;
        let bot = bed.start().await;
        bed.heard(&ada, 2).await;
        bed.end(bot).await;
        bed.end(bed.start().await).await;
        let case = format!("killed {when} the {nth}. {method} {path}");
        assert_eq!(ada.heard_from("testbot").await, ["One moment.", "Done."], "{case}\n{}", ada.transcript().await);
    }
}

#[tokio::test]
async fn what_was_to_be_said_early_before_a_kill_is_withdrawn_when_a_person_has_taken_the_chat() {
    let bed = Bed::new(&["take"]).await;
    let (ada, mira) = (bed.world.customer(1), bed.world.mira().await);
    let before = bed.taken_over_while_it_is_down(&ada, &mira, "early").await;
    bed.end(bed.start().await).await;
    assert_eq!(bed.calls_since(before, "POST", "/api/v1/messages/").await, 0, "nothing begins to leave");
}

#[tokio::test]
async fn s30_a_sweep_of_three_pages_that_a_kill_broke_off_is_made_again_from_where_it_began() {
    // When one page was read, and when all were and whatever of them is in the journal.
    for pages_read in [1, 3] {
        let bed = Bed::by(Transport::Websocket, &[]).await;
        bed.end(bed.start().await).await;
        let (of_mira, mira) = (bed.world.customer(1), bed.world.mira().await);
        of_mira.is_called("Ada").await;
        mira.takes_over(&of_mira).await;
        let customers: Vec<_> = (2..=19).map(|number| bed.world.customer(number)).collect();
        for number in 0..450 {
            // Every fifth waits for an answer: five of each customer, over all pages.
            let customer = if number % 5 == 0 { &customers[number / 5 % customers.len()] } else { &of_mira };
            customer.says(&format!("{number}")).await;
        }
        if pages_read == 1 {
            bed.slow("GET /api/v1/messages/", "before", 2).await;
        }
        let before = bed.last_call().await;
        let mut bot = bed.start().await;
        bed.world
            .until(|| async {
                let calls = bed.world.calls("testbot", "GET", "/api/v1/messages/").await;
                let read = calls.iter().filter(|call| call.seq > before && call.done_at.is_some()).count();
                (read >= pages_read).then_some(())
            })
            .await;
        bot.kill().await;
        bed.world.faults(json!([])).await;
        let bot = bed.start().await;
        for customer in &customers {
            bed.heard(customer, 5).await;
        }
        bed.end(bot).await;
        for (at, customer) in customers.iter().enumerate() {
            let expected: Vec<_> = (0..5).map(|round| format!("re: {}", (round * customers.len() + at) * 5)).collect();
            assert_eq!(customer.heard_from("testbot").await, expected, "killed after {pages_read} pages");
        }
        assert!(of_mira.heard_from("testbot").await.is_empty());
    }
}

#[tokio::test]
async fn s27_at_the_first_start_no_old_message_is_answered() {
    const CUSTOMERS: u8 = 50;
    let bed = Bed::new(&["take"]).await;
    let customers: Vec<_> = (1..=CUSTOMERS).map(|number| bed.world.customer(number)).collect();
    let mut writing = tokio::task::JoinSet::new();
    for customer in customers {
        writing.spawn(async move {
            for number in 0..200 {
                customer.says(&format!("old {number}")).await;
            }
            customer
        });
    }
    let customers = writing.join_all().await;
    bed.world.advance(2).await;

    let bot = bed.start().await;
    let me = bed.world.admin().user_id("testbot").await;
    let (asked, given) = (&customers[0], &customers[1]);
    // Neither what is older than the bot nor a chat that it is given makes it speak; a new message does.
    bed.world.admin().assigns(given, &json!({ "assigned_to_user": me })).await;
    asked.says("new").await;
    bed.heard(asked, 1).await;
    bed.end(bot).await;
    for customer in &customers {
        let expected: &[&str] = if customer.wa_id() == asked.wa_id() { &["re: new"] } else { &[] };
        assert_eq!(customer.heard_from("testbot").await, expected);
    }
    assert_eq!(bed.world.calls("testbot", "POST", "/api/v1/messages/").await.len(), 1);
}
