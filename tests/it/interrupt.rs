//! Ctrl+C on the command line.

use crate::support::Sandbox;
use std::process::Stdio;

/// Interrupted while rows come in: it says so at once, and the project is as before.
#[cfg(unix)]
#[test]
fn an_interrupted_import_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let started = sandbox.run(["init", "p.spatialscore"]);
    assert_eq!(started.code, Some(0), "{started:?}");
    let mut many = String::new();
    for n in 0..60_000 {
        many += &format!(
            "{{\"id\": {n}, \"question\": \"How far is chair {n}?\", \"answer\": \"1 m\"}}\n"
        );
    }
    sandbox.write("many.jsonl", many);
    let mut child = sandbox
        .command()
        .args(["import", "p.spatialscore", "many.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // The lock beside the project stands as long as rows come in.
    let lock = sandbox.path("p.spatialscore-import");
    while !lock.exists() {
        assert!(
            child.try_wait().expect("a child").is_none(),
            "ended too early"
        );
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("told");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(
        said.contains("nothing of \"many.jsonl\" came in: cancelled"),
        "{said}"
    );
    let info = sandbox.run(["info", "p.spatialscore", "--json"]);
    assert!(info.stdout.contains("\"samples\": 0"), "{info:?}");
    assert!(!lock.exists());
}

/// Interrupted while scenes are made: finished ones stand, nothing is left of the others, and the rest can be made later.
#[cfg(unix)]
#[test]
fn an_interrupted_simulation_keeps_whole_scenes_only() {
    let sandbox = Sandbox::new();
    let arguments = "simulate d --layout pointodyssey --size 160x120 --frames 4 --scenes";
    let run = |scenes: &'static str| arguments.split(' ').chain([scenes]);
    let mut child = sandbox
        .command()
        .args(run("2000"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let entries = |path| std::fs::read_dir(sandbox.path(path)).map_or(0, Iterator::count);
    while entries("d/truth") < 2 {
        assert!(
            child.try_wait().expect("a child").is_none(),
            "ended too early"
        );
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("told");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    // The truth and the split, and no scene under way.
    assert_eq!(entries("d"), 2);
    assert_eq!(entries("d/train"), entries("d/truth"));
    let more = sandbox.run(run("3"));
    assert_eq!(more.code, Some(0), "{more:?}");
}
