//! Records for the window: invented ones of every modality and answer format, and a part of the real file.

use crate::support::Sandbox;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Namespace that released lines get, and so the media root of [`invented`].
pub const INVENTED_ROOT: &str = "spatialscore-v3";
/// The same for the real file.
pub const REAL_ROOT: &str = "spatialscore-v0";

/// `count` invented lines, numbered from `first`. In turn: one picture, three, a video of 32 frames; and, out of step
/// with that, options, yes or no, a number, a count.
pub fn invented(first: usize, count: usize) -> String {
    let lines = (first..first + count).map(|n| {
        let (modality, paths): (_, Vec<String>) = match n % 3 {
            0 => ("single-image", vec![format!("./one/{n}.jpg")]),
            1 => (
                "multi-image",
                (0..3).map(|i| format!("./few/{n}/{i}.png")).collect(),
            ),
            _ => (
                "video",
                (0..32).map(|i| format!("./video/{n}/{i:02}.jpg")).collect(),
            ),
        };
        let (kind, options, answer): (_, Vec<&str>, _) = match n % 4 {
            0 => ("multi-choice", vec!["a chair", "a sofa", "a lamp"], "B"),
            1 => ("judgement", vec![], "No"),
            2 => ("open-ended", vec![], "60 centimeters"),
            _ => ("open-ended", vec![], "7"),
        };
        let line = json!({
            "id": format!("made-{n}"), "source_dataset": "made", "category": "Object Size",
            "sub_task": "Absolute Size", "question": format!("What is beside door {n}?"),
            "options": options, "answer": answer, "image_paths": paths,
            "question_type": kind, "input_modality": modality,
        });
        format!("{line}\n")
    });
    lines.collect()
}

/// A number question: the one whose [`invented`] line has this number or a later one.
pub fn number_from(n: usize) -> usize {
    (n..).find(|n| n % 4 == 2).unwrap_or(n)
}

/// `count` rows of the real file as a file of its own, the modalities in turn; `None` where that data is not.
pub fn real(sandbox: &Sandbox, count: usize) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("SPATIALSCORE_DATA")?);
    let file = folder.join("spatialscore_v0/SpatialScore-Hard-1000.json");
    let text = std::fs::read_to_string(file).ok()?;
    let rows: Vec<Value> = serde_json::from_str(&text).expect("an array of rows");
    let modalities = ["single-image", "multi-images", "video"];
    let mut of = modalities.map(|modality| {
        rows.iter()
            .filter(move |row| row["input_modality"] == modality && can_be_answered(row))
            .step_by(7)
    });
    let chosen: Vec<&Value> = (0..count)
        .filter_map(|n| of.get_mut(n % modalities.len())?.next())
        .collect();
    assert_eq!(chosen.len(), count, "the real file has enough of each");
    let text = serde_json::to_string(&chosen).expect("JSON");
    Some(sandbox.write("real.json", text))
}

/// Whether the keyboard of a test can type the key.
fn can_be_answered(row: &Value) -> bool {
    let answer = row["answer"].as_str().unwrap_or_default();
    row["question_type"] != "open-ended"
        || answer
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " .".contains(c))
}

/// Makes a project of files of records, in this order.
pub fn project(sandbox: &Sandbox, files: &[PathBuf]) -> PathBuf {
    let run = |arguments: &[&Path]| {
        let run = sandbox.run(arguments);
        assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
    };
    let project = sandbox.path("p.spatialscore");
    run(&[Path::new("init"), &project]);
    for file in files {
        run(&[Path::new("import"), &project, file]);
    }
    project
}

/// Stand-in pictures for files of records; the folder they are in.
pub fn pictures(sandbox: &Sandbox, files: &[PathBuf]) -> PathBuf {
    let folder = sandbox.path("media");
    for file in files {
        let (demo, dir) = (Path::new("demo"), Path::new("--dir"));
        let run = sandbox.run([demo, Path::new("--media-for"), file, dir, &folder]);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    folder
}
