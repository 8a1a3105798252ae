//! The data: the same every time.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::Fallible;

/// As many as an inbox keeps.
pub(crate) const MESSAGES: usize = 1_500_000;

pub(crate) const CHATS: usize = 20_000;

/// Words that there are.
const WORDS: usize = 20_000;

/// The most frequent words, which say nothing: as `the`, `and`, `to`.
const FILLERS: usize = 20;

/// The second of the first message; then come two in each second.
const BEGIN: usize = 1_700_000_000;

/// Words of a message at least, and at most.
const LENGTH: (usize, usize) = (2, 20);

/// Numbers that look random and are the same every time (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }
}

/// A chat, the busy ones more often: the busiest has one message in 140.
pub(crate) fn chat(dice: &mut Dice) -> usize {
    let part = dice.part();
    (part * part * CHATS as f64) as usize
}

/// What the queries need to know of it.
pub(crate) struct Data {
    words: Vec<String>,
    /// How likely a word up to this one is.
    until: Vec<f64>,
    /// Two words that stand together, out of every thousandth message.
    phrases: Vec<String>,
}

/// The number of a chat, from the range kept free for films, made longer.
pub(crate) fn wa_id(chat: usize) -> String {
    format!("4917139200{chat:05}")
}

impl Data {
    /// A word, the frequent ones more often: the tenth is a tenth as frequent as the first (Zipf).
    pub(crate) fn word(&self, dice: &mut Dice) -> &str {
        let part = dice.part();
        &self.words[self.until.partition_point(|until| *until <= part).min(WORDS - 1)]
    }

    /// A word as people search for: not one of the few that stand in every second message, the frequent ones of the others more often.
    pub(crate) fn telling_word(&self, dice: &mut Dice) -> &str {
        let part = self.until[FILLERS] + dice.part() * (1.0 - self.until[FILLERS]);
        &self.words[self.until.partition_point(|until| *until <= part).min(WORDS - 1)]
    }

    pub(crate) fn phrase(&self, dice: &mut Dice) -> &str {
        &self.phrases[dice.below(self.phrases.len())]
    }

    fn new() -> Self {
        let syllables: Vec<String> = "bdfgklmnprstvw".chars().flat_map(|c| "aeiou".chars().map(move |v| format!("{c}{v}"))).collect();
        // Three syllables give 343,000 words, of which every seventeenth is taken.
        let word = |number: usize| {
            let number = number * 17 % (70 * 70 * 70);
            [number % 70, number / 70 % 70, number / 4_900].map(|at| syllables[at].as_str()).concat()
        };
        let weights: Vec<f64> = (0..WORDS).map(|number| 1.0 / (number as f64 + 1.0)).collect();
        let whole: f64 = weights.iter().sum();
        let until = weights.iter().scan(0.0, |sum, weight| {
            *sum += weight / whole;
            Some(*sum)
        });
        Self { words: (0..WORDS).map(word).collect(), until: until.collect(), phrases: Vec::new() }
    }

    /// Writes everything into the file of an inbox that is stopped.
    pub(crate) fn write(file: &Path) -> Fallible<Self> {
        let mut data = Self::new();
        let mut dice = Dice::new(1);
        let mut conn = Connection::open(file)?;
        conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")?;
        let tx = conn.transaction()?;
        {
            let mut insert = tx.prepare(
                "INSERT INTO messages (id, waba_id, wa_id, from_us, sender, time, made, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for number in 0..MESSAGES {
                let length = LENGTH.0 + dice.below(LENGTH.1 - LENGTH.0);
                let words: Vec<&str> = (0..length).map(|_| data.word(&mut dice)).collect();
                let phrase = (number % 1_000 == 0).then(|| format!("{}+{}", words[0], words[1]));
                let (wa_id, time, ours) = (wa_id(chat(&mut dice)), BEGIN + number / 2, dice.below(2) == 1);
                let waba_id = format!("wamid.{:016x}{number:016x}", dice.next());
                let body = words.join(" ");
                let payload = if ours {
                    format!(
                        r#"{{"type":"text","text":{{"body":"{body}"}},"to":"{wa_id}","id":"{waba_id}","timestamp":{time},"recipient_type":"individual"}}"#
                    )
                } else {
                    format!(r#"{{"type":"text","text":{{"body":"{body}"}},"from":"{wa_id}","id":"{waba_id}","timestamp":"{time}"}}"#)
                };
                let id = format!("{:08x}-0000-4000-8000-{number:012x}", dice.next() >> 32);
                insert.execute(params![id, waba_id, wa_id, ours, ours.then_some(1), time as i64, time as i64 * 1_000, payload])?;
                data.phrases.extend(phrase);
            }
        }
        tx.execute_batch(
            "INSERT INTO chats (wa_id, name, last_message, last_time, last_incoming)
             SELECT wa_id, 'Customer ' || wa_id, MAX(seq), MAX(time), MAX(time) FROM messages GROUP BY wa_id;
             UPDATE chats SET assigned_group = 1 WHERE wa_id LIKE '%7'",
        )?;
        tx.commit()?;
        Ok(data)
    }
}
