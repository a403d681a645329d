//! Each file taken away in turn: what is gone is named, the rest is there, and nothing ever panics.

use super::{Opened, Tree};
use std::collections::BTreeMap;
use std::path::Path;

/// Files that no reader looks at, by a part of their path.
const UNREAD: [&str; 15] = [
    "/confidence.tiff",
    "/dslr/nerfstudio/",
    "/dslr/train_test_lists.json",
    "/mesh_aligned_0.05_mask.txt",
    "/mesh_aligned_0.05_semantic.ply",
    "metadata/instance_classes.txt",
    "metadata/scene_types.json",
    "metadata/semantic_classes.txt",
    "splits/nvs_",
    "._gt/depth/size",
    "Omni3D/stats.json",
    "/normals/",
    "cup/camera_eval_list.json",
    "cup/nvs_list.json",
    "cup/types.json",
];

/// Files that are counted and not named: few of a video's pictures are taken out.
const COUNTED: [&str; 1] = ["/iphone/rgb/"];

/// Files that are read when they are asked for, by `scene check`.
const LATER: [&str; 2] = ["/dslr/colmap/points3D.txt", "/iphone/colmap/points3D.txt"];

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
        let before = told(&tree.opened());
        for path in tree.files() {
            let bytes = std::fs::read(&path).expect("a file");
            std::fs::remove_file(&path).expect("removed");
            let opened = tree.opened();
            let said = told(&opened);
            std::fs::write(&path, bytes).expect("written back");
            // Without the file that makes it a scene nothing is known of it, but that there is none.
            let is_none = opened.scenes.is_empty() && !said.is_empty();
            let new = beyond(&said, &before);
            let below = path.strip_prefix(&tree.top).expect("below");
            let below = below.to_string_lossy().into_owned();
            let in_list = |list: &[&str]| list.iter().any(|part| below.contains(part));
            let by_design = in_list(&UNREAD) || in_list(&REPLACED) || in_list(&LATER);
            let is_named = new.iter().any(|s| names(s, &path));
            let is_counted = in_list(&COUNTED) && !new.is_empty();
            if !by_design && !is_none && !is_named && !is_counted {
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

/// What is said now and was not before, or more often: two scenes may lack the same.
fn beyond<'a>(said: &'a [String], before: &[String]) -> Vec<&'a String> {
    let mut known = BTreeMap::<&str, usize>::new();
    for told in before {
        *known.entry(told).or_default() += 1;
    }
    let is_new = |told: &&String| match known.get_mut(told.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    said.iter().filter(is_new).collect()
}

/// By its name, or the number of its frame.
fn names(said: &str, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.parse::<u64>().map(|n| format!("frame {n}"));
    said.contains(&*name) || number.is_ok_and(|number| said.ends_with(&number))
}
