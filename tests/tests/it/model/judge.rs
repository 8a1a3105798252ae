//! What must hold, whatever happened.

use std::time::Duration;

use serde_json::Value;
use switchboard::store::DeadLetter;
use switchboard::testing::{Customer, Request};

use super::{BOT, Stage};

/// Mira has taken a chat from the bot, and the bot knows it.
#[derive(Debug)]
pub(super) struct Takeover {
    pub(super) chat: String,
    /// The calls that had begun by then.
    pub(super) seen: u64,
    /// The answers that had been computed by then.
    pub(super) computed: u64,
}

/// A world whose stories are over.
pub(super) struct Case {
    takeovers: Vec<Takeover>,
    requests: Vec<Request>,
    chats: Vec<Ended>,
    letters: Vec<DeadLetter>,
    me: i64,
}

/// A chat at the end.
#[derive(Debug)]
struct Ended {
    chat: String,
    owner: (Option<i64>, Option<i64>),
    /// The list of messages, newest first.
    messages: Vec<Value>,
    transcript: String,
}

impl Ended {
    /// Whether the customer wrote last.
    fn is_unanswered(&self) -> bool {
        self.messages.first().is_some_and(|message| message["from_us"] == false)
    }

    /// Whether somebody of the inbox who is not the bot wrote.
    fn has_person(&self) -> bool {
        self.messages.iter().any(|message| message["from_us"] == true && message["sender"]["username"] != BOT)
    }
}

impl Case {
    pub(super) async fn of(stage: Stage, customers: Vec<Customer>, takeovers: Vec<Takeover>) -> Self {
        let mut chats = Vec::new();
        for customer in &customers {
            let owner = stage.mira.owner(customer).await;
            let list = stage.mira.get(&format!("/api/v1/messages/?wa_id={}&limit=200", customer.wa_id())).await;
            let messages = list["results"].as_array().cloned().unwrap_or_default();
            chats.push(Ended { chat: customer.wa_id().to_owned(), owner, messages, transcript: customer.transcript().await });
        }
        let inbox = stage.bot.store().inboxes().await.expect("the store").remove(0);
        let letters = stage.bot.store().dead_letters(&inbox, 100).await.expect("the store");
        let requests = stage.world.requests().await;
        Self { takeovers, requests, chats, letters, me: stage.bot.user().id.get() }
    }

    /// No message that was computed before a takeover began to leave after it; one that had begun may have been on its way.
    pub(super) fn nothing_stale_was_said(&self) {
        for takeover in &self.takeovers {
            let is_stale = |request: &&Request| {
                let is_ours = request.username() == Some(BOT) && request.method == "POST" && request.path == "/api/v1/messages/";
                let number = request.body["text"]["body"].as_str().and_then(number);
                let is_older = number.is_some_and(|number| number <= takeover.computed);
                is_ours && request.body["wa_id"] == takeover.chat.as_str() && request.seq > takeover.seen && is_older
            };
            let stale: Vec<_> = self.requests.iter().filter(is_stale).map(|request| (request.seq, &request.body)).collect();
            assert!(stale.len() <= 1, "said after {takeover:?}: {stale:#?}\n{}", self.transcript(&takeover.chat));
        }
    }

    /// Nobody waits for an answer, unless what they wrote is a dead letter.
    pub(super) fn everybody_was_answered(&self) {
        for chat in self.chats.iter().filter(|chat| chat.is_unanswered() && !self.was_resolved(chat)) {
            assert!(self.is_dead(chat), "{} waits, and is {:?}'s (the bot is {})\n{}", chat.chat, chat.owner, self.me, chat.transcript);
        }
    }

    /// Who waits for an answer waits for people: they have the chat, or the bot has given it away, or one of them has written in it.
    pub(super) fn who_was_not_answered_is_with_people(&self) {
        for chat in self.chats.iter().filter(|chat| chat.is_unanswered()) {
            let is_theirs = chat.owner != (None, None) && chat.owner.0 != Some(self.me);
            assert!(
                is_theirs || chat.has_person() || self.is_dead(chat),
                "{} waits for nobody: {:?}\n{}",
                chat.chat,
                chat.owner,
                chat.transcript
            );
        }
    }

    /// Whoever has a chat has it by a call that the inbox granted.
    pub(super) fn owners_were_confirmed(&self) {
        for chat in &self.chats {
            let path = format!("/api/v1/chat_assignment/{}/", chat.chat);
            let names = |request: &&Request| {
                let granted = request.method == "PATCH" && request.path == path && request.status.is_none_or(|status| status < 300);
                let (user, group) = (&request.body["assigned_to_user"], &request.body["assigned_group"]);
                granted && user.as_i64() == chat.owner.0 && (group.is_null() || group.as_i64() == chat.owner.1)
            };
            let is_confirmed = chat.owner == (None, None) || self.requests.iter().any(|request| names(&request));
            assert!(is_confirmed, "{}: nobody asked for {:?}\n{}", chat.chat, chat.owner, chat.transcript);
        }
    }

    /// Once the bot knew that a person had taken a chat, it left it to them for at least `silence`, unless one of them gave it away. What
    /// it took before it knew, it gives back to them.
    pub(super) fn nobody_lost_a_chat_before(&self, silence: Duration) {
        for takeover in &self.takeovers {
            let path = format!("/api/v1/chat_assignment/{}/", takeover.chat);
            let granted =
                |request: &&Request| request.method == "PATCH" && request.path == path && request.status.is_some_and(|it| it < 300);
            let (before, after): (Vec<_>, Vec<_>) = self.requests.iter().filter(granted).partition(|request| request.seq <= takeover.seen);
            let (Some(taken), Some(next)) = (before.last(), after.first()) else { continue };
            let is_persons = |request: &Request| request.username() != Some(BOT);
            if !is_persons(taken) || taken.body["assigned_to_user"].as_i64().is_none_or(|user| user == self.me) || is_persons(next) {
                continue;
            }
            if next.body["assigned_to_user"] == taken.body["assigned_to_user"] {
                continue;
            }
            let passed = next.done_at.unwrap_or_default() - taken.done_at.unwrap_or_default();
            let is_early = u128::try_from(passed).is_ok_and(|passed| passed < silence.as_millis());
            assert!(!is_early, "lost after {passed} ms: {takeover:?} {taken:?} {next:?}\n{}", self.transcript(&takeover.chat));
        }
    }

    /// Whether a person resolved the chat once the customer had written last: then it was dealt with.
    fn was_resolved(&self, chat: &Ended) -> bool {
        let written_at = chat.messages.first().and_then(|message| message["waba_payload"]["timestamp"].as_str()?.parse::<i64>().ok());
        let path = format!("/api/v1/chats/{}/resolve", chat.chat);
        let later = |request: &Request| request.done_at.map(|at| at / 1000) >= written_at;
        self.requests.iter().any(|request| request.path.starts_with(&path) && later(request))
    }

    fn is_dead(&self, chat: &Ended) -> bool {
        self.letters.iter().any(|letter| String::from_utf8_lossy(&letter.body).contains(&chat.chat))
    }

    fn transcript(&self, chat: &str) -> &str {
        self.chats.iter().find(|ended| ended.chat == chat).map_or("", |ended| &ended.transcript)
    }
}

/// The number of an answer: 3 in `m7 #3 a`.
fn number(text: &str) -> Option<u64> {
    text.split_once(" #")?.1.split(' ').next()?.parse().ok()
}
