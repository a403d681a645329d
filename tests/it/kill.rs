//! A decision that was shown as saved survives the death of the program at any moment.

use crate::project;
use spatialscore::store::Store;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use uuid::Uuid;

/// Names the project in which a child decides until it is killed.
const CHILD: &str = "SPATIALSCORE_TEST_KILL_CHILD";
/// Limits the size of the child's files, in KiB, to fill its disk.
const CHILD_KIB: &str = "SPATIALSCORE_TEST_KILL_CHILD_KIB";

/// This very test binary, running only [`child`].
fn child_command(project: &Path) -> Command {
    let me = std::env::current_exe().expect("this test has a file");
    let mut command = Command::new("sh");
    // The signal of a full limit would end the child; ignored, the write fails as on a full disk.
    let script = format!(
        "trap '' XFSZ; [ -z \"${CHILD_KIB}\" ] || ulimit -f ${CHILD_KIB}; exec \"$0\" \"$@\""
    );
    command
        .args(["-c", &script])
        .arg(me)
        .args(["kill::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, project)
        .env_remove(CHILD_KIB)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Decides and prints the id of each acknowledged event, for as long as it is let. Does nothing in an ordinary run.
#[test]
fn child() {
    let Some(path) = std::env::var_os(CHILD).map(PathBuf::from) else {
        return;
    };
    let mut store = Store::open(&path, &project::me()).expect("opens");
    let cards = project::cards(&store);
    let mut out = std::io::stdout();
    for n in 0.. {
        match store.append(project::decision(cards[n % cards.len()], &"x".repeat(200))) {
            Ok(saved) => writeln!(out, "saved {}", saved.event.id).expect("the parent listens"),
            Err(error) => {
                writeln!(out, "refused {error}").expect("the parent listens");
                return;
            }
        }
    }
}

/// Lines of the child that begin with `word`, and the rest of each.
fn said(line: &str, word: &str) -> Option<String> {
    // The test harness may print its own words before ours on the first line.
    line.split_once(&format!("{word} "))
        .map(|(_, rest)| rest.trim().to_owned())
}

fn assert_all_there(path: &Path, acknowledged: &[Uuid], when: &str) {
    let store = Store::open(path, &project::me()).expect("opens again");
    for id in acknowledged {
        assert!(
            store.read().event(*id).expect("readable").is_some(),
            "{when}: event {id} is gone"
        );
    }
    project::assert_healthy(&store, when);
}

#[test]
fn no_decision_is_lost_when_the_program_is_killed() {
    let kills: u64 = std::env::var("SPATIALSCORE_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(20);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kill.spatialscore");
    project::make(&path, 10);
    let mut acknowledged: Vec<Uuid> = Vec::new();
    for round in 0..kills {
        let mut child = child_command(&path).spawn().expect("a shell");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        // Killed after a number of decisions that differs from round to round, at whatever moment it is in then.
        let enough = 1 + (round * 7) % 23;
        let mut heard = 0;
        for line in lines {
            if let Some(id) = line
                .ok()
                .and_then(|line| said(&line, "saved"))
                .and_then(|id| id.parse().ok())
            {
                acknowledged.push(id);
                heard += 1;
            }
            if heard == enough {
                child.kill().expect("it runs");
            }
        }
        child.wait().expect("it ended");
        assert!(heard >= enough, "round {round}: only {heard} decisions");
        if round % 10 == 9 || round + 1 == kills {
            assert_all_there(&path, &acknowledged, &format!("after kill {round}"));
        }
    }
}

#[test]
fn a_full_disk_is_said_and_costs_nothing_that_was_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("full.spatialscore");
    project::make(&path, 10);
    let limit_kib = 400;
    // A limit below what the log grows to; sh counts in blocks of 512 bytes.
    let output = child_command(&path)
        .env(CHILD_KIB, (limit_kib * 2).to_string())
        .output()
        .expect("a shell");
    let text = String::from_utf8_lossy(&output.stdout);
    let acknowledged: Vec<Uuid> = text
        .lines()
        .filter_map(|line| said(line, "saved"))
        .filter_map(|id| id.parse().ok())
        .collect();
    assert!(!acknowledged.is_empty(), "{text}");
    let refused = text
        .lines()
        .find_map(|line| said(line, "refused"))
        .expect("it fills up");
    assert!(
        refused.contains("not saved") && refused.contains("full.spatialscore"),
        "{refused}"
    );
    assert_all_there(&path, &acknowledged, "after the disk was full");
}
