//! `kill -9` at every `await` of the conversation: it ends with the words of one that was left alone, and one order.

use std::fs::File;
use std::path::PathBuf;

use serde_json::{Value, json};
use switchboard_tests::{Customer, Program, World, folder};
use tempfile::TempDir;

const BOT: &str = "order";
const POST: &str = "/api/v1/messages/";

/// What the customer does.
#[derive(Debug, Clone, Copy)]
enum Act {
    Says(&'static str),
    Presses(&'static str),
    SendsAPhoto,
}

/// What happens in the conversation: each act, and what the bot says then. Behind each of them it awaits an answer, behind the last but
/// one it awaits its step, and behind the last it is over.
const TALK: [(Act, &[&str]); 5] = [
    (Act::Says("order"), &["What may we build for you?"]),
    (Act::Says("bookshelf of oak"), &["Which size? [Small] [Medium] [Large]"]),
    (Act::Presses("Large"), &["A photo of the place, please."]),
    (Act::SendsAPhoto, &["A large bookshelf of oak for this place: 390 euros.", "Shall we build it? [Yes] [No]"]),
    (Act::Presses("Yes"), &["One moment.", "It is order 1. We call you to make a date."]),
];

/// When it is killed, with respect to a message of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Never.
    Never,
    /// The inbox was called and has done nothing: it may or may not be sent.
    Undone,
    /// It is on the phone, and the bot was not told.
    Unrecorded,
}

#[tokio::test]
async fn killed_while_each_of_its_messages_is_about_to_leave() {
    assert_eq!(played(Moment::Undone).await, played(Moment::Never).await);
}

#[tokio::test]
async fn killed_when_each_of_its_messages_has_left_and_is_not_recorded() {
    assert_eq!(played(Moment::Unrecorded).await, played(Moment::Never).await);
}

/// Plays the conversation; answers its transcript.
async fn played(moment: Moment) -> String {
    let bed = Bed::new().await;
    let ada = bed.world.customer(1);
    let mut bot = bed.ready().await;
    let mut heard = 0;
    for (act, answers) in TALK {
        bed.arm(moment, 0).await;
        act.is_done_by(&ada).await;
        for (number, _) in answers.iter().enumerate() {
            heard += 1;
            if moment == Moment::Never {
                continue;
            }
            bed.comes(moment, &ada, heard).await;
            bot.kill().await;
            // What is looked up is not sent again; what was not done is, before the next message.
            bed.arm(moment, if number + 1 == answers.len() { usize::MAX } else { usize::from(moment == Moment::Undone) }).await;
            bot = bed.ready().await;
        }
        bed.heard(&ada, heard).await;
    }
    bed.ends(&ada, bot).await
}

#[tokio::test]
async fn killed_while_it_waits_for_each_answer_and_in_its_step() {
    let bed = Bed::new().await;
    let ada = bed.world.customer(1);
    let mut heard = 0;
    let (last, questions) = TALK.split_last().expect("a conversation");
    for (number, (act, answers)) in questions.iter().enumerate() {
        // Every other answer is given while nobody is there.
        let mut bot = if number % 2 == 0 {
            let bot = bed.ready().await;
            act.is_done_by(&ada).await;
            bot
        } else {
            act.is_done_by(&ada).await;
            bed.ready().await
        };
        heard += answers.len();
        bed.heard(&ada, heard).await;
        bot.kill().await;
    }
    // It is in its step, and nothing is written: the test has the order book in hand.
    let book = File::create(bed.orders()).expect("a file");
    book.lock().expect("nobody else has it");
    let mut bot = bed.ready().await;
    last.0.is_done_by(&ada).await;
    bed.heard(&ada, heard + 1).await;
    bot.kill().await;
    drop(book);
    // The order is in the book, and that may or may not be recorded.
    bot = bed.ready().await;
    bed.world.until(|| async { std::fs::read_to_string(bed.orders()).ok().filter(|book| book.ends_with('\n')) }).await;
    bot.kill().await;
    // It is over.
    bot = bed.ready().await;
    bed.heard(&ada, heard + 2).await;
    bot.kill().await;
    assert_eq!(bed.ends(&ada, bed.ready().await).await, played(Moment::Never).await);
}

impl Act {
    async fn is_done_by(self, ada: &Customer) {
        match self {
            Self::Says(words) => ada.says(words).await,
            Self::Presses(title) => ada.presses(title).await,
            Self::SendsAPhoto => ada.sends_picture("the north wall").await,
        };
    }
}

async fn stop(bot: Program) {
    bot.terminate().await;
    let (code, errors) = bot.ended().await;
    assert_eq!(code, Some(0), "{errors}");
}

/// An inbox that outlives the bot, and the bot's folder.
struct Bed {
    world: World,
    folder: TempDir,
}

impl Bed {
    async fn new() -> Self {
        Self { world: World::start().await, folder: folder() }
    }

    fn orders(&self) -> PathBuf {
        self.folder.path().join("orders.jsonl")
    }

    async fn ready(&self) -> Program {
        let keys = [
            ("inbox.url", self.world.url()),
            ("inbox.admin_username", "admin"),
            ("inbox.admin_password", "admin"),
            ("webhook.listen", "127.0.0.1:0"),
            ("outbox.settle", "200ms"),
        ];
        let mut bot = Program::start(env!("CARGO_BIN_EXE_order"), self.folder.path(), &[], &keys);
        bot.line("bot ready").await;
        bot
    }

    /// The inbox takes ten minutes for one message, once so many others have passed; for none when they are too many.
    async fn arm(&self, moment: Moment, passed: usize) {
        let when = match moment {
            Moment::Undone => "before",
            Moment::Unrecorded => "after",
            Moment::Never => return,
        };
        let on = format!("POST {POST}");
        let slow = json!({ "on": on, "user": BOT, "fault": "latency", "ms": 600_000, "when": when, "after": passed, "times": 1 });
        self.world.faults(if passed == usize::MAX { json!([]) } else { json!([slow]) }).await;
    }

    /// Waits until the moment of the n-th message has come.
    async fn comes(&self, moment: Moment, ada: &Customer, number: usize) {
        if moment == Moment::Unrecorded {
            self.heard(ada, number).await;
        }
        self.world
            .until(|| async {
                let calls = self.world.calls(BOT, "POST", POST).await;
                calls.last().is_some_and(|call| call.done_at.is_none()).then_some(())
            })
            .await;
    }

    /// Waits until the customer has heard so much.
    async fn heard(&self, ada: &Customer, count: usize) {
        self.world.until(|| async { (ada.heard_from(BOT).await.len() >= count).then_some(()) }).await;
    }

    /// Lets the bot end; what it may still have on its mind shows now or at the next start. Answers the transcript.
    async fn ends(&self, ada: &Customer, bot: Program) -> String {
        stop(bot).await;
        stop(self.ready().await).await;
        let said: Vec<_> = TALK.iter().flat_map(|(_, answers)| *answers).copied().collect();
        assert_eq!(ada.heard_from(BOT).await, said);
        let book = std::fs::read_to_string(self.orders()).expect("a file");
        let orders: Vec<Value> = book.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(orders.len(), 1, "{book}");
        assert_eq!((&orders[0]["what"], &orders[0]["size"]), (&json!("bookshelf of oak"), &json!("Large")));
        ada.transcript().await
    }
}
