//! The scripts that judge: what they add up, hold against recorded figures and refuse. A script that always says
//! yes would make every check after it worthless.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::Sandbox;

/// Runs a program in the top folder of the repository.
fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|error| panic!("{program} does not start: {error}"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the sandbox has a plain name")
}

/// What `scripts/summary.sh` makes of a log and recorded skips.
fn summary(log: &str, skips: &str) -> String {
    let sandbox = Sandbox::new();
    let (log, skips) = (sandbox.write("log", log), sandbox.write("skips", skips));
    text(&run("scripts/summary.sh", &[path(&log), path(&skips)]).stdout)
}

#[test]
fn nextest_and_doctests_add_up() {
    let log = "\u{1b}[32m     Summary\u{1b}[0m [  9.1s] 343 tests run: 338 passed (2 slow), 4 failed, 1 timed out, 3 skipped\n\
        test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
    assert_eq!(
        summary(log, ""),
        "skipped 4: marked #[ignore]\n343 passed, 5 failed, 4 skipped\n"
    );
}

#[test]
fn a_test_that_could_not_run_did_not_pass() {
    let log = "Summary [ 1s] 10 tests run: 10 passed, 0 skipped\n";
    let skips = "no adapter\ta.rs:1\nno adapter\tb.rs:2\nno ffmpeg\tc.rs:3\nno adapter\ta.rs:1\n";
    assert_eq!(
        summary(log, skips),
        "skipped 2: no adapter\nskipped 1: no ffmpeg\n7 passed, 0 failed, 3 skipped\n"
    );
}

#[test]
fn what_did_not_compile_counts_as_a_failure() {
    let log = "error: could not compile `spatialscore` (lib test) due to 2 previous errors\n";
    assert_eq!(summary(log, ""), "0 passed, 1 failed, 0 skipped\n");
}

/// Runs the comparison of `recorded` with `now`: exit code and table.
fn compare(recorded: &str, now: &str) -> (Option<i32>, String) {
    let sandbox = Sandbox::new();
    let (recorded, now) = (
        sandbox.write("recorded", recorded),
        sandbox.write("now", now),
    );
    let output = run(
        "awk",
        &[
            "-f",
            "scripts/figures.awk",
            "-v",
            "mode=compare",
            path(&recorded),
            path(&now),
        ],
    );
    (output.status.code(), text(&output.stdout))
}

fn figure(name: &str, value: &str, unit: &str, better: &str) -> String {
    format!(
        "{{\"name\":\"{name}\",\"value\":{value},\"unit\":\"{unit}\",\"better\":\"{better}\"}}\n"
    )
}

#[test]
fn a_figure_may_be_half_again_as_bad_and_no_worse() {
    let time = |value| figure("next card", value, "ms", "lower");
    let rate = |value| figure("import", value, "rows/s", "higher");
    assert_eq!(compare(&time("9.5"), &time("14.2")).0, Some(0));
    assert_eq!(compare(&rate("60000"), &rate("40001")).0, Some(0));
    let (code, table) = compare(&time("9.5"), &time("14.3"));
    assert_eq!(code, Some(1));
    assert!(table.contains("WORSE 1.51 times"), "{table}");
    assert_eq!(compare(&rate("60000"), &rate("39900")).0, Some(1));
    assert_eq!(compare(&time("100"), &time("9")).0, Some(0));
}

#[test]
fn a_recorded_figure_that_is_gone_is_a_failure_and_a_new_one_is_not() {
    let (one, two) = (
        figure("a", "1", "ms", "lower"),
        figure("b", "1", "ms", "lower"),
    );
    assert_eq!(compare(&one, &two).0, Some(1));
    assert_eq!(compare("", &two).0, Some(0));
    assert_eq!(compare(&one, &format!("{one}{two}")).0, Some(0));
}

#[test]
fn the_median_is_that_of_the_runs() {
    let sandbox = Sandbox::new();
    let runs: String = ["9", "100", "10", "8", "11"]
        .iter()
        .map(|value| figure("a", value, "ms", "lower"))
        .collect();
    let runs = sandbox.write("runs", runs);
    let output = run(
        "awk",
        &[
            "-f",
            "scripts/figures.awk",
            "-v",
            "mode=median",
            path(&runs),
        ],
    );
    assert_eq!(text(&output.stdout), figure("a", "10", "ms", "lower"));
}

/// Whether `scripts/licences.awk` lets a licence through, with MIT, Zlib and one exception allowed.
fn is_allowed(expression: &str) -> bool {
    let sandbox = Sandbox::new();
    let allowed = sandbox.write("allowed", "MIT\nZlib\nApache-2.0 WITH LLVM-exception\n");
    let tree = sandbox.write("tree", format!("{expression}\tpackage v1.0.0\n"));
    let output = run(
        "awk",
        &[
            "-F",
            "\t",
            "-f",
            "scripts/licences.awk",
            path(&allowed),
            path(&tree),
        ],
    );
    output.status.success()
}

#[test]
fn licences_are_read_as_expressions() {
    for good in [
        "MIT",
        "GPL-3.0 OR MIT",
        "GPL-3.0/MIT",
        "MIT AND Zlib",
        "(MIT OR GPL-3.0) AND Zlib",
        "GPL-3.0 OR (MIT AND (GPL-3.0 OR Zlib))",
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
    ] {
        assert!(is_allowed(good), "{good} should be allowed");
    }
    for bad in [
        "GPL-3.0",
        "",
        "MIT AND GPL-3.0",
        "GPL-3.0 OR MIT AND GPL-3.0",
        "(MIT OR GPL-3.0) AND GPL-3.0",
        "Apache-2.0",
        "Zlib WITH LLVM-exception",
    ] {
        assert!(!is_allowed(bad), "{bad} should be refused");
    }
}

#[test]
fn nothing_that_reads_data_can_read_xml() {
    let tree = run(
        "cargo",
        &[
            "tree",
            "--locked",
            "--no-default-features",
            "--edges",
            "normal",
            "--prefix",
            "none",
        ],
    );
    let tree = text(&tree.stdout);
    assert!(tree.contains("serde_json v"), "a list of packages: {tree}");
    let is_xml = |package: &&str| {
        ["xml", "expat", "svg"]
            .iter()
            .any(|part| package.contains(part))
    };
    let found: Vec<&str> = tree.lines().filter(is_xml).collect();
    assert_eq!(
        found, [""; 0],
        "an XML parser has DTDs and entities to refuse"
    );
}
