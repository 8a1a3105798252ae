//! One rule: what it looks at and what it does.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Subject;
use super::dice::Dice;

/// The body of `PUT /sandbox/faults`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    #[serde(default)]
    pub(crate) seed: Option<u64>,
    #[serde(default)]
    pub(crate) rules: Vec<Rule>,
}

/// One rule, as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// `METHOD /path` (the path's first segments; `{}` or `{name}` stands for any one segment; `*` for any method),
    /// `webhook`, `websocket`, `status` or `errors`.
    pub(crate) on: String,
    #[serde(default)]
    pub(crate) fault: String,
    /// Latency and list lag, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// Code of an error of WhatsApp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<i64>,
    /// Whether an answer is late because the call is done late (`before`, the default) or is told late (`after`).
    #[serde(default)]
    when: Moment,
    /// How likely a call that is met is struck; always, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    /// How many calls are struck at most; all, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    /// How many calls that are met pass first.
    #[serde(default)]
    after: u64,
    /// Only what concerns this customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wa_id: Option<String>,
    /// Only the calls of this user, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// Only calls of this webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook: Option<i64>,
    /// Only webhook calls that carry this top-level member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(skip)]
    met: u64,
    #[serde(skip)]
    struck: u64,
}

/// Before or after the thing itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Moment {
    /// Before it is done.
    #[default]
    Before,
    /// After it was done.
    After,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It takes this many milliseconds longer.
    Latency(i64, Moment),
    /// It is refused with this status; for a webhook, as if the receiver had answered so.
    Status(u16, Option<u64>),
    /// It is done, and the connection is closed without an answer.
    LostResponse,
    /// The webhook's call, or the websocket's frame, is lost and not repeated.
    Drop,
    /// The websocket is closed before the frame, which is lost.
    Disconnect,
    /// From the frame on the websocket neither says nor hears anything, and stays open.
    Silence,
    /// The webhook's call is made twice, or the frame sent twice.
    Duplicate,
    /// The webhook's call is made after the one that follows it.
    Reorder,
    /// The message fails with this code.
    Failed(i64),
}

impl Rule {
    /// What is wrong with the rule, in words.
    pub(crate) fn complaint(&self) -> Option<String> {
        let allowed: &[&str] = match self.on.as_str() {
            "webhook" => &["drop", "duplicate", "reorder", "latency", "status"],
            "websocket" => &["disconnect", "silence", "drop", "duplicate", "latency"],
            "status" => &["failed"],
            "errors" => &["", "errors"],
            on if on.split_once(' ').is_some_and(|(_, path)| path.starts_with('/')) => &["latency", "status", "lost_response", "list_lag"],
            _ => return Some(String::from("`on` is `METHOD /path`, `webhook`, `websocket`, `status` or `errors`")),
        };
        if !allowed.contains(&self.fault.as_str()) {
            return Some(format!("`fault` on `{}` is one of {}", self.on, allowed.join(", ")));
        }
        let missing = match self.fault.as_str() {
            "latency" | "list_lag" => self.ms.is_none_or(|ms| ms < 0).then_some("`ms`, not negative"),
            "status" => self.status.is_none_or(|status| !(400..=599).contains(&status)).then_some("`status`, 400 to 599"),
            "failed" | "" | "errors" => self.code.is_none().then_some("`code`"),
            _ => None,
        };
        if let Some(missing) = missing {
            return Some(format!("a rule on `{}` needs {missing}", self.on));
        }
        self.probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)).then(|| String::from("`probability` is 0 to 1"))
    }

    pub(super) fn concerns(&self, subject: Subject<'_>) -> bool {
        let named = |own: &Option<String>, theirs: &str| own.as_deref().is_none_or(|own| own == theirs);
        match subject {
            Subject::Request { method, path, query, body, user } => {
                self.meets(method, path)
                    && self.user.as_deref().is_none_or(|own| user == Some(own))
                    && self.wa_id.as_deref().is_none_or(|own| {
                        let digits = own.as_bytes();
                        path.split('/').any(|segment| segment == own)
                            || query.contains(own)
                            || (!digits.is_empty() && body.windows(digits.len()).any(|part| part == digits))
                    })
            }
            Subject::Webhook { id, wa_id, members } => {
                self.on == "webhook"
                    && self.webhook.is_none_or(|own| own == id)
                    && named(&self.wa_id, wa_id)
                    && self.member.as_deref().is_none_or(|own| members.split(',').any(|member| member == own))
            }
            Subject::Frame { username, wa_id, members } => {
                self.on == "websocket"
                    && named(&self.user, username)
                    && named(&self.wa_id, wa_id)
                    && self.member.as_deref().is_none_or(|own| members.split(',').any(|member| member == own))
            }
            Subject::Status { wa_id } => self.on == "status" && named(&self.wa_id, wa_id),
        }
    }

    fn meets(&self, method: &str, path: &str) -> bool {
        let Some((own_method, own_path)) = self.on.split_once(' ') else { return false };
        let mut theirs = path.trim_matches('/').split('/');
        (own_method == "*" || own_method.eq_ignore_ascii_case(method))
            && own_path.trim_matches('/').split('/').all(|own| match theirs.next() {
                Some(segment) => own == segment || own.starts_with('{'),
                None => false,
            })
    }

    pub(super) fn strike(&mut self, dice: &mut Dice) -> Option<Fault> {
        let fault = self.what()?;
        self.met += 1;
        if self.met <= self.after || self.times.is_some_and(|times| self.struck >= times) {
            return None;
        }
        if !self.probability.is_none_or(|probability| dice.falls(probability)) {
            return None;
        }
        self.struck += 1;
        Some(fault)
    }

    fn what(&self) -> Option<Fault> {
        match self.fault.as_str() {
            "latency" => Some(Fault::Latency(self.ms?, self.when)),
            "status" => Some(Fault::Status(self.status?, self.retry_after)),
            "lost_response" => Some(Fault::LostResponse),
            "drop" => Some(Fault::Drop),
            "disconnect" => Some(Fault::Disconnect),
            "silence" => Some(Fault::Silence),
            "duplicate" => Some(Fault::Duplicate),
            "reorder" => Some(Fault::Reorder),
            "failed" => Some(Fault::Failed(self.code?)),
            _ => None,
        }
    }

    pub(super) fn list_lag(&self) -> Option<i64> {
        (self.fault == "list_lag").then_some(self.ms).flatten()
    }

    pub(super) fn shown(&self) -> Value {
        let mut shown = serde_json::to_value(self).unwrap_or_default();
        if let Some(members) = shown.as_object_mut() {
            members.insert(String::from("met"), self.met.into());
            members.insert(String::from("struck"), self.struck.into());
        }
        shown
    }
}
