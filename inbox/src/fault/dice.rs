//! Chance that is the same for the same seed.

/// SplitMix64: a few lines, and good enough to decide whether a call is refused.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
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
        let fall = |seed| {
            let mut dice = Dice::new(seed);
            (0..64).map(|_| dice.falls(0.5)).collect::<Vec<_>>()
        };
        assert_eq!(fall(7), fall(7));
        assert_ne!(fall(7), fall(8));
    }

    #[test]
    fn certain_is_certain() {
        let mut dice = Dice::new(1);
        assert!((0..1000).all(|_| dice.falls(1.0)));
        assert!((0..1000).all(|_| !dice.falls(0.0)));
    }
}
