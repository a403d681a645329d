//! Drops decisions that come too soon after a card appeared: the second half of a double hit.

/// How long after a new card or the reveal a deciding key is ignored, unless set otherwise, milliseconds.
pub const DEFAULT_MS: u64 = 300;

/// Remembers when the card or its reveal appeared. Times are milliseconds of any one clock that never goes back.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    since_ms: Option<u64>,
    wait_ms: u64,
}

impl Default for Guard {
    fn default() -> Self {
        Self::with_wait(DEFAULT_MS)
    }
}

impl Guard {
    /// A guard that waits this long; 0 lets everything through.
    #[must_use]
    pub const fn with_wait(wait_ms: u64) -> Self {
        Self {
            since_ms: None,
            wait_ms,
        }
    }

    /// A new card, or its reveal, is first shown now.
    pub fn arm(&mut self, now_ms: u64) {
        self.since_ms = Some(now_ms);
    }

    /// Whether a decision counts now.
    #[must_use]
    pub fn open(&self, now_ms: u64) -> bool {
        self.since_ms
            .is_none_or(|since_ms| now_ms.saturating_sub(since_ms) >= self.wait_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_count_from_300_ms_on() {
        let mut guard = Guard::default();
        assert!(guard.open(0));
        guard.arm(1_000);
        assert!(!guard.open(1_000) && !guard.open(1_299));
        assert!(guard.open(1_300));
        guard.arm(1_300);
        assert!(!guard.open(1_301), "each card arms it anew");
        assert!(!guard.open(0), "a clock that goes back does not open it");
        assert!(Guard::with_wait(0).open(0));
    }
}
