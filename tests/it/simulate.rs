//! The command `simulate`: what it makes, what it leaves, what it refuses.

use crate::support::{Run, Sandbox};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Few and small pictures.
const SMALL: [&str; 6] = ["--scenes", "2", "--frames", "2", "--size", "64x48"];

fn simulate(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let all = ["simulate"].iter().chain(arguments).chain(&SMALL);
    sandbox.run(all.chain(&["--json"]))
}

#[track_caller]
fn made(run: &Run) -> Value {
    assert_eq!(run.code, Some(0), "{run:?}");
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[track_caller]
fn refused(run: &Run, why: &str) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
    assert!(run.stderr.contains(why), "{run:?}");
}

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("a file");
                all.insert(path, bytes);
            }
        }
    }
    let relative = |(path, bytes): (PathBuf, Vec<u8>)| {
        let path = path.strip_prefix(folder).expect("below it").to_owned();
        (path, bytes)
    };
    all.into_iter().map(relative).collect()
}

#[test]
fn a_finished_scene_is_left_alone_and_another_of_its_name_refused() {
    let sandbox = Sandbox::new();
    let first = made(&simulate(&sandbox, &["d", "--layout", "wildrgbd"]));
    assert_eq!((&first["scenes"], &first["there"]), (&2.into(), &0.into()));
    assert_eq!((&first["views"], &first["drawn"]), (&4.into(), &4.into()));
    let before = files(&sandbox.path("d"));
    let again = made(&simulate(&sandbox, &["d", "--layout", "wildrgbd"]));
    assert_eq!((&again["scenes"], &again["there"]), (&0.into(), &2.into()));
    let other = ["d", "--layout", "wildrgbd", "--style", "evening"];
    refused(&simulate(&sandbox, &other), "made with other settings");
    refused(
        &simulate(&sandbox, &["d", "--layout", "ca1m"]),
        "a data set has one layout",
    );
    // Scenes of another kind would have the numbers, and so the folders, of those that are there.
    let street = ["d", "--layout", "wildrgbd", "--kind", "tabletop"];
    refused(&simulate(&sandbox, &street), "belongs to no finished scene");
    assert_eq!(files(&sandbox.path("d")), before);
    let replaced = [&other[..], &["--overwrite"]].concat();
    assert_eq!(made(&simulate(&sandbox, &replaced))["scenes"], 2);
    let after = files(&sandbox.path("d"));
    assert!(before.keys().eq(after.keys()) && before != after);
}

#[test]
fn what_it_cannot_do_it_refuses_before_it_begins() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/a.txt", "mine");
    refused(
        &simulate(&sandbox, &["mine", "--layout", "ca1m"]),
        "is not empty",
    );
    assert_eq!(files(&sandbox.path("mine")).len(), 1);
    let none = ["d", "--layout", "wildrgbd", "--images", "none"];
    refused(&simulate(&sandbox, &none), "--images none");
    let tried = simulate(&sandbox, &["d", "--layout", "omni3d", "--dry-run"]);
    assert_eq!(made(&tried)["scenes"], 2);
    assert!(!sandbox.path("d").exists());
}

#[test]
fn every_layout_is_read_with_pictures_of_any_size_and_without() {
    let sandbox = Sandbox::new();
    for layout in ["scannetpp", "omni3d", "ca1m", "wildrgbd", "pointodyssey"] {
        for images in ["none", "thumbs", "full"] {
            if (layout, images) == ("wildrgbd", "none") {
                continue;
            }
            let dir = format!("{layout}-{images}");
            made(&simulate(
                &sandbox,
                &[&dir, "--layout", layout, "--images", images],
            ));
            let run = sandbox.run(["scene", "info", &dir, "--json"]);
            let info: Value = serde_json::from_str(&run.stdout).expect("JSON");
            assert_eq!(info["dataset"], layout, "{run:?}");
            // A picture of Omni3D is a scene.
            let scenes = if layout == "omni3d" { 4 } else { 2 };
            assert_eq!(info["scenes"], scenes, "{dir}");
            assert!(info["frames"].as_u64() >= Some(1), "{dir}");
        }
    }
}

#[test]
fn the_same_files_on_any_number_of_threads() {
    let sandbox = Sandbox::new();
    for layout in ["scannetpp", "ca1m", "pointodyssey"] {
        let [one, three] = ["1", "3"].map(|threads| {
            let dir = format!("{layout}-{threads}");
            made(&simulate(
                &sandbox,
                &[&dir, "--layout", layout, "--threads", threads],
            ));
            files(&sandbox.path(&dir))
        });
        assert!(one.len() > 5);
        assert!(one == three, "{layout}");
    }
}
