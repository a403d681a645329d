//! Seeded randomness that does not depend on order: every fact has its own generator.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The generator of one fact: a function of the run's seed and of names, never of what was asked before.
pub fn random(seed: u64, names: &[&str]) -> ChaCha8Rng {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    for name in names {
        // Length first, so that ["ab", "c"] and ["a", "bc"] differ.
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
    }
    ChaCha8Rng::from_seed(*hasher.finalize().as_bytes())
}

/// A whole number in `0..n`, each equally likely (rejection, no bias); 0 when `n` is 0.
pub fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    let n = n as u64;
    if n == 0 {
        return 0;
    }
    let zone = u64::MAX - u64::MAX % n;
    loop {
        let draw = random.next_u64();
        if draw < zone {
            return (draw % n) as usize;
        }
    }
}

/// A number in `low..high`.
pub fn between(random: &mut ChaCha8Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * ((random.next_u64() >> 11) as f64 / (1u64 << 53) as f64)
}

/// A random order (Fisher and Yates).
pub fn shuffle<T>(random: &mut ChaCha8Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(random, last + 1));
    }
}

/// The `number`-th of a series over `0..n` in which every run of `n` numbers holds each value once, in an order
/// that the seed decides: exact quotas (letters, ranks) without a pattern.
pub fn balanced(seed: u64, names: &[&str], number: u64, n: usize) -> usize {
    let n = n.max(1) as u64;
    let block = (number / n).to_string();
    let mut order: Vec<usize> = (0..n as usize).collect();
    let names: Vec<&str> = names.iter().copied().chain([block.as_str()]).collect();
    shuffle(&mut random(seed, &names), &mut order);
    order
        .get((number % n) as usize)
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_names_same_numbers() {
        let draw = |names: &[&str]| random(9, names).next_u64();
        assert_eq!(draw(&["a", "b"]), draw(&["a", "b"]));
        assert_ne!(draw(&["ab", "c"]), draw(&["a", "bc"]));
    }

    #[test]
    fn every_block_holds_each_value_once() {
        let block = |start: u64| {
            let mut values: Vec<usize> = (start..start + 4)
                .map(|n| balanced(7, &["t"], n, 4))
                .collect();
            let drawn = values.clone();
            values.sort_unstable();
            assert_eq!(values, [0, 1, 2, 3]);
            drawn
        };
        let blocks: std::collections::BTreeSet<Vec<usize>> =
            (0..40).map(|b| block(b * 4)).collect();
        assert!(blocks.len() > 10, "the order has no pattern");
    }

    #[test]
    fn numbers_below_are_even() {
        let mut r = random(1, &[]);
        let mut seen = [0u32; 5];
        for _ in 0..10_000 {
            seen[below(&mut r, 5)] += 1;
        }
        assert!(seen.iter().all(|n| (1800..2200).contains(n)), "{seen:?}");
    }
}
