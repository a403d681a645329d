//! Wrong numbers for multiple choice: a geometric grid around the truth (datasets.md §4.2 rule 7).

use super::seeding::{below, between};
use crate::proof::round_half_even;
use rand_chacha::ChaCha8Rng;

/// Ratio between neighbouring options: far enough apart to judge by eye, near enough to be no giveaway.
pub const RATIO: (f64, f64) = (1.35, 1.8);
/// Neighbouring options differ at least by this share of the larger, after rounding.
pub const MIN_GAP_SHARE: f64 = 0.25;
/// Draws of the ratio before giving up (rounding can close a gap).
const DRAWS: usize = 32;

/// Four numbers in ascending order, rounded to `step`, and the rank of the truth among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Ascending, each a multiple of `step`.
    pub values: [f64; 4],
    /// Where the truth stands, from 0; every rank is equally likely.
    pub rank: usize,
}

/// Options around `truth` (already rounded to `step`, above zero).
///
/// The rank is drawn first and never redrawn, so that the truth is no more often in the middle than at an end.
/// `None` when no grid with that rank keeps the gaps after rounding: the fact is not asked as multiple choice.
pub fn grid(truth: f64, step: f64, random: &mut ChaCha8Rng) -> Option<Grid> {
    let rank = below(random, 4);
    for _ in 0..DRAWS {
        let ratio = between(random, RATIO.0, RATIO.1);
        let value = |k: usize| {
            let power = k as i32 - rank as i32;
            round_half_even(truth * libm::pow(ratio, f64::from(power)), step)
        };
        let values: [f64; 4] = std::array::from_fn(value);
        if values[0] >= step && min_gap_share(&values) >= MIN_GAP_SHARE && values[rank] == truth {
            return Some(Grid { values, rank });
        }
    }
    None
}

/// The smallest gap between neighbours of an ascending list, as a share of the larger of the two.
///
/// Infinity for fewer than two values.
pub fn min_gap_share(ascending: &[f64]) -> f64 {
    ascending
        .windows(2)
        .map(|w| (w[1] - w[0]) / w[1])
        .fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::super::seeding::random;
    use super::*;

    #[test]
    fn ranks_are_even_and_gaps_hold() {
        let mut ranks = [0u32; 4];
        for n in 0..4000 {
            let grid = grid(1.4, 0.1, &mut random(n, &["t"])).expect("a grid");
            ranks[grid.rank] += 1;
            assert_eq!(grid.values[grid.rank], 1.4);
            assert!(min_gap_share(&grid.values) >= MIN_GAP_SHARE, "{grid:?}");
        }
        assert!(ranks.iter().all(|n| (880..1120).contains(n)), "{ranks:?}");
    }

    #[test]
    fn a_number_too_small_for_its_step_is_not_asked_from_above() {
        // 0.1 at rank 3 would need three smaller multiples of 0.1.
        let made = (0..200)
            .filter_map(|n| grid(0.1, 0.1, &mut random(n, &["t"])))
            .collect::<Vec<_>>();
        assert!(made.iter().all(|g| g.rank == 0), "{made:?}");
    }
}
