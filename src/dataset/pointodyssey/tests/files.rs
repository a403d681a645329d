//! Files that are missing, broken or elsewhere.

use super::{archive, arrays, opened, sequence, write};
use crate::dataset::find;

#[test]
fn files_that_are_missing_are_counted_and_named() {
    let folder = sequence(3, &archive(&arrays(2)));
    let gone = |name: &str| std::fs::remove_file(folder.path().join(name)).expect("removed");
    gone("rgbs/rgb_00000.jpg");
    gone("depths/depth_00000.png");
    gone("depths/depth_00001.png");
    gone("masks/mask_00001.png");
    gone("scene_info.json");
    let scene = opened(folder.path()).expect("a scene");
    assert_eq!(
        scene.frames.len(),
        2,
        "a frame without a picture has a camera"
    );
    assert!(scene.frames.iter().all(|f| f.depth.is_none()));
    let wanted = [
        "frames without a depth map (2), the first is \"depths/depth_00000.png\"",
        "frames without a mask (1), the first is \"masks/mask_00001.png\"",
        "1 picture is missing: \"rgbs/rgb_00000.jpg\"",
        "pictures without a camera are left out (1), the first is \"rgb_00002.jpg\"",
    ];
    assert_eq!(scene.warnings[..4], wanted);
    assert!(scene.warnings[4].starts_with("scene_info.json does not tell"));
}

#[test]
fn pictures_that_tell_no_size_have_that_of_the_cameras() {
    let folder = sequence(2, &archive(&arrays(2)));
    for row in 0..2 {
        write(&folder.path().join(format!("rgbs/rgb_{row:05}.jpg")), b"x");
    }
    let scene = opened(folder.path()).expect("a scene");
    let pinhole = scene.frames[0].camera.pinhole;
    assert_eq!((pinhole.width, pinhole.height), (64, 48));
    assert_eq!(
        scene.warnings,
        ["no picture tells the size, which is 64 x 48 by the intrinsics, folder of \"rgbs\""]
    );
}

#[test]
fn lengths_are_metres_indoors_alone() {
    let folder = sequence(2, &archive(&arrays(2)));
    let with = |info: &str| {
        write(&folder.path().join("scene_info.json"), info.as_bytes());
        let scene = opened(folder.path()).expect("a scene");
        (scene.provenance.metric, scene.warnings.concat())
    };
    for indoors in [r#"{"character": ["a"]}"#, r#"{"character": "none"}"#, "{}"] {
        assert_eq!(with(indoors), (true, String::new()), "{indoors}");
    }
    let (metric, warning) = with(r#"{"character": "bear"}"#);
    assert!(!metric && warning.contains("\"bear\""), "{warning}");
    let (metric, warning) = with("{");
    assert!(metric && warning.contains("line 1 column 1"), "{warning}");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_sequence_are_neither_pictures_nor_maps() {
    let folder = sequence(2, &archive(&arrays(2)));
    let outside = sequence(1, b"");
    for name in ["rgbs/rgb_00000.jpg", "depths/depth_00001.png"] {
        let (target, link) = (
            outside.path().join("scene_info.json"),
            folder.path().join(name),
        );
        std::fs::remove_file(&link).expect("removed");
        std::os::unix::fs::symlink(target, link).expect("a link");
    }
    let scene = opened(folder.path()).expect("a scene");
    assert_eq!(scene.frames.len(), 1);
    assert!(scene.frames[0].depth.is_none());
    let told = |what: &str| {
        scene
            .warnings
            .iter()
            .any(|w| w.contains("a link leads out") && w.contains(what))
    };
    assert!(
        told("frame 0 of") && told("depth_00001.png"),
        "{:?}",
        scene.warnings
    );
    std::fs::remove_file(folder.path().join("anno.npz")).expect("removed");
    let target = outside.path().join("anno.npz");
    std::os::unix::fs::symlink(target, folder.path().join("anno.npz")).expect("a link");
    let error = opened(folder.path()).expect_err("outside");
    assert!(error.contains("a link leads out"), "{error}");
}

#[test]
fn sequences_are_found_from_every_height_under_every_name() {
    let root = tempfile::tempdir().expect("a folder");
    let bytes = archive(&arrays(1));
    for path in [
        "train/b/annot.npz",
        "train/a/anno.npz",
        "val/c/annotations.npz",
    ] {
        let path = root.path().join(path);
        write(&path, &bytes);
        write(&path.with_file_name("rgbs").join("x"), b"");
    }
    let found = |below: &str| {
        let (_, found) = find(&root.path().join(below), None).expect("sequences");
        let scene = found.open(found.scenes().len() - 1).expect("a scene");
        assert_eq!(found.scenes().last(), Some(&scene.id));
        found.scenes().to_vec()
    };
    assert_eq!(found(""), ["a", "b", "c"]);
    assert_eq!(found("train"), ["a", "b"]);
    assert_eq!(found("val/c"), ["c"]);
    std::fs::remove_dir_all(root.path().join("val/c/rgbs")).expect("removed");
    assert_eq!(found(""), ["a", "b"]);
}
