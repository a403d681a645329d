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

#[cfg(test)]
mod tests {
    use super::*;

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
