//! Random numbers that depend on a seed and a purpose alone.

/// A generator (splitmix64): small, quick, the same on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

/// One step of splitmix64's mixing: every bit of the input changes about half of the output's.
pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Random {
    /// The generator of one fact: a function of the seed and of names, never of what was asked before.
    pub fn of(seed: u64, names: &[&str]) -> Self {
        let state = names.iter().fold(mix(seed), |state, name| {
            let length = mix(state ^ name.len() as u64);
            name.bytes().fold(length, |s, b| mix(s ^ u64::from(b)))
        });
        Self(state)
    }

    /// The generator of one numbered thing, for example a pixel's sample.
    pub fn at(seed: u64, numbers: &[u64]) -> Self {
        Self(numbers.iter().fold(mix(seed), |s, n| mix(s ^ n)))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let out = mix(self.0);
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        out
    }

    /// A number in `0..1`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number in `0..n` (0 when `n` is 0). The bias of a few parts in 2^64 does not matter here.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A whole number in `low..=high`.
    pub fn count(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of several; the first of none is the default.
    pub fn pick<T: Copy + Default>(&mut self, of: &[T]) -> T {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// A factor around 1, at most `spread` away, near 1 more often than not.
    pub fn about_one(&mut self, spread: f64) -> f64 {
        1.0 + spread * (self.unit() + self.unit() - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_numbers_of_splitmix64() {
        // The published generator, seeded with 0.
        let mut random = Random(0);
        assert_eq!(random.bits(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.bits(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn names_are_told_apart_and_ranges_kept() {
        let first = |names: &[&str]| Random::of(9, names).bits();
        assert_eq!(first(&["a", "b"]), first(&["a", "b"]));
        assert_ne!(first(&["ab", "c"]), first(&["a", "bc"]));
        let mut random = Random::of(1, &[]);
        for _ in 0..1000 {
            assert!((2..=4).contains(&random.count(2, 4)));
            assert!((0.9..1.1).contains(&random.about_one(0.1)));
            assert!((0.0..1.0).contains(&random.unit()));
        }
    }
}
