//! What may happen, and how often.

use serde_json::{Value, json};

/// Something that happens in a chat.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// The customer writes.
    Says,
    /// The customer writes a word that means something.
    SaysWord(&'static str),
    MiraTakesOver,
    MiraWrites,
    MiraGivesToBot,
    MiraGivesToGroup,
    MiraResolves,
    /// The tag that switches the bot off.
    MiraTags,
    MiraUntags,
    /// So many seconds pass.
    Passes(u64),
    /// The bot goes on meanwhile, for as long as so many calls of the inbox take.
    Goes(usize),
}

/// Numbers that a seed decides: splitmix64.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A step of a story in which the bot is silenced, and conversations are open.
    pub(super) fn step_with_silences(&mut self) -> Step {
        match self.below(100) {
            0..12 => Step::SaysWord("book"),
            12..16 => Step::SaysWord("STOP"),
            16..22 => Step::SaysWord("START"),
            22..28 => Step::MiraTags,
            28..40 => Step::MiraUntags,
            _ => self.step(),
        }
    }

    pub(super) fn step(&mut self) -> Step {
        match self.below(100) {
            0..36 => Step::Says,
            36..40 => Step::SaysWord("agent"),
            40..44 => Step::SaysWord("bot"),
            44..48 => Step::SaysWord("mira"),
            48..60 => Step::MiraTakesOver,
            60..68 => Step::MiraWrites,
            68..76 => Step::MiraGivesToBot,
            76..79 => Step::MiraGivesToGroup,
            79..82 => Step::MiraResolves,
            82..90 => Step::Passes([1, 1, 7, 60, 400][self.below(5)]),
            _ => Step::Goes(self.below(6)),
        }
    }
}

/// What goes wrong between the inbox and the bot while the stories are told. Nothing of it loses a call for good.
pub(super) fn faults(webhook: i64, bot: &str) -> Vec<Value> {
    let hook = |fault: &str, probability: f64| json!({ "on": "webhook", "webhook": webhook, "fault": fault, "probability": probability });
    let call = |on: &str, fault: &str, probability: f64| json!({ "on": on, "user": bot, "fault": fault, "probability": probability });
    let mut refused = hook("status", 0.1);
    refused["status"] = 503.into();
    let mut busy = call("* /api/v1/", "status", 0.05);
    busy["status"] = 503.into();
    let mut slow = call("* /api/v1/", "latency", 0.05);
    slow["ms"] = 500.into();
    vec![
        refused,
        hook("duplicate", 0.15),
        hook("reorder", 0.15),
        call("POST /api/v1/messages/", "lost_response", 0.05),
        call("PATCH /api/v1/chat_assignment/", "lost_response", 0.1),
        busy,
        slow,
    ]
}
