//! Chance that is the same for the same seed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::Chance;
use crate::store::Lane;

/// What a bot of a world draws, when it is the bot that was started so many bots after the first. Every chat has its own row of
/// numbers for each purpose: in which order the chats have their turns changes none of them.
pub(super) fn seeded(seed: u64, bot: u64) -> Chance {
    let drawn: Mutex<HashMap<(Lane, &'static str), u64>> = Mutex::default();
    Arc::new(move |lane, purpose| {
        let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let count = drawn.entry((lane.clone(), purpose)).or_default();
        *count += 1;
        let name = match lane {
            Lane::Chat(chat) => chat.as_str(),
            // Its id is another one in every world.
            Lane::Message(_) => "message",
            Lane::Inbox => "inbox",
        };
        let parts = [&seed.to_le_bytes()[..], &bot.to_le_bytes(), name.as_bytes(), purpose.as_bytes(), &count.to_le_bytes()];
        parts.concat().into_iter().fold(0xcbf2_9ce4_8422_2325, |mixed, byte| mix(mixed ^ u64::from(byte)))
    })
}

/// The finalizer of SplitMix64.
const fn mix(mut number: u64) -> u64 {
    number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::seeded;
    use crate::store::Lane;
    use crate::wire::WaId;

    fn chat(wa_id: &str) -> Lane {
        Lane::Chat(WaId::new(wa_id).unwrap())
    }

    #[test]
    fn a_chat_draws_the_same_whatever_others_draw() {
        let (ada, ben) = (chat("491713920001"), chat("491713920002"));
        let (one, other) = (seeded(7, 0), seeded(7, 0));
        let alone = [one(&ada, "turn"), one(&ada, "turn"), one(&ada, "retry")];
        other(&ben, "turn");
        let first = other(&ada, "turn");
        other(&ben, "turn");
        let retry = other(&ada, "retry");
        assert_eq!(alone, [first, other(&ada, "turn"), retry]);
        assert_ne!(alone[0], alone[1]);
    }

    #[test]
    fn seeds_bots_chats_and_purposes_draw_differently() {
        let (ada, ben) = (chat("491713920001"), chat("491713920002"));
        let drawn = [
            seeded(7, 0)(&ada, "turn"),
            seeded(8, 0)(&ada, "turn"),
            seeded(7, 1)(&ada, "turn"),
            seeded(7, 0)(&ben, "turn"),
            seeded(7, 0)(&ada, "retry"),
        ];
        assert!((1..drawn.len()).all(|end| !drawn[..end].contains(&drawn[end])), "{drawn:?}");
    }
}
