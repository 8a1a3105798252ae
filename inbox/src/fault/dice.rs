//! Chance that is the same for the same seed.

/// SplitMix64: a few lines, and good enough to decide whether a call is refused.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of a rule for a customer.
    pub(super) fn new(seed: u64, rule: usize, customer: &str) -> Self {
        let parts = [&(rule as u64).to_le_bytes()[..], customer.as_bytes()].concat();
        Self(parts.into_iter().fold(seed, |seed, byte| (seed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)))
    }

    /// True with this probability.
    pub(super) fn falls(&mut self, probability: f64) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // 53 bits fill an f64 without rounding.
        (mixed >> 11) as f64 / (1_u64 << 53) as f64 <= probability && probability > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let fall = |seed, rule, customer| {
            let mut dice = Dice::new(seed, rule, customer);
            (0..64).map(|_| dice.falls(0.5)).collect::<Vec<_>>()
        };
        let ada = fall(7, 0, "491713920001");
        assert_eq!(ada, fall(7, 0, "491713920001"));
        for other in [fall(8, 0, "491713920001"), fall(7, 1, "491713920001"), fall(7, 0, "491713920002"), fall(7, 0, "")] {
            assert_ne!(ada, other);
        }
    }

    #[test]
    fn certain_is_certain() {
        let mut dice = Dice::new(1, 0, "");
        assert!((0..1000).all(|_| dice.falls(1.0)));
        assert!((0..1000).all(|_| !dice.falls(0.0)));
    }
}
