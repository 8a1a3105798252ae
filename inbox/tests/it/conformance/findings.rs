//! What is wrong with the answers, and what was answered.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use axum::body::Bytes;
use axum::http::HeaderValue;
use serde_json::Value;

use super::callers::Role;
use super::document::{Document, Operation};
use super::members::Members;
use super::typed;
use super::variations::{Due, Variation};
use crate::world::Answer;

/// What went wrong, and which statuses came; one list for all operations.
#[derive(Default)]
pub(super) struct Findings {
    /// In words, and for whom.
    differences: BTreeMap<String, BTreeSet<Role>>,
    good: BTreeMap<(String, Role), BTreeSet<u16>>,
    varied: BTreeMap<String, BTreeSet<u16>>,
    /// The members that successful answers had.
    pub(super) members: Members,
    /// Answers with nothing wrong: many are the same for several callers.
    fine: HashSet<(String, u16, Option<HeaderValue>, Bytes)>,
}

/// An operation, and who called it how.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    pub(super) role: Role,
    /// What this role is refused with, when it may not call.
    pub(super) refusals: &'a [u16],
}

impl Findings {
    /// Holds the answer to a good request against the document.
    pub(super) fn good(&mut self, call: Call<'_>, answer: &Answer) {
        self.good_as(call, "a good request", answer);
    }

    /// The same for one that is written another way.
    pub(super) fn good_as(&mut self, call: Call<'_>, what: &str, answer: &Answer) {
        self.good.entry((call.operation.id.clone(), call.role)).or_default().insert(answer.status.as_u16());
        self.look(call, what, answer);
        self.expect(call, what, answer, call.refusals);
    }

    /// Holds the answer to another request against the document. What is due counts for whoever may call.
    pub(super) fn varied(&mut self, call: Call<'_>, variation: &Variation, answer: &Answer) {
        self.look(call, &variation.what, answer);
        if !call.refusals.is_empty() {
            return;
        }
        self.varied.entry(call.operation.id.clone()).or_default().insert(answer.status.as_u16());
        let due: &[u16] = match variation.due {
            Due::Any => return,
            Due::Success => &[],
            Due::Filtered => &[200, 204, 404],
            Due::Refusal => &[400, 404, 422],
            Due::ForeignType => &[415, 422],
            // Whether there is one is not told to those whom it does not concern.
            Due::NotFound if !matches!(call.role.acts_as(), Role::Admin | Role::Configurator) => &[404, 403],
            Due::NotFound => &[404],
        };
        self.expect(call, &variation.what, answer, due);
    }

    /// Holds an answer against the document that has this status for a reason of its own.
    pub(super) fn rare(&mut self, call: Call<'_>, what: &str, answer: &Answer, status: u16) {
        self.look(call, what, answer);
        self.expect(call, what, answer, &[status]);
    }

    /// Holds an answer against the document that may have any of its statuses.
    pub(super) fn open(&mut self, call: Call<'_>, what: &str, answer: &Answer) {
        self.look(call, what, answer);
    }

    /// Status, type and body.
    fn look(&mut self, call: Call<'_>, what: &str, answer: &Answer) {
        let kind = answer.headers.get("content-type").cloned();
        let seen = (call.operation.id.clone(), answer.status.as_u16(), kind, answer.bytes.clone());
        if self.fine.contains(&seen) {
            return;
        }
        let known = self.differences.len();
        self.look_closely(call, what, answer);
        if self.differences.len() == known {
            self.fine.insert(seen);
        }
    }

    fn look_closely(&mut self, call: Call<'_>, what: &str, answer: &Answer) {
        let body = String::from_utf8_lossy(&answer.bytes);
        let Some(expected) = call.operation.answer(answer.status.as_u16()) else {
            return self.note(call, what, answer, &format!("the document has no such status; {body}"));
        };
        if answer.status.is_success() {
            expected.note(&call.operation.id, answer, &mut self.members);
            let body = serde_json::from_slice(&answer.bytes).unwrap_or_default();
            for loss in typed::losses(&call.operation.id, &body) {
                self.note(call, what, answer, &loss);
            }
        }
        for difference in expected.differences(answer) {
            self.note(call, what, answer, &difference);
        }
        let words = match answer.status.as_u16() {
            401 | 403 | 404 | 415 => &["detail"][..],
            400 => &["detail", "reason"],
            _ => &[],
        };
        let complaint = serde_json::from_slice::<Value>(&answer.bytes).unwrap_or_default();
        // A refused field called `reason` has its list of texts there.
        let is_field = answer.status == 400 && complaint["reason"].is_array();
        if !words.is_empty() && !is_field && !words.iter().any(|word| complaint[*word].is_string()) {
            self.note(call, what, answer, &format!("it has no {}; {body}", words.join(" and no ")));
        }
        // What a 400 says beside its words is said of fields, each with a list of texts.
        let fields = complaint.as_object().into_iter().flatten().filter(|(name, said)| {
            let in_words = ["detail", "reason"].contains(&name.as_str()) && said.is_string();
            !in_words
        });
        if answer.status == 400
            && !fields.into_iter().all(|(_, texts)| texts.as_array().is_some_and(|texts| texts.iter().all(Value::is_string)))
        {
            self.note(call, what, answer, &format!("a field has no list of texts; {body}"));
        }
        if answer.status == 302 && !answer.headers.contains_key("location") {
            self.note(call, what, answer, "it leads nowhere");
        }
    }

    /// That it has one of these statuses; a success when there are none.
    fn expect(&mut self, call: Call<'_>, what: &str, answer: &Answer, statuses: &[u16]) {
        let status = answer.status.as_u16();
        let fits = if statuses.is_empty() { (200..400).contains(&status) } else { statuses.contains(&status) };
        if !fits {
            let due = if statuses.is_empty() { String::from("a success") } else { format!("{statuses:?}") };
            self.note(call, what, answer, &format!("{due} was due; {}", String::from_utf8_lossy(&answer.bytes)));
        }
    }

    fn note(&mut self, call: Call<'_>, what: &str, answer: &Answer, difference: &str) {
        let shown: String = difference.chars().take(300).collect();
        let words = format!("{}, {what}: {}: {shown}", call.operation.id, answer.status.as_u16());
        self.differences.entry(words).or_default().insert(call.role);
    }

    /// Every operation, with the statuses of good requests by role, and those of all others.
    pub(super) fn table(&self, document: &Document, roles: &[Role]) -> String {
        let statuses = |found: Option<&BTreeSet<u16>>| {
            let found: Vec<String> = found.into_iter().flatten().map(u16::to_string).collect();
            found.join(" ")
        };
        let names: Vec<String> = roles.iter().map(|role| format!("{role:?}")).collect();
        let mut rows = vec![format!("| operation | place | {} | other requests |", names.join(" | "))];
        rows.push(format!("|{}", " --- |".repeat(roles.len() + 3)));
        for operation in &document.operations {
            let id = &operation.id;
            let good: Vec<String> = roles.iter().map(|role| statuses(self.good.get(&(id.clone(), *role)))).collect();
            let varied = statuses(self.varied.get(id));
            rows.push(format!("| {id} | {} {} | {} | {varied} |", operation.method, operation.path, good.join(" | ")));
        }
        rows.join("\n")
    }

    /// # Panics
    /// When something was wrong, with all of it.
    pub(super) fn settle(&self) {
        let list: Vec<String> = self.differences.iter().map(|(words, roles)| format!("{words} (as {roles:?})")).collect();
        assert!(list.is_empty(), "{} differences:\n{}", list.len(), list.join("\n"));
    }
}
