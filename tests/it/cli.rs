//! The real binary from end to end: every subcommand, exit codes, what goes where, and the real file all the way.

use crate::support::{Run, Sandbox, data};
use serde_json::Value;
use spatialscore::platform::config::REVIEWER;
use spatialscore::record::reword;
use spatialscore::sample::{Body, State};
use spatialscore::store::{Identity, NewEvent, Store};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

const LINES: &str = concat!(
    r#"{"id": 1, "source_dataset": "CVBench", "category": "Counting", "sub_task": "Object Counting", "question": "How many cups?", "options": ["1", "2"], "answer": "(B)", "image_paths": ["./c/1.jpg"], "question_type": "multi-choice", "input_modality": "single-image", "z": 1.50, "original_id": 7}"#,
    "\n",
    r#"{"id": 2, "source_dataset": "vsi-bench", "category": "Object Size", "sub_task": "Absolute Size", "question": "How wide?", "options": [], "answer": "60 centimeters", "image_paths": ["./v/frame_00.jpg", "./v/frame_01.jpg"], "question_type": "open-ended", "input_modality": "video", "video_path": "./v.mp4"}"#,
    "\n",
    r#"{"id": 3, "source_dataset": "vsr", "category": "Object Localization", "sub_task": "Spatial Position", "question": "Is it left?", "options": [], "answer": "Yes", "image_paths": ["./s/3.png"], "question_type": "judgement", "input_modality": "single-image"}"#,
    "\n"
);

#[track_caller]
fn ok(run: Run) -> String {
    assert_eq!(run.code, Some(0), "{run:?}");
    run.stdout
}

/// A project with [`LINES`] in it.
fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("lines.ndjson", LINES);
    ok(sandbox.run(["init", "p.spatialscore"]));
    ok(sandbox.run(["import", "p.spatialscore", "lines.ndjson"]));
    sandbox
}

fn open(sandbox: &Sandbox) -> Store {
    let identity = Identity::in_folder(&sandbox.path(".config"), REVIEWER).expect("a key");
    Store::open(&sandbox.path("p.spatialscore"), &identity).expect("the project")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text file")
}

#[test]
fn help_names_every_command() {
    let sandbox = Sandbox::new();
    let help = ok(sandbox.run(["--help"]));
    insta::assert_snapshot!(help);
    let wrong = sandbox.run(["teleport"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(2), ""));
}

#[test]
fn without_a_display_it_says_what_to_use_instead() {
    let sandbox = Sandbox::new();
    for words in ["", "review", "review x.spatialscore", "view x"] {
        let run = sandbox.run(words.split_whitespace());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        for word in ["render", "demo --dir", "review", "export"] {
            assert!(run.stderr.contains(word), "{word}: {run:?}");
        }
    }
}

#[test]
fn set_switches_blind_off_for_a_project_and_says_how_it_stands() {
    let sandbox = project();
    let set = |arguments: &[&str]| {
        let mut all = vec!["set", "p.spatialscore"];
        all.extend(arguments);
        sandbox.run(&all)
    };
    assert_eq!(ok(set(&[])), "blind=on\n");
    assert_eq!(ok(set(&["blind=off", "--dry-run"])), "blind=off\n");
    assert_eq!(ok(set(&[])), "blind=on\n", "a dry run changes nothing");
    assert_eq!(ok(set(&["blind=off"])), "blind=off\n");
    let said: Value = serde_json::from_str(&ok(set(&["--json"]))).expect("JSON");
    assert_eq!(said["blind"], false);
    let wrong = set(&["blind=maybe"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("blind=maybe"), "{wrong:?}");
    ok(sandbox.run(["doctor", "p.spatialscore"]));
}

#[test]
fn info_counts_samples_and_states() {
    let sandbox = project();
    let info: Value =
        serde_json::from_str(&ok(sandbox.run(["info", "p.spatialscore", "--json"]))).expect("JSON");
    assert_eq!(info["samples"], 3);
    assert_eq!(info["states"]["candidate"], 3);
    assert_eq!(info["states"]["valid"], 0);
    assert_eq!(info["tasks"][0]["target"], 154);
    let shown = ok(sandbox.run(["info", "p.spatialscore"]));
    assert!(shown.starts_with("3 samples, 0 flagged\n"), "{shown}");
}

#[test]
fn import_is_idempotent_and_a_changed_row_is_a_revision() {
    let sandbox = project();
    let again = ok(sandbox.run(["import", "p.spatialscore", "lines.ndjson"]));
    assert!(
        again.ends_with("      0  new\n      0  changed\n      3  unchanged\n"),
        "{again}"
    );
    sandbox.write(
        "lines.ndjson",
        LINES.replace("How wide?", "How wide is it?"),
    );
    let changed = ok(sandbox.run(["import", "p.spatialscore", "lines.ndjson"]));
    assert!(
        changed.ends_with("      0  new\n      1  changed\n      2  unchanged\n"),
        "{changed}"
    );
}

#[test]
fn exit_codes_tell_findings_from_failures() {
    let sandbox = project();
    sandbox.write("bad.ndjson", format!("{LINES}{{\"id\": 4, \"quest"));
    let run = sandbox.run(["import", "p.spatialscore", "bad.ndjson", "--as", "other"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let end = LINES.len() + "{\"id\": 4, \"quest".len();
    let place = format!("row 4, byte {end}: the file ends inside the record");
    assert!(run.stdout.contains(&place), "{run:?}");
    let info: Value =
        serde_json::from_str(&ok(sandbox.run(["info", "p.spatialscore", "--json"]))).expect("JSON");
    assert_eq!(info["samples"], 6);
    for arguments in [
        vec!["import", "p.spatialscore", "missing.json"],
        vec!["import", "p.spatialscore", "."],
        vec!["import", "missing.spatialscore", "lines.ndjson"],
        vec![
            "import",
            "p.spatialscore",
            "lines.ndjson",
            "--format",
            "parquet",
        ],
        vec!["init", "p.spatialscore"],
        vec!["info", "lines.ndjson"],
        vec!["doctor", "missing.spatialscore"],
        vec!["export", "p.spatialscore", "--format", "csv", "--out", "o"],
        vec![
            "export",
            "p.spatialscore",
            "--format",
            "json",
            "--out",
            "o",
            "--state",
            "lost",
        ],
        vec![
            "export",
            "p.spatialscore",
            "--format",
            "json",
            "--out",
            "lines.ndjson",
        ],
        vec!["render", ".", "--out", "x.png"],
    ] {
        let run = sandbox.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        assert!(run.stderr.starts_with("spatialscore: "), "{run:?}");
    }
    assert!(!sandbox.path("o").exists());
}

#[test]
fn a_dry_run_changes_nothing() {
    let sandbox = project();
    let more = sandbox.write("more.ndjson", LINES.replace("\"id\": ", "\"id\": 10"));
    let report = ok(sandbox.run(["import", "p.spatialscore", "more.ndjson", "--dry-run"]));
    assert!(report.contains("3 samples"), "{report}");
    ok(sandbox.run(["init", "q.spatialscore", "--dry-run"]));
    ok(sandbox.run([
        "export",
        "p.spatialscore",
        "--format",
        "json",
        "--out",
        "o",
        "--dry-run",
    ]));
    ok(sandbox.run([
        "demo",
        "--media-for",
        "more.ndjson",
        "--dir",
        "m",
        "--dry-run",
    ]));
    let info = ok(sandbox.run(["info", "p.spatialscore"]));
    assert!(info.starts_with("3 samples"), "{info}");
    assert!(more.exists());
    for gone in ["q.spatialscore", "o", "m"] {
        assert!(!sandbox.path(gone).exists(), "{gone}");
    }
}

#[test]
fn doctor_checks_and_copies() {
    let sandbox = project();
    let shown = ok(sandbox.run(["doctor", "p.spatialscore", "--backup", "copy.spatialscore"]));
    assert!(shown.starts_with("healthy: 3 samples"), "{shown}");
    ok(sandbox.run(["doctor", "copy.spatialscore", "--json"]));
    let again = sandbox.run(["doctor", "p.spatialscore", "--backup", "copy.spatialscore"]);
    assert_eq!(again.code, Some(2), "{again:?}");
}

#[test]
fn unchanged_lines_leave_byte_for_byte_and_a_fix_touches_its_fields_only() {
    let sandbox = project();
    let mut store = open(&sandbox);
    let rows = store
        .read()
        .rows(&Default::default(), Default::default())
        .expect("rows");
    let keys: Vec<_> = rows
        .iter()
        .map(|r| store.read().key_at(*r).expect("a key"))
        .collect();
    let fixed = {
        let before = store.read().sample(keys[0]).expect("a sample");
        let parent = before.revision;
        let mut after = reword(before, "How many mugs?", &["1".into(), "3".into()]);
        after.parent = Some(parent);
        let body = Body::Fixed {
            parent,
            revision: after.revision,
            blind: None,
        };
        NewEvent::on(keys[0], parent, body).with_content(after)
    };
    store.append(fixed).expect("saved");
    let seen = store.read().sample(keys[1]).expect("a sample").revision;
    let accepted = Body::Accepted {
        blind: None,
        measurements: vec![],
    };
    store
        .append(NewEvent::on(keys[1], seen, accepted))
        .expect("saved");
    assert_eq!(
        store.read().state(keys[0]).expect("a state").state,
        State::Valid
    );
    drop(store);

    ok(sandbox.run([
        "export",
        "p.spatialscore",
        "--format",
        "ndjson",
        "--out",
        "out",
    ]));
    let lines: Vec<&str> = LINES.lines().collect();
    let expected = format!(
        "{}\n{}\n",
        lines[0]
            .replace("cups", "mugs")
            .replace("\"2\"]", "\"3\"]")
            .replace("[\"1\", ", "[\"1\","),
        lines[1]
    );
    assert_eq!(text(&sandbox.path("out/samples.ndjson")), expected);
    let manifest: Value =
        serde_json::from_str(&text(&sandbox.path("out/manifest.json"))).expect("JSON");
    assert_eq!(manifest["states"], serde_json::json!({"valid": 2}));

    ok(sandbox.run([
        "export",
        "p.spatialscore",
        "--format",
        "ndjson",
        "--out",
        "all",
        "--state",
        "all",
    ]));
    assert!(text(&sandbox.path("all/samples.ndjson")).ends_with(&format!("{}\n", lines[2])));
}

#[test]
fn the_same_store_exports_the_same_bytes_and_overwrites_only_when_told() {
    let sandbox = project();
    let export = |out: &str, more: &[&str]| {
        let common = [
            "export",
            "p.spatialscore",
            "--format",
            "ndjson,json,jsonl,v0",
            "--state",
            "all",
        ];
        sandbox.run(
            common
                .iter()
                .copied()
                .chain(["--out", out])
                .chain(more.iter().copied()),
        )
    };
    ok(export("a", &[]));
    ok(export("b", &["--threads", "1"]));
    let names = [
        "samples.ndjson",
        "samples.json",
        "interchange.jsonl",
        "samples-v0.json",
        "evidence.jsonl",
        "manifest.json",
    ];
    for name in names {
        let [a, b] = ["a", "b"].map(|out| text(&sandbox.path(out).join(name)));
        assert_eq!(a, b, "{name}");
    }
    let left: Vec<_> = std::fs::read_dir(sandbox.path("a"))
        .expect("a folder")
        .collect();
    assert_eq!(left.len(), names.len());
    let manifest: Value =
        serde_json::from_str(&text(&sandbox.path("a/manifest.json"))).expect("JSON");
    for file in manifest["files"].as_array().expect("a list") {
        let bytes = std::fs::read(
            sandbox
                .path("a")
                .join(file["name"].as_str().expect("a name")),
        );
        let hash = blake3::hash(&bytes.expect("the file")).to_hex();
        assert_eq!(file["blake3"], format!("b3:{hash}"));
    }
    sandbox.write("a/samples.json", "mine");
    assert_eq!(export("a", &[]).code, Some(2));
    assert_eq!(text(&sandbox.path("a/samples.json")), "mine");
    ok(export("a", &["--overwrite"]));
    assert_eq!(
        text(&sandbox.path("a/samples.json")),
        text(&sandbox.path("b/samples.json"))
    );

    // The interchange carries everything: a new project made of it exports the same again.
    ok(sandbox.run(["init", "q.spatialscore"]));
    ok(sandbox.run(["import", "q.spatialscore", "a/interchange.jsonl"]));
    ok(sandbox.run([
        "export",
        "q.spatialscore",
        "--format",
        "jsonl,v0",
        "--state",
        "all",
        "--out",
        "c",
    ]));
    for name in ["interchange.jsonl", "samples-v0.json"] {
        let [a, c] = ["a", "c"].map(|out| text(&sandbox.path(out).join(name)));
        assert_eq!(a, c, "{name}");
    }
}

#[test]
fn stand_in_pictures_stay_below_their_folder() {
    let sandbox = Sandbox::new();
    let outside = r#"{"id": 9, "source_dataset": "vsr", "sub_task": "x", "question": "q?", "answer": "Yes", "image_paths": ["../out.jpg", "/tmp/out.jpg"]}"#;
    sandbox.write("lines.ndjson", format!("{LINES}{outside}\n"));
    let run = sandbox.run(["demo", "--media-for", "lines.ndjson", "--dir", "m"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("4  pictures written"), "{run:?}");
    assert!(
        run.stdout.contains("2  paths leave the folder, refused"),
        "{run:?}"
    );
    assert!(!sandbox.path("out.jpg").exists());
    for name in [
        "m/c/1.jpg",
        "m/v/frame_00.jpg",
        "m/v/frame_01.jpg",
        "m/s/3.png",
    ] {
        let bytes = std::fs::read(sandbox.path(name)).expect("a picture");
        assert!(image::load_from_memory(&bytes).is_ok(), "{name}");
    }
    let again = sandbox.run(["demo", "--media-for", "lines.ndjson", "--dir", "m"]);
    assert!(
        again.stdout.contains("4  files there already, kept"),
        "{again:?}"
    );
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let sandbox = project();
    let mut command = sandbox.command();
    command.args(["info", "p.spatialscore"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    drop(child.stdout.take());
    let mut stderr = String::new();
    let mut pipe = child.stderr.take().expect("a pipe");
    pipe.read_to_string(&mut stderr).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{stderr}");
    assert_eq!(stderr, "");
}

#[test]
fn the_real_file_goes_all_the_way() {
    let Some(path) = data("spatialscore_v0/SpatialScore-Hard-1000.json") else {
        return;
    };
    let sandbox = Sandbox::new();
    let file = path.to_str().expect("a path");
    ok(sandbox.run(["init", "p.spatialscore"]));
    let report = ok(sandbox.run(["import", "p.spatialscore", file]));
    assert!(
        report.contains("1000 rows of format v0, 1000 samples"),
        "{report}"
    );
    ok(sandbox.run([
        "export",
        "p.spatialscore",
        "--format",
        "v0",
        "ndjson",
        "--state",
        "all",
        "--out",
        "out",
    ]));
    let read = |path: &Path| -> Vec<serde_json::Map<String, Value>> {
        serde_json::from_str(&text(path)).expect("rows")
    };
    let (before, after) = (read(&path), read(&sandbox.path("out/samples-v0.json")));
    assert_eq!(after.len(), 1000);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(after, before);
        assert!(before.keys().eq(after.keys()));
    }
    // The released shape of them is read as released lines and means the same.
    ok(sandbox.run(["init", "q.spatialscore"]));
    let report = ok(sandbox.run(["import", "q.spatialscore", "out/samples.ndjson"]));
    assert!(
        report.contains("1000 rows of format released, 1000 samples"),
        "{report}"
    );
}

#[test]
fn the_tour_is_made_and_its_scene_drawn_without_a_window() {
    let sandbox = Sandbox::new();
    ok(sandbox.run(["demo", "--dir", "tour"]));
    let project = "tour/tour.spatialscore";
    let info: Value =
        serde_json::from_str(&ok(sandbox.run(["info", project, "--json"]))).expect("JSON");
    assert_eq!(info["samples"], 24);
    ok(sandbox.run(["doctor", project]));

    ok(sandbox.run([
        "export",
        project,
        "--format",
        "jsonl,ndjson,v0",
        "--out",
        "o",
        "--state",
        "all",
    ]));
    let evidence = text(&sandbox.path("o/evidence.jsonl"));
    assert_eq!(evidence.lines().count(), 24);
    let first: Value = serde_json::from_str(evidence.lines().next().expect("a row")).expect("JSON");
    let key = first["key"].as_str().expect("a key");

    let render = |out: &str| {
        let size = ["--size", "320x200", "--out", out, "--sample", key];
        ok(sandbox.run(["render", project].into_iter().chain(size)));
        std::fs::read(sandbox.path(out)).expect("a picture")
    };
    let bytes = render("a.png");
    assert_eq!(bytes, render("b.png"));
    let picture = image::load_from_memory(&bytes)
        .expect("a picture")
        .to_rgb8();
    assert_eq!(picture.dimensions(), (320, 200));
    let colours: std::collections::BTreeSet<[u8; 3]> = picture.pixels().map(|p| p.0).collect();
    assert!(colours.len() > 500, "{} colours", colours.len());
    ok(sandbox.run([
        "render",
        "tour/room",
        "--size",
        "64x64",
        "--out",
        "scene.png",
    ]));
}
