//! Each file taken away in turn: what is gone is named, the rest is there, and nothing ever panics.

use super::{Opened, Tree};
use std::collections::BTreeSet;
use std::path::Path;

/// Files that no reader looks at, by a part of their path.
const UNREAD: [&str; 7] = [
    "/confidence.tiff",
    "._gt/depth/size",
    "Omni3D/stats.json",
    "/normals/",
    "cup/camera_eval_list.json",
    "cup/nvs_list.json",
    "cup/types.json",
];

/// Files that have a stand-in: CA-1M's depth of the laser and of the phone, each with or without a K of its own, and
/// what one frame says of up and of what it sees.
const REPLACED: [&str; 6] = [
    ".gt/depth.png",
    ".gt/depth/K.json",
    ".wide/depth.png",
    ".wide/depth/K.json",
    ".wide/T_gravity.json",
    ".wide/instances.json",
];

#[test]
fn every_file_that_is_gone_is_named_by_a_warning_or_an_error() {
    let mut unnamed = Vec::new();
    for tree in Tree::all() {
        let before: BTreeSet<String> = told(&tree.opened()).into_iter().collect();
        for path in tree.files() {
            let bytes = std::fs::read(&path).expect("a file");
            std::fs::remove_file(&path).expect("removed");
            let opened = tree.opened();
            let said = told(&opened);
            std::fs::write(&path, bytes).expect("written back");
            // Without the file that makes it a scene nothing is known of it, but that there is none.
            let is_none = opened.scenes.is_empty() && !said.is_empty();
            let new: Vec<&String> = said.iter().filter(|s| !before.contains(*s)).collect();
            let below = path.strip_prefix(&tree.top).expect("below");
            let below = below.to_string_lossy().into_owned();
            let in_list = |list: &[&str]| list.iter().any(|part| below.contains(part));
            let by_design = in_list(&UNREAD) || in_list(&REPLACED);
            if !by_design && !is_none && !new.iter().any(|s| names(s, &path)) {
                unnamed.push(format!("{} {below}: {new:?}", tree.name));
            }
        }
    }
    assert_eq!(unnamed, [""; 0], "{unnamed:#?}");
}

fn told(opened: &Opened) -> Vec<String> {
    let mut said = opened.said.clone();
    said.extend(opened.load());
    said
}

/// By its name, or the number of its frame.
fn names(said: &str, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.parse::<u64>().map(|n| format!("frame {n}"));
    said.contains(&*name) || number.is_ok_and(|number| said.ends_with(&number))
}
