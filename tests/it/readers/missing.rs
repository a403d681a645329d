//! Each file taken away in turn: what is gone is named, the rest is there, and nothing ever panics.

use super::Tree;
use std::collections::BTreeSet;
use std::path::Path;

/// Files that no reader looks at, by how their path goes on from the top.
const UNREAD: [&str; 8] = [
    "confidence.tiff",
    "_gt/depth/size",
    "stats.json",
    "normals/normal_00000.jpg",
    "normals/normal_00001.jpg",
    "camera_eval_list.json",
    "nvs_list.json",
    "types.json",
];

#[test]
fn every_file_that_is_gone_is_named_by_a_warning_or_an_error() {
    let mut unnamed = Vec::new();
    for tree in Tree::all() {
        let before: BTreeSet<String> = told(&tree).into_iter().collect();
        for path in tree.files() {
            let bytes = std::fs::read(&path).expect("a file");
            std::fs::remove_file(&path).expect("removed");
            let said = told(&tree);
            std::fs::write(&path, bytes).expect("written back");
            let new: Vec<&String> = said.iter().filter(|s| !before.contains(*s)).collect();
            let is_named = new.iter().any(|s| names(s, &path));
            let below = path
                .strip_prefix(&tree.top)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            if !is_named && !UNREAD.iter().any(|end| below.ends_with(end)) {
                unnamed.push(format!("{} {below}: {new:?}", tree.name));
            }
        }
    }
    assert_eq!(unnamed, [""; 0], "{unnamed:#?}");
}

fn told(tree: &Tree) -> Vec<String> {
    let opened = tree.opened();
    let mut said = opened.said.clone();
    said.extend(opened.load());
    said
}

fn names(said: &str, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    said.contains(&*name)
}
