mod sources;

use super::*;
use crate::geom::DVec3;
use serde_json::{Value, json};

/// A box 3 long, 1 high, 2 wide at (1, 0.5, 4), seen by a camera of 500 px, and its rectangles.
fn annotation(id: i64) -> Value {
    json!({
        "id": id, "image_id": 7, "category_id": 3, "category_name": "chair", "valid3D": true,
        "bbox2D_tight": [-1, -1, -1, -1],
        "bbox2D_proj": [236.667, 240.0, 736.667, 406.667],
        "bbox2D_trunc": [236.667, 240.0, 640.0, 406.667],
        "bbox3D_cam": [[-0.5, 0, 3], [2.5, 0, 3], [2.5, 1, 3], [-0.5, 1, 3],
                       [-0.5, 0, 5], [2.5, 0, 5], [2.5, 1, 5], [-0.5, 1, 5]],
        "center_cam": [1, 0.5, 4], "dimensions": [2, 1, 3], "R_cam": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        "behind_camera": false, "visibility": -1, "truncation": 0.25, "segmentation_pts": -1,
        "lidar_pts": -1, "depth_error": -1
    })
}

fn image(id: i64) -> Value {
    json!({"id": id, "dataset_id": 2, "width": 640, "height": 480, "file_path": "KITTI_object/training/image_2/000007.png",
           "K": [[500, 0, 320], [0, 500, 240], [0, 0, 1]], "src_90_rotate": 0, "src_flagged": false})
}

fn with(mut value: Value, key: &str, new: Value) -> Value {
    value[key] = new;
    value
}

fn file(images: &[Value], annotations: &[Value]) -> String {
    json!({"info": {"name": "KITTI"}, "images": images, "annotations": annotations,
           "categories": [{"id": 3, "name": "chair"}, {"id": 9, "name": "desk"}]})
    .to_string()
}

fn index(text: &str) -> Index {
    index::read(text.as_bytes(), Path::new("/sets/Omni3D/KITTI_val.json")).expect("an index")
}

/// The scene of image 7.
fn scene(annotations: &[Value]) -> Scene {
    scene_of(&image(7), annotations)
}

fn scene_of(image: &Value, annotations: &[Value]) -> Scene {
    let index = index(&file(std::slice::from_ref(image), annotations));
    scene::scene(&index, &index.images[0], Path::new("/sets")).expect("a scene")
}

#[test]
fn a_box_comes_into_world_by_hand() {
    let scene = scene(&[annotation(41)]);
    assert_eq!(scene.warnings, [""; 0]);
    let object = scene.object(41).expect("the chair");
    assert_eq!(
        (object.class.as_str(), object.name.as_str()),
        ("chair", "chair")
    );
    assert_eq!(object.obb.center, DVec3::new(1.0, 4.0, -0.5));
    // Length, height, width: the source writes width, height, length.
    assert_eq!(object.obb.half_extents, DVec3::new(1.5, 0.5, 1.0));
    let axes = [DVec3::X, DVec3::Y, DVec3::Z].map(|axis| object.obb.rotation * axis);
    assert_eq!(axes, [DVec3::X, DVec3::NEG_Z, DVec3::Y]);
    let frame = scene.frame("7").expect("the picture");
    let camera = &frame.world_from_camera;
    assert_eq!(
        camera.transform(DVec3::new(1.0, 2.0, 3.0)),
        DVec3::new(1.0, 3.0, -2.0)
    );
    let in_camera = camera.inverse().transform(object.obb.center);
    let pixel = frame.camera.project(in_camera).expect("in front");
    assert_eq!([pixel.x, pixel.y], [445.0, 302.5]);
    assert!(scene.provenance.metric && !scene.provenance.upright && !scene.provenance.complete);
    assert!(
        scene.provenance.licence.contains("KITTI, CC BY-NC-SA 3.0"),
        "{}",
        scene.provenance.licence
    );
}

#[test]
fn what_is_seen_is_kept_and_minus_one_is_none() {
    let drawn = with(annotation(2), "bbox2D_tight", json!([300, 250, 500, 400]));
    let boxed = with(drawn.clone(), "id", json!(1));
    let boxed = with(boxed, "bbox2D_tight", json!(-1));
    let only = with(
        with(boxed.clone(), "id", json!(3)),
        "bbox2D_trunc",
        json!([-1, -1, -1, -1]),
    );
    let scene = scene(&[drawn, boxed, only]);
    let seen = &scene.frames[0].seen;
    assert_eq!(
        seen[0].rect,
        Some([300.0, 250.0, 500.0, 400.0]),
        "what a person drew"
    );
    assert_eq!(seen[1].rect, Some([236.667, 240.0, 640.0, 406.667]));
    assert_eq!(seen[2].rect, Some([236.667, 240.0, 736.667, 406.667]));
    assert_eq!(
        (seen[0].visible, seen[0].truncated, seen[0].ignored),
        (None, Some(0.25), None)
    );
    let ids: Vec<u32> = scene.objects.iter().map(|o| o.instance).collect();
    assert_eq!(ids, [1, 2, 3], "ascending");
    assert_eq!(seen[0].instance, 2);
}

#[test]
fn every_rule_of_the_source_leaves_out() {
    let rules = [
        ("behind_camera", json!(true), "behind the camera"),
        ("valid3D", json!(false), "no valid box"),
        ("dimensions", json!([2, 0, 3]), "not positive"),
        ("lidar_pts", json!(0), "lidar"),
        ("segmentation_pts", json!(0), "segmentation"),
        ("depth_error", json!(0.51), "depth map"),
        ("truncation", json!(0.99), "outside"),
        ("visibility", json!(0.01), "hidden"),
        ("bbox2D_trunc", json!([0, 0, 9, 720]), "too high"),
    ];
    for (key, value, why) in rules {
        let scene = scene(&[with(annotation(1), key, value)]);
        let ignored = scene.frames[0].seen[0].ignored.expect(key);
        assert!(ignored.contains(why), "{key}: {ignored}");
        assert_eq!(
            scene.objects.len(),
            usize::from(key != "dimensions"),
            "{key}"
        );
    }
    let just = [
        ("depth_error", 0.5),
        ("truncation", 0.98),
        ("visibility", 0.02),
        ("lidar_pts", 1.0),
    ];
    for (key, value) in just {
        let scene = scene(&[with(annotation(1), key, json!(value))]);
        assert_eq!(scene.frames[0].seen[0].ignored, None, "{key}");
    }
}

#[test]
fn boxes_that_cannot_be_used_leave_their_area_and_no_object() {
    let rect = json!([300, 250, 500, 400]);
    let of = |key: &str, value: Value| {
        with(
            with(annotation(5), "bbox2D_tight", rect.clone()),
            key,
            value,
        )
    };
    let absent = json!([[-1, -1, -1], [-1, -1, -1], [-1, -1, -1]]);
    let mirror = json!([[-1, 0, 0], [0, 1, 0], [0, 0, 1]]);
    let broken = [
        of("R_cam", absent),
        of("R_cam", mirror),
        of("dimensions", json!([-1, -1, -1])),
        of("center_cam", json!([null, 0, 4])),
        of("center_cam", json!(-1)),
    ];
    for annotation in broken {
        let scene = scene(std::slice::from_ref(&annotation));
        assert!(scene.objects.is_empty(), "{annotation}");
        assert_eq!(scene.frames[0].unlabelled, [[300.0, 250.0, 500.0, 400.0]]);
        assert_eq!(scene.frames[0].seen[0].instance, 5);
    }
}

#[test]
fn corners_that_disagree_cost_the_box() {
    let mut moved = annotation(5);
    // Millimetres: 0.9 is rounding, 1.1 is not.
    moved["bbox3D_cam"][6][1] = json!(1.0009);
    assert_eq!(scene(&[moved.clone()]).objects.len(), 1);
    moved["bbox3D_cam"][6][1] = json!(1.0011);
    let scene = scene(&[moved, annotation(6)]);
    assert_eq!(scene.objects.len(), 1);
    assert_eq!(scene.warnings.len(), 1, "{:?}", scene.warnings);
    let warning = &scene.warnings[0];
    assert!(
        warning.contains("1 of 2 boxes disagree with bbox3D_cam"),
        "{warning}"
    );
    assert!(
        warning.contains("image 7") && warning.contains("annotation 5 by 0.001 m"),
        "{warning}"
    );
    assert_eq!(scene.frames[0].unlabelled.len(), 1);
}

#[test]
fn the_order_of_corners_is_the_sources() {
    // The same box named by width, height, length in the wrong order has its corners elsewhere.
    let swapped = with(annotation(5), "dimensions", json!([3, 1, 2]));
    assert!(scene(&[swapped]).objects.is_empty());
    let mut swapped = annotation(5);
    let corner = swapped["bbox3D_cam"][2].take();
    swapped["bbox3D_cam"][2] = swapped["bbox3D_cam"][3].take();
    swapped["bbox3D_cam"][3] = corner;
    assert!(scene(&[swapped]).objects.is_empty());
}

#[test]
fn a_camera_or_size_from_before_the_picture_was_turned_is_named() {
    let turned_k = with(
        image(7),
        "K",
        json!([[500, 0, 240], [0, 500, 320], [0, 0, 1]]),
    );
    let scene = scene_of(&turned_k, &[annotation(5)]);
    assert!(
        scene.warnings[0].contains("1 of 1 boxes do not lie where bbox2D_proj"),
        "{:?}",
        scene.warnings
    );
    assert_eq!(scene.objects.len(), 1, "the box itself is sound");
    let turned_size = with(with(image(7), "width", json!(480)), "height", json!(640));
    let scene = scene_of(&turned_size, &[annotation(5)]);
    assert!(
        scene.warnings[0].contains("reach beyond the picture"),
        "{:?}",
        scene.warnings
    );
    let turned = with(image(7), "src_90_rotate", json!(3));
    let scene = scene_of(&turned, &[annotation(5)]);
    assert!(scene.warnings.is_empty(), "all of it was turned");
    assert!(
        scene
            .provenance
            .convention
            .contains("3 x 90 degrees counter-clockwise")
    );
}

#[test]
fn areas_are_no_objects() {
    let area = with(
        with(annotation(1), "category_name", json!("DontCare")),
        "valid3D",
        json!(false),
    );
    let scene = scene(&[area, annotation(2)]);
    assert_eq!(
        scene.frames[0].unlabelled,
        [[236.667, 240.0, 640.0, 406.667]]
    );
    assert_eq!((scene.objects.len(), scene.frames[0].seen.len()), (1, 1));
}

#[test]
fn ids_that_cannot_number_instances_are_replaced() {
    for odd in [
        json!(2),
        json!(0),
        json!(-4),
        json!(4_294_967_296_i64),
        json!("x"),
        json!(1.5),
    ] {
        let scene = scene(&[annotation(2), with(annotation(9), "id", odd.clone())]);
        let ids: Vec<u32> = scene.objects.iter().map(|o| o.instance).collect();
        assert_eq!(ids, [1, 2], "{odd}");
        assert!(
            scene.warnings[0].contains("numbered from 1"),
            "{:?}",
            scene.warnings
        );
    }
}

#[test]
fn keys_come_in_any_order_and_info_in_any_shape() {
    let (image, annotation) = (image(7), annotation(5));
    let unnamed = with(
        with(annotation.clone(), "category_name", Value::Null),
        "id",
        json!(6),
    );
    let unnamed = with(unnamed, "category_id", json!(9));
    let text = format!(
        "{{\"annotations\": [{annotation}, {unnamed}], \"more\": {{\"a\": [1]}}, \"images\": [{image}], \
         \"info\": [{{\"name\": \"x\", \"images\": [3]}}], \"categories\": [{{\"id\": 9, \"name\": \"desk\"}}]}}"
    );
    let index = index(&text);
    assert_eq!(index.warnings, [""; 0]);
    let names: Vec<&str> = index.of(7).iter().map(|a| index.category(a)).collect();
    assert_eq!(names, ["chair", "desk"]);
}

#[test]
fn annotations_find_their_image_whatever_their_order() {
    let of = |id, image: i64| with(annotation(id), "image_id", json!(image));
    let index = index(&file(
        &[image(9), image(7)],
        &[of(1, 7), of(2, 9), of(3, 7)],
    ));
    let ids = |image| index.of(image).iter().map(|a| a.id).collect::<Vec<_>>();
    assert_eq!(ids(7), [Some(1), Some(3)]);
    assert_eq!(ids(9), [Some(2)]);
    assert_eq!(ids(8), []);
}

#[test]
fn what_is_broken_is_named_with_its_place_and_the_rest_loads() {
    let no_camera = with(image(1), "K", json!([[0, 0, 0], [0, 0, 0], [0, 0, 1]]));
    let images = [
        image(7),
        no_camera,
        with(image(2), "width", json!(-5)),
        with(image(7), "height", json!(9)),
        json!({}),
    ];
    let annotations = [
        annotation(1),
        with(annotation(2), "image_id", json!(99)),
        with(annotation(3), "image_id", Value::Null),
        json!({"id": 4, "image_id": 7}),
        with(
            with(annotation(5), "category_name", Value::Null),
            "category_id",
            json!(77),
        ),
    ];
    let index = index(&file(&images, &annotations));
    assert_eq!((index.images.len(), index.of(7).len()), (1, 2));
    assert_eq!(index.images[0].height, 480, "the first with an id stays");
    for (what, place) in [
        ("no camera's", "images[1], K of image 1"),
        ("without a size", "images[2]"),
        ("the id of one before", "image 7"),
        ("not there", "of image 99"),
        ("without an image_id", "annotations[2]"),
        ("no box", "annotations[3]"),
        ("no known category", "annotations[4]"),
    ] {
        let found = |w: &String| {
            w.starts_with("KITTI_val.json: ") && w.contains(what) && w.ends_with(place)
        };
        assert!(
            index.warnings.iter().any(found),
            "{what}: {:#?}",
            index.warnings
        );
    }
    let two = index
        .warnings
        .iter()
        .find(|w| w.contains("without a size"))
        .expect("named");
    assert!(two.contains(": 2 images"), "{two}");
}

#[test]
fn errors_are_located() {
    let read = |text: &str| {
        index::read(text.as_bytes(), Path::new("a.json"))
            .expect_err("refused")
            .to_string()
    };
    let error = read("{\"images\": [\n{\"id\": NaN}]}");
    assert!(
        error.contains("line 2 column") && error.contains("a.json"),
        "{error}"
    );
    let cut = file(&[image(7)], &[annotation(1)]);
    let error = read(&cut[..cut.len() - 40]);
    assert!(error.contains("line 1 column"), "{error}");
    assert!(read("{\"images\": {}}").contains("a list"));
    assert!(read("[]").contains("an object with images"));
    assert!(read("{\"images\": []}").contains("no image"));
    let broken = read(&file(&[with(image(1), "K", json!(-1))], &[]));
    assert!(
        broken.contains("no usable image") && broken.contains("images[0]"),
        "{broken}"
    );
    assert!(read(&(file(&[image(7)], &[]) + "x")).contains("trailing"));
    assert!(
        read(&format!("{{\"images\": [{{\"K\": {}", "[".repeat(100_000))).contains("recursion")
    );
}

#[test]
fn files_are_found_in_their_folder_and_pictures_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let inner = root.join("Omni3D");
    std::fs::create_dir(&inner).expect("a folder");
    assert!(!(LAYOUT.is_at)(root));
    std::fs::write(
        inner.join("KITTI_val.json"),
        file(&[image(7)], &[annotation(1)]),
    )
    .expect("written");
    std::fs::write(
        inner.join("own.json"),
        file(&[image(7), image(8)], &[annotation(1)]),
    )
    .expect("written");
    std::fs::write(
        inner.join("stats.json"),
        "{\"n_datasets\": 1, \"categories\": []}",
    )
    .expect("written");
    for path in [root, &inner] {
        assert!((LAYOUT.is_at)(path), "{path:?}");
        let all = find(path).expect("pictures");
        assert_eq!(all.scenes(), ["7", "8"]);
        assert!(
            all.warnings()[0].contains("1 images have the id of one in a file before"),
            "{:?}",
            all.warnings()
        );
        let scene = all.open(1).expect("a scene");
        assert_eq!((scene.id.as_str(), scene.objects.len()), ("8", 0));
        assert_eq!(scene.root, root);
        assert!(all.open(2).is_err());
    }
    let alone = root.join("mine.json");
    std::fs::write(&alone, file(&[image(7)], &[annotation(1)])).expect("written");
    assert!((LAYOUT.is_at)(&alone) && !(LAYOUT.is_at)(&inner.join("stats.json")));
    let scene = find(&alone).expect("pictures").open(0).expect("a scene");
    assert_eq!(scene.root, root);
    assert_eq!(
        scene.frames[0].image.path,
        Path::new("KITTI_object/training/image_2/000007.png")
    );
    std::fs::write(inner.join("KITTI_val.json"), "{\"images\": [").expect("written");
    let all = find(root).expect("the other file");
    assert!(
        all.warnings()[0].contains("left out") && all.warnings()[0].contains("KITTI_val"),
        "{:?}",
        all.warnings()
    );
}
