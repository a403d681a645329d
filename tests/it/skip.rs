//! How a test says that it could not run. Shared by the unit tests (`src/lib.rs` includes this very file) and
//! by `tests/it`, so that one place counts every skip.

use std::io::Write;
use std::panic::Location;

/// Names the file that every skip is appended to, one `reason<TAB>file:line` a line; `.ci/run` sums it up.
const SKIPS: &str = "SPATIALSCORE_SKIPS";
/// `1` on machines where everything that a test could want is there: a skip is then a failure.
const REQUIRE: &str = "SPATIALSCORE_REQUIRE_DATA";

/// Reports that the calling test cannot run, and why; the caller returns right after.
///
/// # Panics
/// With `SPATIALSCORE_REQUIRE_DATA=1`, or when the skip cannot be recorded: a skip nobody sees is a lie.
#[track_caller]
pub fn skip(reason: &str) {
    let line = entry(reason, Location::caller());
    eprintln!("SKIPPED  {line}");
    assert!(
        !is_required(std::env::var(REQUIRE).ok().as_deref()),
        "skipped although {REQUIRE}=1: {line}"
    );
    if let Some(path) = std::env::var_os(SKIPS) {
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .unwrap_or_else(|error| panic!("cannot record a skip in {path:?}: {error}"));
        // One write of one line: tests run at the same time in many processes.
        file.write_all(format!("{line}\n").as_bytes())
            .expect("the file just opened takes a line");
    }
}

/// One line of the record. A reason is one line, whatever the caller put in it.
fn entry(reason: &str, at: &Location<'_>) -> String {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{reason}\t{}:{}", at.file(), at.line())
}

/// Whether the value of `SPATIALSCORE_REQUIRE_DATA` turns a skip into a failure.
fn is_required(value: Option<&str>) -> bool {
    value == Some("1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_becomes_one_line_with_its_place() {
        let line = entry("no adapter\n  here", Location::caller());
        assert!(line.starts_with("no adapter here\t"), "{line}");
        assert!(line.contains("skip.rs:"), "{line}");
        assert_eq!(line.lines().count(), 1);
    }

    #[test]
    fn only_one_turns_a_skip_into_a_failure() {
        assert!(is_required(Some("1")));
        assert!(!is_required(Some("0")));
        assert!(!is_required(None));
    }
}
