//! Seeded faults: what goes wrong, where, how often.

mod dice;
mod rule;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use rule::{Fault, Moment, Rule, Rules};

use dice::Dice;

/// The rules in force. Which calls they hit depends on the seed and on the order of a customer's calls, on nothing else: what befalls one
/// customer does not depend on what others do meanwhile.
#[derive(Debug)]
pub(crate) struct Faults {
    state: Mutex<State>,
    seed: u64,
}

#[derive(Debug)]
struct State {
    seed: u64,
    /// By the number of the rule and the customer.
    dice: HashMap<(usize, String), Dice>,
    rules: Vec<Rule>,
}

/// What a rule is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// A call of the API.
    Request { method: &'a str, path: &'a str, query: &'a str, body: &'a [u8], user: Option<&'a str> },
    /// A call of a webhook.
    Webhook { id: i64, wa_id: &'a str, members: &'a str },
    /// A frame of a user's websocket.
    Frame { username: &'a str, wa_id: &'a str, members: &'a str },
    /// An outgoing message on its way.
    Status { wa_id: &'a str },
}

impl Subject<'_> {
    /// The customer's number; empty when there is none.
    fn customer(self) -> String {
        let is_number = |text: &&str| text.len() > 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Request { path, body, .. } => {
                let named = || serde_json::from_slice::<serde_json::Value>(body).ok()?["wa_id"].as_str().map(str::to_owned);
                path.split('/').find(is_number).map(str::to_owned).or_else(named).unwrap_or_default()
            }
            Self::Webhook { wa_id, .. } | Self::Frame { wa_id, .. } | Self::Status { wa_id } => wa_id.to_owned(),
        }
    }
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: Mutex::new(State { seed, dice: HashMap::new(), rules: Vec::new() }), seed }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What befalls this one, in the order of the rules.
    pub(crate) fn strike(&self, subject: Subject<'_>) -> Vec<Fault> {
        let mut state = self.state();
        if state.rules.is_empty() {
            return Vec::new();
        }
        let State { dice, rules, seed } = &mut *state;
        let about = subject.customer();
        let concerned = rules.iter_mut().enumerate().filter(|(_, rule)| rule.concerns(subject));
        concerned
            .filter_map(|(number, rule)| {
                let dice = dice.entry((number, about.clone())).or_insert_with(|| Dice::new(*seed, number, &about));
                rule.strike(dice)
            })
            .collect()
    }

    /// By how many milliseconds new messages are late in listMessages now.
    pub(crate) fn list_lag(&self) -> Option<i64> {
        self.state().rules.iter().filter_map(Rule::list_lag).max()
    }

    /// Puts other rules in the place of all.
    pub(crate) fn replace(&self, rules: Rules) {
        let mut state = self.state();
        state.seed = rules.seed.unwrap_or(self.seed);
        state.dice.clear();
        state.rules = rules.rules;
    }

    pub(crate) fn clear(&self) {
        self.state().rules.clear();
    }

    /// The rules as they were given, with how often each was met and has struck.
    pub(crate) fn shown(&self) -> serde_json::Value {
        let state = self.state();
        serde_json::json!({"seed": state.seed, "rules": state.rules.iter().map(Rule::shown).collect::<Vec<_>>()})
    }
}
