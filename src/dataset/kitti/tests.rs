use super::*;
use crate::dataset::find;

const CALIB: &str = "P2: 500 0 600 0 0 500 180 0 0 0 1 0\nR0_rect: 1 0 0 0 1 0 0 0 1\n\
                     Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n";

fn put(folder: &Path, id: &str) {
    for (name, text) in [
        ("calib", CALIB),
        (
            "label_2",
            "Car 0 0 0 10 20 110 80 1 2 4 0 1 10 0\nCar 0 0 0 10 20 110 80 1 2 4 5 1 10 0\n",
        ),
    ] {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join(format!("{id}.txt")), text).expect("written");
    }
    let pictures = folder.join(PICTURES);
    std::fs::create_dir_all(&pictures).expect("made");
    let picture = image::RgbImage::new(124, 37);
    picture
        .save(pictures.join(format!("{id}.png")))
        .expect("written");
}

#[test]
fn every_picture_is_a_scene() {
    let folder = tempfile::tempdir().expect("a folder");
    let training = folder.path().join("training");
    put(&training, "000012");
    put(&training, "000003");
    std::fs::create_dir(training.join("velodyne")).expect("made");
    std::fs::write(training.join("velodyne/000012.bin"), [0; 16]).expect("written");
    for path in [folder.path(), &training] {
        let (layout, found) = find(path, None).expect("scenes");
        assert_eq!(layout.name, "kitti");
        assert_eq!(found.scenes(), ["000003", "000012"]);
        let scene = found.open(1).expect("opened");
        assert_eq!(
            (scene.id.as_str(), scene.frames[0].id.as_str()),
            ("000012", "f12")
        );
        let camera = scene.frames[0].camera.pinhole;
        assert_eq!((camera.width, camera.height), (124, 37));
        assert_eq!(scene.objects[1].name, "Car 2");
        assert_eq!(
            scene.surfaces[0].stored,
            Stored::file("velodyne/000012.bin")
        );
        assert!(!scene.provenance.complete && scene.provenance.metric);
        assert_eq!(scene.warnings, [""; 0]);
    }
}

#[test]
fn what_is_missing_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "000001");
    std::fs::remove_file(folder.path().join("label_2/000001.txt")).expect("gone");
    let (_, found) = find(folder.path(), None).expect("scenes");
    let scene = found.open(0).expect("opened");
    assert_eq!(
        scene.warnings,
        [
            "there is no label_2/000001.txt",
            "there is no velodyne/000001.bin"
        ]
    );
    assert!(scene.objects.is_empty());
    std::fs::remove_file(folder.path().join("calib/000001.txt")).expect("gone");
    assert!(found.open(0).is_err());
}
