//! The wall clock: the one place that reads it, so that tests can stop it.

/// Wall clock, ms since 1970 UTC; 0 before that.
#[must_use]
pub fn now_ms() -> i64 {
    #[cfg(test)]
    if let Some(stopped) = STOPPED.get() {
        return stopped;
    }
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
thread_local! {
    static STOPPED: std::cell::Cell<Option<i64>> = const { std::cell::Cell::new(None) };
}

/// Stops the clock of this thread at a moment, ms since 1970 UTC.
#[cfg(test)]
pub(crate) fn stop_at(at_ms: i64) {
    STOPPED.set(Some(at_ms));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_stands_still_and_only_on_its_thread() {
        assert!(now_ms() > 1_700_000_000_000, "no year before 2023");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                stop_at(7);
                assert_eq!(now_ms(), 7);
            });
        });
        assert!(now_ms() > 7);
    }
}
