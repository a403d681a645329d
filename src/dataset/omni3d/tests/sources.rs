//! The six data sets that Omni3D is made of, each with what its file alone has.

use super::{annotation, image, with};
use crate::dataset::load;
use crate::dataset::omni3d::{LAYOUT, PARTS};
use crate::scene::{Part, Scene};
use serde_json::{Value, json};

/// One source: its file, where its pictures are, and what it is called in the licence.
struct Source {
    file: &'static str,
    picture: &'static str,
    licence: &'static str,
    /// Keys of the picture that this source has in its own way.
    image: Value,
    /// For each annotation the keys that this source has in its own way, and why it is ignored.
    annotations: Vec<(Value, Option<&'static str>)>,
}

fn sources() -> [Source; 6] {
    [
        Source {
            file: "SUNRGBD_val.json",
            picture: "SUNRGBD/kv2/kinect2data/000065_2014-05-16_20-14-38_260595134347_rgbf000121-resize/image/0000121.jpg",
            licence: "SUN RGB-D, of unknown licence",
            image: json!({"dataset_id": 10}),
            // Depth is compared with the box; there is no lidar and no segmentation.
            annotations: vec![
                (json!({"depth_error": 0.21, "truncation": 0.0}), None),
                (
                    json!({"depth_error": 0.87}),
                    Some("the depth map disagrees"),
                ),
            ],
        },
        Source {
            file: "Hypersim_test.json",
            picture: "hypersim/ai_001_010/images/scene_cam_00_final_preview/frame.0000.tonemap.jpg",
            licence: "Hypersim, CC BY-SA 3.0",
            image: json!({"dataset_id": 14}),
            // How much is seen is counted in pixels of the segmentation.
            annotations: vec![
                (json!({"segmentation_pts": 812, "visibility": 0.66}), None),
                (
                    json!({"segmentation_pts": 0}),
                    Some("no segmentation points"),
                ),
                (
                    json!({"segmentation_pts": 9, "visibility": 0.008}),
                    Some("nearly all hidden"),
                ),
            ],
        },
        Source {
            file: "ARKitScenes_val.json",
            picture: "ARKitScenes/Validation/41069021/41069021_frames/lowres_wide/41069021_305.377.png",
            licence: "ARKitScenes, CC BY-NC-SA 4.0",
            // A phone held on its side, whose picture was turned.
            image: json!({"dataset_id": 18, "src_90_rotate": 1, "src_flagged": true}),
            annotations: vec![
                (json!({"bbox2D_tight": -1, "depth_error": 0.5}), None),
                (json!({"valid3D": false}), Some("no valid box in space")),
            ],
        },
        Source {
            file: "Objectron_test.json",
            picture: "objectron/test/chair/batch-12_21_0000183.jpg",
            licence: "Objectron, C-UDA 1.0",
            image: json!({"dataset_id": 20}),
            // Only what is drawn in the picture: no points, no depth, no share that is seen.
            annotations: vec![
                (json!({"truncation": 0.98}), None),
                (
                    json!({"truncation": 0.995}),
                    Some("nearly all outside the picture"),
                ),
            ],
        },
        Source {
            file: "KITTI_train.json",
            picture: "KITTI_object/training/image_2/000007.png",
            licence: "KITTI, CC BY-NC-SA 3.0",
            image: json!({"dataset_id": 2, "p2": [[500, 0, 320, 44.8], [0, 500, 240, 0.2], [0, 0, 1, 0.003], [0, 0, 0, 1]]}),
            annotations: vec![
                (
                    json!({"category_name": "car", "lidar_pts": 118, "visibility": 0.5}),
                    None,
                ),
                (
                    json!({"category_name": "car", "lidar_pts": 0}),
                    Some("no lidar points"),
                ),
                (
                    json!({"category_name": "car", "behind_camera": true}),
                    Some("behind the camera"),
                ),
            ],
        },
        Source {
            file: "nuScenes_val.json",
            picture: "nuScenes/samples/CAM_FRONT/n015-2018-07-24-11-22-45+0800__CAM_FRONT__1532402927612460.jpg",
            licence: "nuScenes, CC BY-NC-SA 4.0",
            image: json!({"dataset_id": 6}),
            annotations: vec![
                (
                    json!({"category_name": "barrier", "lidar_pts": 3, "visibility": 1.0}),
                    None,
                ),
                (
                    json!({"lidar_pts": 0, "visibility": 0.4}),
                    Some("no lidar points"),
                ),
                (
                    json!({"lidar_pts": 2, "visibility": 0.0}),
                    Some("nearly all hidden"),
                ),
            ],
        },
    ]
}

fn changed(mut value: Value, keys: &Value) -> Value {
    for (key, new) in keys.as_object().expect("keys") {
        value = with(value, key, new.clone());
    }
    value
}

/// Writes the file of a source, with the picture of this number, below a folder. The picture is there.
fn write(source: &Source, number: i64, root: &std::path::Path) {
    let annotations: Vec<Value> = (1..)
        .zip(&source.annotations)
        .map(|(id, (keys, _))| {
            let own = changed(annotation(100 * number + id), keys);
            with(own, "image_id", json!(number))
        })
        .collect();
    let picture = with(image(number), "file_path", json!(source.picture));
    let file = json!({"info": [{"name": source.file}], "images": [changed(picture, &source.image)],
                      "categories": [], "annotations": annotations});
    for (path, bytes) in [
        (root.join("Omni3D").join(source.file), file.to_string()),
        (root.join(source.picture), String::new()),
    ] {
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}

#[test]
fn pictures_boxes_and_rules_of_every_source() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = sources();
    for part in PARTS {
        let of_part = sources.iter().filter(|s| s.file.starts_with(part));
        assert_eq!(of_part.count(), 1, "{part}");
    }
    for (number, source) in (1..).zip(&sources) {
        write(source, number, folder.path());
    }
    assert!((LAYOUT.is_at)(folder.path()));
    let all = (LAYOUT.find)(folder.path()).expect("pictures");
    assert_eq!(all.warnings(), [""; 0]);
    let scenes: Vec<Scene> = (0..all.scenes().len())
        .map(|index| all.open(index).expect("a scene"))
        .collect();
    assert_eq!(scenes.len(), sources.len());
    for (number, source) in (1..).zip(&sources) {
        let what = source.file;
        let scene = scenes.iter().find(|s| s.id == number.to_string());
        let scene = scene.unwrap_or_else(|| panic!("{what}: {:?}", all.scenes()));
        let frame = &scene.frames[0];
        assert_eq!(
            frame.image.path,
            std::path::Path::new(source.picture),
            "{what}"
        );
        assert_eq!(frame.image.part, Part::Whole, "{what}");
        load::locate(&scene.root, &frame.image.path).expect("the picture");
        assert_eq!(frame.camera.pinhole.k()[2], 320.0, "{what}: K and not p2");
        assert!(
            scene.provenance.licence.contains(source.licence),
            "{what}: {}",
            scene.provenance.licence
        );
        let ids: Vec<i64> = frame.seen.iter().map(|s| s.instance.into()).collect();
        let own: Vec<i64> = (1..)
            .take(source.annotations.len())
            .map(|id| 100 * number + id)
            .collect();
        assert_eq!(ids, own, "{what}: the source's own ids");
        let ignored: Vec<_> = frame.seen.iter().map(|s| s.ignored).collect();
        let wanted: Vec<_> = source.annotations.iter().map(|(_, why)| *why).collect();
        assert_eq!(ignored, wanted, "{what}");
        let of_arkit = what.starts_with("ARKit");
        assert_eq!(
            scene.provenance.convention.contains("1 x 90 degrees"),
            of_arkit,
            "{what}"
        );
        assert_eq!(
            scene.warnings.len(),
            usize::from(of_arkit),
            "{what}: {:?}",
            scene.warnings
        );
    }
}

#[test]
fn a_folder_of_no_source_has_no_licence_made_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = Source {
        file: "KITTI_mine.json",
        picture: "mine/000007.png",
        ..sources().into_iter().last().expect("six")
    };
    write(&own, 1, folder.path());
    let scene = (LAYOUT.find)(folder.path())
        .expect("pictures")
        .open(0)
        .expect("a scene");
    let licence = &scene.provenance.licence;
    assert!(
        licence.contains("a source that is not known, of unknown licence"),
        "{licence}"
    );
}
