//! Panics of other people's code on hostile bytes: they are caught and told as errors, and then nobody wants a message
//! on standard error or a report of them.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether this thread is within [`caught`].
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` on this thread; `None` when it panicked. After [`hide_caught`] nothing is printed of it. What `work` was
/// changing may be half changed.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = CAUGHT.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(before);
    result.ok()
}

/// Whether a panic of this thread is told as an error by whoever called.
pub fn is_caught() -> bool {
    CAUGHT.get()
}

/// Makes what would be done about a panic be left undone for those that are caught.
pub fn hide_caught() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !is_caught() {
            before(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_caught_panic_is_an_error_that_nobody_hears_of_and_others_are_heard() {
        static HEARD: AtomicUsize = AtomicUsize::new(0);
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|info| {
            // Other tests of this process may panic meanwhile.
            if info.payload_as_str() == Some("a panic of this test") {
                HEARD.fetch_add(1, Ordering::Relaxed);
            }
        }));
        hide_caught();
        let quiet = caught(|| panic!("a panic of this test"));
        let heard_of_caught = HEARD.load(Ordering::Relaxed);
        let loud = catch_unwind(|| panic!("a panic of this test"));
        let heard_of_all = HEARD.load(Ordering::Relaxed);
        std::panic::set_hook(before);
        assert_eq!((quiet, heard_of_caught), (None::<()>, 0));
        assert!(loud.is_err());
        assert_eq!(heard_of_all, 1);
        assert_eq!((caught(|| 7), is_caught()), (Some(7), false));
    }
}
