//! Time really spent on a card: gaps between inputs count while they are short.

/// A gap longer than this is a break, ms.
const IDLE_MS: u64 = 30_000;

/// Adds up active time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Activity {
    active_ms: u64,
    last_ms: Option<u64>,
}

impl Activity {
    /// Something was pressed or moved, or the card was painted, at `now_ms`.
    pub fn input(&mut self, now_ms: u64) {
        if let Some(last) = self.last_ms {
            let gap = now_ms.saturating_sub(last);
            if gap <= IDLE_MS {
                self.active_ms += gap;
            }
        }
        self.last_ms = Some(now_ms);
    }

    /// The window lost focus: what follows does not count until the next input.
    pub fn pause(&mut self) {
        self.last_ms = None;
    }

    /// A new card begins.
    pub fn restart(&mut self, now_ms: u64) {
        *self = Self {
            active_ms: 0,
            last_ms: Some(now_ms),
        };
    }

    /// Active time so far, ms.
    pub fn active_ms(&self) -> u64 {
        self.active_ms
    }
}

/// How fast a reviewer decides, in whole seconds of active time. Never held against a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Median of the newest few decisions.
    pub now_secs: u64,
    /// Median of all of one's own.
    pub median_secs: u64,
}

/// Decisions that say how fast one is now.
const NOW: usize = 5;
/// Fewer decisions than this say nothing.
const LEAST: usize = 3;

/// The pace that decision times come to, ms, newest last.
pub(super) fn pace(times: &[u64]) -> Option<Pace> {
    if times.len() < LEAST {
        return None;
    }
    let newest = times.get(times.len().saturating_sub(NOW)..)?;
    Some(Pace {
        now_secs: median_secs(newest)?,
        median_secs: median_secs(times)?,
    })
}

/// The lower median, rounded to seconds.
fn median_secs(times: &[u64]) -> Option<u64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let middle = sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some((middle + 500) / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pace_is_the_median_of_the_last_few_beside_that_of_all() {
        assert_eq!(pace(&[9_000, 9_000]), None);
        let times: Vec<u64> = [30, 30, 30, 30, 30, 30, 10, 12, 90, 11, 13]
            .map(|s| s * 1_000)
            .to_vec();
        let expected = Pace {
            now_secs: 12,
            median_secs: 30,
        };
        assert_eq!(pace(&times), Some(expected));
        assert_eq!(pace(&[1_600, 1_600, 1_600]).map(|p| p.now_secs), Some(2));
    }

    #[test]
    fn breaks_and_lost_focus_do_not_count() {
        let mut activity = Activity::default();
        activity.restart(1_000);
        activity.input(3_000);
        activity.input(60_000);
        activity.input(61_000);
        assert_eq!(activity.active_ms(), 3_000);
        activity.pause();
        activity.input(62_000);
        activity.input(62_500);
        assert_eq!(activity.active_ms(), 3_500);
    }
}
