//! Data sets: the bytes stand in for each file of a sound one in turn.

use super::Run;
use super::tree::{Tree, open};
use spatialscore::dataset::{cloud, room as simulated};
use std::path::Path;

/// A layout's reader with these files replaced.
fn replacing(
    folder: &'static str,
    layout: &'static str,
    top: &'static str,
    files: &'static [&'static str],
) -> Run {
    let tree = Tree::of(folder);
    Box::new(move |bytes| tree.open_with(layout, top, files, bytes))
}

/// As [`replacing`], and the points that a file is of are read as a cloud.
fn with_points(run: Run, name: &'static str) -> Run {
    let tree = Tree::new();
    Box::new(move |bytes| {
        let held = run(bytes);
        let path = tree.write(name, bytes);
        match cloud::open(&path) {
            Ok(loaded) => {
                assert!(loaded.cloud.points.len() <= bytes.len());
                true
            }
            Err(_) => held,
        }
    })
}

pub fn ca1m() -> Run {
    let files = &[
        "42000001/21859797734958.wide/image/K.json",
        "42000001/21859797734958.wide/T_gravity.json",
        "42000001/21859797734958.gt/RT.json",
        "42000001/21859797734958.wide/instances.json",
        "42000001/world.gt/instances.json",
    ];
    replacing("ca1m/folder", "ca1m", "42000001", files)
}

pub fn ca1m_tar() -> Run {
    let tree = Tree::new();
    Box::new(move |bytes| open("ca1m", &tree.write("ca1m-val-42000001.tar", bytes)))
}

pub fn colmap_binary() -> Run {
    let files = &["sparse/0/cameras.bin", "sparse/0/images.bin"];
    with_points(
        replacing("colmap_binary", "colmap", "", files),
        "points3D.bin",
    )
}

pub fn colmap_text() -> Run {
    let files = &["sparse/0/cameras.txt", "sparse/0/images.txt"];
    with_points(
        replacing("colmap_text", "colmap", "", files),
        "points3D.txt",
    )
}

pub fn kitti() -> Run {
    let files = &["training/calib/000042.txt", "training/label_2/000042.txt"];
    replacing("kitti", "kitti", "training", files)
}

pub fn nerfstudio() -> Run {
    replacing(
        "nerfstudio",
        "nerfstudio",
        "scene",
        &["scene/transforms.json"],
    )
}

pub fn omni3d() -> Run {
    let tree = Tree::new();
    Box::new(move |bytes| open("omni3d", &tree.write("Omni3D/SUNRGBD_val.json", bytes)))
}

pub fn opensfm() -> Run {
    let tree = Tree::new();
    let run: Run = Box::new(move |bytes| {
        tree.write("reconstruction.json", bytes);
        open("opensfm", &tree.path(""))
    });
    with_points(run, "reconstruction.json")
}

/// The archive of a sequence, and its tracks.
pub fn pointodyssey() -> Run {
    let files = &["train/half/anno.npz"];
    replacing("pointodyssey", "pointodyssey", "train/half", files)
}

pub fn room() -> Run {
    Box::new(|bytes| {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        simulated::read(text, Path::new("a")).is_ok()
    })
}

pub fn wildrgbd() -> Run {
    let files = &[
        "cup/scenes/scenes_007/metadata",
        "cup/scenes/scenes_007/cam_poses.txt",
    ];
    replacing("wildrgbd", "wildrgbd", "cup/scenes/scenes_007", files)
}
