//! Data sets: the bytes stand in for each file of a sound one in turn.

use super::Run;
use super::tree::{Tree, open};
use spatialscore::dataset::{cloud, load, room as simulated};
use spatialscore::geom::Pinhole;
use spatialscore::scene::{Depth, DepthEncoding, Part, Scene, Stored};
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
    Box::new(move |bytes| {
        let path = tree.write("tars/ca1m-val-42000001.tar", bytes);
        // The folder of tars, too, as it is downloaded.
        open("ca1m", &path) | open("ca1m", &tree.path("tars"))
    })
}

pub fn colmap_binary() -> Run {
    let files = &["sparse/0/cameras.bin", "sparse/0/images.bin"];
    colmap("colmap_binary", files, "sparse/0/points3D.bin")
}

pub fn colmap_text() -> Run {
    let files = &["sparse/0/cameras.txt", "sparse/0/images.txt"];
    colmap("colmap_text", files, "sparse/0/points3D.txt")
}

/// A model whose points are replaced too: as a cloud, and beside the images that saw them, which opens either way.
fn colmap(folder: &'static str, files: &'static [&'static str], points: &'static str) -> Run {
    let name = points.rsplit_once('/').map_or(points, |(_, name)| name);
    let run = with_points(replacing(folder, "colmap", "", files), name);
    let tree = Tree::of(folder);
    Box::new(move |bytes| {
        tree.open_with("colmap", "", &[points], bytes);
        run(bytes)
    })
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

pub fn scannetpp() -> Run {
    let files = &[
        "data/0a1b2c3d4e/iphone/pose_intrinsic_imu.json",
        "data/0a1b2c3d4e/scans/segments.json",
        "data/0a1b2c3d4e/scans/segments_anno.json",
    ];
    replacing("scannetpp", "scannetpp", "data/0a1b2c3d4e", files)
}

/// Maps of a phone's `depth.bin`: the first, the second, and one that few files have.
pub fn depth_bin() -> Run {
    let tree = Tree::new();
    let k = [200.0, 0.0, 128.0, 0.0, 200.0, 96.0, 0.0, 0.0, 1.0];
    let camera = Pinhole::from_k(&k, 256, 192).expect("a camera");
    Box::new(move |bytes| {
        tree.write("depth.bin", bytes);
        let scene = Scene {
            root: tree.path(""),
            ..Scene::default()
        };
        let map = |number| {
            let depth = Depth {
                stored: Stored {
                    path: "depth.bin".into(),
                    part: Part::Item(number),
                },
                encoding: DepthEncoding::Packed,
                camera: camera.into(),
            };
            load::depth(&scene, &depth).is_ok()
        };
        [0, 1, 9].map(map).contains(&true)
    })
}

pub fn wildrgbd() -> Run {
    let files = &[
        "cup/scenes/scenes_007/metadata",
        "cup/scenes/scenes_007/cam_poses.txt",
    ];
    replacing("wildrgbd", "wildrgbd", "cup/scenes/scenes_007", files)
}
