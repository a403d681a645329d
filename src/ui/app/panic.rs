//! A panic writes a report and says where. What was decided is on disk already; the report helps to mend it.

use crate::platform::panics;
use crate::ui::state::State;
use std::cell::RefCell;
use std::path::PathBuf;

thread_local! {
    /// What stood on screen, for the report: sample key and phase, no text that people wrote.
    static ON_SCREEN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Notes what stands on screen; cheap, called once a frame.
pub(super) fn remember(state: &State) {
    ON_SCREEN.with_borrow_mut(|text| {
        text.clear();
        if let Some(card) = &state.card {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{:?}, card {}, {:?}",
                state.mode, card.sample.key, card.phase
            );
        }
    });
}

/// Makes every panic of this process that is not told as an error leave a report in `folder` and name it on stderr.
pub fn install(folder: PathBuf) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        before(info);
        if panics::is_caught() {
            return;
        }
        let on_screen = ON_SCREEN
            .try_with(|t| t.try_borrow().map(|t| t.clone()).unwrap_or_default())
            .unwrap_or_default();
        let backtrace = std::backtrace::Backtrace::force_capture();
        let thread = std::thread::current();
        let report = format!(
            "spatialscore {}\nthread {}\n{info}\non screen: {on_screen}\n\n{backtrace}\n",
            env!("CARGO_PKG_VERSION"),
            thread.name().unwrap_or("unnamed"),
        );
        let path = folder.join(format!("panic-{}.txt", std::process::id()));
        let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, report));
        match written {
            Ok(()) => eprintln!("A report was written to {}", path.display()),
            Err(error) => eprintln!("No report could be written to {}: {error}", path.display()),
        }
    }));
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_panic_leaves_a_report_that_says_where() {
        let folder = tempfile::tempdir().expect("a folder");
        super::install(folder.path().join("reports"));
        let panicked = std::thread::Builder::new()
            .name("doomed".into())
            .spawn(|| panic!("on purpose"))
            .expect("a thread")
            .join();
        assert!(panicked.is_err());
        let path = folder
            .path()
            .join("reports")
            .join(format!("panic-{}.txt", std::process::id()));
        let report = std::fs::read_to_string(path).expect("a report");
        assert!(
            report.contains("on purpose")
                && report.contains("doomed")
                && report.contains("panic.rs"),
            "{report}"
        );
    }
}
