use std::time::Duration;

use serde::Serialize;

/// What a rule about webhook calls is on.
const WEBHOOK: &str = "webhook";

/// What goes wrong between a bot and the inbox: which calls, in which way, how often.
///
/// The faults of a world are seeded ([`Setup::seed`](super::Setup::seed)): the same calls in the same order meet the same faults.
///
/// ```
/// use switchboard::testing::{Fault, World};
///
/// # #[tokio::main]
/// # async fn main() {
/// let world = World::start().await;
/// // The answer to the bot's next message is lost, and every third webhook call, more or less, comes twice.
/// let lost = Fault::call("POST /api/v1/messages/").by("testbot").loses_its_answer().times(1);
/// world.faults([lost, Fault::webhook().comes_twice().with_probability(0.3)]).await;
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use = "a fault happens once the world has it"]
pub struct Fault {
    on: String,
    fault: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wa_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
}

/// What a fault is about, before it is said what happens.
///
/// ```
/// use switchboard::testing::{Fault, FaultOn};
///
/// let messages: FaultOn = Fault::call("POST /api/v1/messages/").by("testbot");
/// let twice_refused = messages.is_refused(503).times(2);
/// ```
#[derive(Debug, Clone)]
#[must_use = "say what happens"]
pub struct FaultOn(Fault);

impl Fault {
    /// About calls of the API with this method and this beginning of a path: `POST /api/v1/messages/`. `*` is any method, and a
    /// part in braces any part of a path.
    pub fn call(call: impl Into<String>) -> FaultOn {
        FaultOn::new(call)
    }

    /// About the inbox's calls of webhooks.
    pub fn webhook() -> FaultOn {
        FaultOn::new(WEBHOOK)
    }

    /// About the frames of websockets.
    pub fn websocket() -> FaultOn {
        FaultOn::new("websocket")
    }

    /// Messages of the inbox fail after they were accepted, with this code of WhatsApp (131026: it cannot be delivered).
    pub fn undelivered(code: i64) -> Self {
        Self { code: Some(code), ..FaultOn::new("status").is("failed") }
    }

    /// Not before this many of the calls that it is about have passed.
    pub fn after(mut self, passed: u64) -> Self {
        self.after = Some(passed);
        self
    }

    /// This many times at most. Default: every time.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// With this probability, 0 to 1, by the world's seed. Default: 1.
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// Seconds after which the caller may try again, as the header `Retry-After` of a refusal.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(super) fn is_of_webhooks(&self) -> bool {
        self.on == WEBHOOK
    }

    /// The same fault for each of these webhooks.
    pub(super) fn of_each(self, webhooks: &[i64]) -> Vec<Self> {
        if !self.is_of_webhooks() {
            return vec![self];
        }
        webhooks.iter().map(|webhook| Self { webhook: Some(*webhook), ..self.clone() }).collect()
    }
}

impl FaultOn {
    fn new(on: impl Into<String>) -> Self {
        Self(Fault {
            on: on.into(),
            fault: "",
            user: None,
            webhook: None,
            wa_id: None,
            member: None,
            status: None,
            retry_after: None,
            code: None,
            ms: None,
            when: None,
            after: None,
            times: None,
            probability: None,
        })
    }

    /// Only calls of this user.
    pub fn by(mut self, username: &str) -> Self {
        self.0.user = Some(username.to_owned());
        self
    }

    /// Only what has to do with this customer.
    pub fn about(mut self, customer: &super::Customer) -> Self {
        self.0.wa_id = Some(customer.wa_id().to_owned());
        self
    }

    /// Only webhook calls that tell this: `chat_assignment`, `assigned_messages`.
    pub fn telling(mut self, member: &str) -> Self {
        self.0.member = Some(member.to_owned());
        self
    }

    /// It is refused with this status, 400 to 599, and not done. For a webhook: as if its receiver had answered so.
    pub fn is_refused(self, status: u16) -> Fault {
        Fault { status: Some(status), ..self.is("status") }
    }

    /// It is done, and its answer is lost.
    pub fn loses_its_answer(self) -> Fault {
        self.is("lost_response")
    }

    /// It is done only when the clock has gone this far; how a call is held until the test lets it go.
    pub fn begins_late(self, by: Duration) -> Fault {
        Fault { ms: Some(by.as_millis()), when: Some("before"), ..self.is("latency") }
    }

    /// It is done at once, and answered when the clock has gone this far.
    pub fn is_answered_late(self, by: Duration) -> Fault {
        Fault { ms: Some(by.as_millis()), when: Some("after"), ..self.is("latency") }
    }

    /// New messages show up in `listMessages` this much later.
    pub fn lists_late(self, by: Duration) -> Fault {
        Fault { ms: Some(by.as_millis()), ..self.is("list_lag") }
    }

    /// Webhooks only: the call is lost and not repeated.
    pub fn never_comes(self) -> Fault {
        self.is("drop")
    }

    /// Websockets only: the connection is closed before the frame, which is lost.
    pub fn disconnects(self) -> Fault {
        self.is("disconnect")
    }

    /// Websockets only: from the frame on the connection is silent, which stays open: the frame is lost, and pings have no answer.
    pub fn goes_silent(self) -> Fault {
        self.is("silence")
    }

    /// Webhooks only: the call is made twice.
    pub fn comes_twice(self) -> Fault {
        self.is("duplicate")
    }

    /// Webhooks only: the call is made after the next one of its customer's chat. It waits for that one until the world settles, since
    /// nothing can overtake it any more then, or the clock has gone a second further: so a message that stays alone is heard, too.
    ///
    /// ```
    /// use switchboard::prelude::*;
    /// use switchboard::testing::{Fault, World};
    ///
    /// #[on(incoming_messages)]
    /// async fn echo(text: Text) -> String {
    ///     text.into()
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() {
    /// let world = World::start().await;
    /// let _bot = world.bot(|bot| bot.handlers(handlers![echo])).await;
    /// let ada = world.customer("Ada").await;
    /// world.faults([Fault::webhook().comes_out_of_order().times(1)]).await;
    /// ada.says("one").await;
    /// ada.says("two").await;
    /// ada.hears("two").await;
    /// ada.hears("one").await;
    /// # }
    /// ```
    pub fn comes_out_of_order(self) -> Fault {
        self.is("reorder")
    }

    fn is(self, fault: &'static str) -> Fault {
        Fault { fault, ..self.0 }
    }
}
