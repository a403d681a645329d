use super::*;
use crate::dataset::{find, load};
use crate::geom::DVec3;

const CAMERAS: &str = "1 PINHOLE 640 480 500 500 320 240\n";
/// A camera at (-2, 0, 1) that looks as the world does, then one at the origin that was turned by a quarter about Z,
/// its quaternion twice as long as it should be.
const IMAGES: &str = "1 1 0 0 0 2 0 -1 1 a b.jpg\n\n2 2 0 0 2 0 0 0 1 c.jpg\n\n";

fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

fn opened(path: &Path) -> Scene {
    let (layout, found) = find(path, None).expect("a scene");
    assert_eq!((layout.name, found.scenes().len()), ("colmap", 1));
    let scene = found.open(0).expect("opened");
    assert_eq!(found.scenes().first(), Some(&scene.id));
    scene
}

#[test]
fn poses_are_turned_round_and_quaternions_made_unit_length() {
    let folder = tempfile::tempdir().expect("a folder");
    put(
        folder.path(),
        &[
            ("p/sparse/0/cameras.txt", CAMERAS),
            ("p/sparse/0/images.txt", IMAGES),
            ("p/sparse/0/points3D.txt", "1 0 0 5 1 2 3 0.1\n"),
            ("p/images/a b.jpg", ""),
            ("p/images/c.jpg", ""),
        ],
    );
    let scene = opened(&folder.path().join("p"));
    let ids: Vec<&str> = scene.frames.iter().map(|f| f.id.as_str()).collect();
    assert_eq!((scene.id.as_str(), ids), ("p", vec!["a b.jpg", "c.jpg"]));
    assert_eq!(scene.frames[0].image, Stored::file("images/a b.jpg"));
    let [first, second] = [0, 1].map(|i| scene.frames[i].world_from_camera);
    assert_eq!(first.translation, DVec3::new(-2.0, 0.0, 1.0));
    // camera_from_world takes x to y, so the camera's y is the world's x.
    assert!((second.transform(DVec3::Y) - DVec3::X).length() < 1e-15);
    assert!(!scene.provenance.metric && !scene.provenance.upright);
    assert_eq!(scene.warnings, [""; 0]);
    let points = load::surface(&scene, &scene.surfaces[0]).expect("points");
    assert_eq!(points.cloud.position(0), Some(DVec3::new(0.0, 0.0, 5.0)));
}

#[test]
fn models_and_pictures_are_found_wherever_they_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |model: &str, picture: &str| {
        let case = tempfile::tempdir_in(folder.path()).expect("a folder");
        let model = |name| format!("{model}/{name}");
        put(
            case.path(),
            &[
                (&model("cameras.txt"), CAMERAS),
                (&model("images.txt"), IMAGES),
                (&format!("{picture}a b.jpg"), ""),
                (&format!("{picture}c.jpg"), ""),
            ],
        );
        case
    };
    for (model, picture, asked) in [
        ("sparse/0", "images/", "."),
        ("sparse/0", "images/", "sparse/0"),
        ("sparse/0", "images/", "sparse"),
        ("sparse", "images/", "."),
        ("colmap", "images/", "colmap"),
        ("sparse/0", "", "."),
        (".", "images/", "."),
        (".", "", "."),
        ("model", "images/", "model"),
        ("model", "model/images/", "model"),
    ] {
        let case = at(model, picture);
        let scene = opened(&case.path().join(asked));
        let [no_points] = scene.warnings.as_slice() else {
            panic!("{model} {picture} {asked}: {:?}", scene.warnings);
        };
        assert!(no_points.contains("points3D"), "{no_points}");
        let found = load::locate(&scene.root, &scene.frames[0].image.path);
        assert!(found.is_ok(), "{model} {picture} {asked}");
    }
}

#[test]
fn what_is_left_out_is_told_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let cameras = format!("{CAMERAS}2 FOV 640 480 1 1 1 1 1\n");
    let images = "1 1 0 0 0 0 0 0 1 a.jpg\n\n2 0 0 0 0 0 0 0 1 b.jpg\n\n3 1 0 0 0 0 0 0 2 c.jpg\n\n\
                  4 1 0 0 0 0 0 0 2 d.jpg\n\n5 1 0 0 0 0 0 0 9 e.jpg\n\n6 1 0 0 0 0 0 0 1 ../f.jpg\n\n";
    put(
        folder.path(),
        &[
            ("sparse/0/cameras.txt", &cameras),
            ("sparse/0/images.txt", images),
            ("sparse/1/cameras.txt", CAMERAS),
            ("sparse/1/images.txt", IMAGES),
        ],
    );
    let scene = opened(folder.path());
    assert_eq!(scene.frames.len(), 1);
    let expected = [
        "camera model FOV is not read, line 2",
        "image \"b.jpg\" has no rotation and is left out, line 3",
        "images of camera 2 are left out (2): camera model FOV is not read, from line 5",
        "images of camera 9 are left out (1): it is not there, from line 9",
        "image \"../f.jpg\" is left out: ",
        "1 picture is missing: \"a.jpg\"",
        "further models are not read: 1",
        "there is no points3D.bin or points3D.txt",
    ];
    for (warning, expected) in scene.warnings.iter().zip(expected) {
        assert!(warning.starts_with(expected), "{warning}");
    }
    assert_eq!(scene.warnings.len(), expected.len());
}

#[test]
fn nothing_usable_is_an_error_that_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    put(
        folder.path(),
        &[
            ("cameras.txt", "1 FOV 640 480 1 1 1 1 1\n"),
            ("images.txt", IMAGES),
        ],
    );
    let (_, found) = find(folder.path(), None).expect("a scene");
    let error = found.open(0).expect_err("no camera").to_string();
    assert!(error.contains("FOV is not read"), "{error}");
}

#[test]
fn a_folder_of_projects_has_a_scene_for_each() {
    let folder = tempfile::tempdir().expect("a folder");
    for project in ["b", "a"] {
        let model = folder.path().join(project).join("sparse/0");
        put(&model, &[("cameras.txt", CAMERAS), ("images.txt", IMAGES)]);
    }
    let (_, found) = find(folder.path(), None).expect("scenes");
    assert_eq!(found.scenes(), ["a", "b"]);
    assert_eq!(found.open(1).expect("opened").id, "b");
}
