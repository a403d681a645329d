//! To what colours run where their type does not say it: told by the numbers.

use super::records::BLOCK;
use crate::dataset::Bytes;
use crate::dataset::scalar::{Field, Order};
use rayon::prelude::*;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is said of columns that would be colours and hold other numbers.
pub(super) const NONE: &str = "the columns where colours would be hold numbers below 0 or above 255, \
                               normals perhaps: read without colours";

/// The numbers seen so far, from any number of threads.
#[derive(Debug, Default)]
pub(super) struct Tones {
    over_one: AtomicBool,
    beyond: AtomicBool,
}

impl Tones {
    /// Of all records; the caller has checked that the source is long enough.
    pub fn of_records(
        source: Bytes<'_>,
        start: u64,
        count: usize,
        stride: usize,
        order: Order,
        fields: [Field; 3],
    ) -> io::Result<Self> {
        let tones = Self::default();
        let blocks: Vec<usize> = (0..count).step_by(BLOCK).collect();
        blocks
            .into_par_iter()
            .try_for_each_init(Vec::new, |buffer, first| {
                let len = BLOCK.min(count - first) * stride;
                let bytes = source.part(start + (first * stride) as u64, len, buffer)?;
                for record in bytes.chunks_exact(stride) {
                    tones.see(fields.map(|field| field.read(record, order)));
                }
                Ok::<(), io::Error>(())
            })?;
        Ok(tones)
    }

    /// Takes a colour into account; what is no number counts for nothing.
    pub fn see(&self, rgb: [f64; 3]) {
        for value in rgb {
            if value > 1.0 {
                self.over_one.store(true, Ordering::Relaxed);
            }
            if !(0.0..=255.0).contains(&value) && !value.is_nan() {
                self.beyond.store(true, Ordering::Relaxed);
            }
        }
    }

    /// To what they run: 1 when none is above it, else 255. `None` when they are no colours.
    pub fn full(&self) -> Option<f64> {
        let (over_one, beyond) = (&self.over_one, &self.beyond);
        match (
            beyond.load(Ordering::Relaxed),
            over_one.load(Ordering::Relaxed),
        ) {
            (true, _) => None,
            (false, true) => Some(255.0),
            (false, false) => Some(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_bytes_and_normals_are_told_apart() {
        let full = |colours: &[[f64; 3]]| {
            let tones = Tones::default();
            colours.iter().for_each(|rgb| tones.see(*rgb));
            tones.full()
        };
        assert_eq!(full(&[[0.0, 0.5, 1.0], [f64::NAN, 1.0, 0.0]]), Some(1.0));
        assert_eq!(full(&[[0.0, 0.5, 1.0], [0.0, 2.0, 255.0]]), Some(255.0));
        assert_eq!(full(&[[0.0, 0.6, -0.8]]), None);
        assert_eq!(full(&[[0.0, 256.0, 0.0]]), None);
    }
}
