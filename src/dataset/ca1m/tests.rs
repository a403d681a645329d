use super::*;
use crate::dataset::load;
use crate::geom::{DVec2, DVec3};
use crate::scene::Part;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const VID: &str = "42898570";
/// Level, looking along world's Y: the picture's down is world's -Z. Stands at (1, 2, 3).
const RT: [[f64; 4]; 4] = [
    [1.0, 0.0, 0.0, 1.0],
    [0.0, 0.0, 1.0, 2.0],
    [0.0, -1.0, 0.0, 3.0],
    [0.0, 0.0, 0.0, 1.0],
];
/// The same place, looking along world's X.
const RT_X: [[f64; 4]; 4] = [
    [0.0, 0.0, 1.0, 1.0],
    [-1.0, 0.0, 0.0, 2.0],
    [0.0, -1.0, 0.0, 3.0],
    [0.0, 0.0, 0.0, 1.0],
];

type Files = BTreeMap<String, Vec<u8>>;

/// A PNG as far as its size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0");
    bytes
}

fn depth_png(width: u32, height: u32, mm: u16) -> Vec<u8> {
    let pixels =
        image::ImageBuffer::<image::Luma<u16>, _>::from_pixel(width, height, image::Luma([mm]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

fn put(files: &mut Files, name: &str, value: &Value) {
    files.insert(format!("{VID}/{name}"), value.to_string().into_bytes());
}

fn k(f: f64, cx: f64, cy: f64) -> Value {
    json!([[f, 0, cx], [0, f, cy], [0, 0, 1]])
}

/// A box 2 m before the camera at RT, in its space and in the world's: turned so that its y is up.
fn chair(position: Value, r: Value) -> Value {
    json!({"id": "a1", "category": "chair", "position": position, "scale": [0.5, 0.5, 1.0], "R": r,
           "box_2d_rend": [10, 20, 30, 40], "box_2d_proj": [5, 15, 35, 45]})
}

fn frame(files: &mut Files, time: u64, rt: [[f64; 4]; 4], (width, height): (u32, u32)) {
    files.insert(format!("{VID}/{time}.wide/image.png"), png(width, height));
    let (cx, cy) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    put(
        files,
        &format!("{time}.wide/image/K.json"),
        &k(800.0, cx, cy),
    );
    put(
        files,
        &format!("{time}.wide/T_gravity.json"),
        &json!([[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    );
    put(files, &format!("{time}.gt/RT.json"), &json!(rt));
    files.insert(
        format!("{VID}/{time}.gt/depth.png"),
        depth_png(width / 2, height / 2, 2345),
    );
    put(
        files,
        &format!("{time}.gt/depth/K.json"),
        &k(400.0, cx / 2.0, cy / 2.0),
    );
    files.insert(
        format!("{VID}/{time}.wide/depth.png"),
        depth_png(width / 4, height / 4, 2000),
    );
}

/// Two frames, the second in portrait, and two boxes.
fn capture_files() -> Files {
    let mut files = Files::new();
    frame(&mut files, 1_500_000_000, RT_X, (48, 64));
    frame(&mut files, 1_000_000_000, RT, (64, 48));
    let unit = json!([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
    let world = chair(json!([1, 4, 3]), unit.clone());
    let mut wall = chair(json!([1, 7, 3]), unit.clone());
    wall["id"] = json!("b2");
    wall["category"] = Value::Null;
    put(&mut files, "world.gt/instances.json", &json!([world, wall]));
    let own = chair(json!([0, 0, 2]), json!([[1, 0, 0], [0, 0, -1], [0, 1, 0]]));
    put(&mut files, "1000000000.wide/instances.json", &json!([own]));
    files
}

fn tar_of(files: &Files) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder
            .append_data(&mut header, name, bytes.as_slice())
            .expect("an entry");
    }
    builder.into_inner().expect("a tar")
}

/// Writes a tar, and opens its one scene.
fn open_tar(bytes: &[u8]) -> (tempfile::TempDir, Result<Scene, DatasetError>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ca1m-val-42898570.tar");
    std::fs::write(&path, bytes).expect("written");
    let scene = find(&path).and_then(|found| found.open(0));
    (folder, scene)
}

fn scene_of(files: &Files) -> Scene {
    open_tar(&tar_of(files)).1.expect("a scene")
}

#[test]
fn a_capture_comes_out_of_its_tar_by_hand() {
    let (folder, scene) = open_tar(&tar_of(&capture_files()));
    let scene = scene.expect("a scene");
    assert_eq!(scene.warnings, [""; 0]);
    assert_eq!(
        (scene.id.as_str(), scene.root.as_path()),
        (VID, folder.path())
    );
    let names: Vec<(&str, u32, &str)> = scene
        .objects
        .iter()
        .map(|o| (o.class.as_str(), o.instance, o.name.as_str()))
        .collect();
    assert_eq!(names, [("chair", 1, "chair"), ("object", 2, "object")]);
    let frame = &scene.frames[0];
    assert_eq!((frame.id.as_str(), frame.time_secs), ("f1000000000", 0.0));
    assert_eq!(scene.frames[1].time_secs, 0.5, "nanoseconds");
    assert_eq!(
        frame.world_from_camera.transform(DVec3::Z * 2.0),
        DVec3::new(1.0, 4.0, 3.0),
        "camera-to-world"
    );
    let in_camera = frame
        .world_from_camera
        .inverse()
        .transform(scene.objects[0].obb.center);
    assert_eq!(
        frame.camera.project(in_camera),
        Some(DVec2::new(32.0, 24.0)),
        "in the picture's middle"
    );
    assert_eq!(frame.seen[0].instance, 1);
    assert_eq!(frame.seen[0].rect, Some([10.0, 20.0, 30.0, 40.0]));
    assert!(scene.provenance.upright && scene.provenance.metric && !scene.provenance.complete);
    let portrait = &scene.frames[1].camera.pinhole;
    assert_eq!(
        (portrait.width, portrait.height),
        (48, 64),
        "each picture has its own orientation"
    );
}

#[test]
fn depth_of_the_laser_goes_before_that_of_the_phone() {
    let mut files = capture_files();
    let (_folder, scene) = open_tar(&tar_of(&files));
    let scene = scene.expect("a scene");
    let depth = scene.frames[0].depth.clone().expect("a map");
    assert!(matches!(depth.stored.part, Part::Bytes { .. }));
    assert_eq!(
        (depth.camera.pinhole.width, depth.camera.pinhole.fx),
        (32, 400.0)
    );
    let map = load::depth(&scene, &depth).expect("depths");
    assert_eq!(map.at(31, 23), Some(2.345), "millimetres");
    files.retain(|name, _| !name.contains("1000000000.gt/depth"));
    let (_folder, scene) = open_tar(&tar_of(&files));
    let scene = scene.expect("a scene");
    let depth = scene.frames[0].depth.clone().expect("the phone's");
    assert_eq!(
        load::depth(&scene, &depth).expect("depths").at(0, 0),
        Some(2.0)
    );
    let camera = &depth.camera.pinhole;
    assert_eq!(
        (camera.width, camera.fx, camera.cx, camera.cy),
        (16, 200.0, 8.0, 6.0),
        "as the picture's"
    );
}

#[test]
fn a_folder_gives_the_same_as_a_tar() {
    let files = capture_files();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }
    let from_tar = scene_of(&files);
    for path in [folder.path().join(VID), folder.path().into()] {
        assert!((LAYOUT.is_at)(&path));
        let found = find(&path).expect("captures");
        assert_eq!(found.scenes(), [VID]);
        let scene = found.open(0).expect("a scene");
        assert_eq!(scene.objects, from_tar.objects);
        assert_eq!(scene.warnings, [""; 0]);
        assert_eq!(scene.frames.len(), 2);
        let image = &scene.frames[0].image;
        assert_eq!(image.path, Path::new("42898570/1000000000.wide/image.png"));
        let (bytes, _) = load::bytes(&scene.root, image).expect("the picture");
        assert_eq!(bytes, png(64, 48));
    }
}

#[test]
fn the_picture_is_the_stretch_of_the_tar() {
    let (_folder, scene) = open_tar(&tar_of(&capture_files()));
    let scene = scene.expect("a scene");
    let (bytes, path) = load::bytes(&scene.root, &scene.frames[1].image).expect("the picture");
    assert_eq!(bytes, png(48, 64));
    assert!(path.ends_with("ca1m-val-42898570.tar"));
}

#[test]
fn a_world_with_another_up_is_turned() {
    // The same capture with world's y and z swapped for (x, z, -y): there up is -Y of the source.
    let mut files = capture_files();
    let rt = [
        [1.0, 0.0, 0.0, 1.0],
        [0.0, 1.0, 0.0, -3.0],
        [0.0, 0.0, 1.0, 2.0],
        [0.0, 0.0, 0.0, 1.0],
    ];
    files.retain(|name, _| !name.contains("1500000000"));
    put(&mut files, "1000000000.gt/RT.json", &json!(rt));
    let turned = chair(json!([1, -3, 4]), json!([[1, 0, 0], [0, 0, -1], [0, 1, 0]]));
    put(&mut files, "world.gt/instances.json", &json!([turned]));
    let scene = scene_of(&files);
    assert!(scene.provenance.upright);
    assert!(
        scene.warnings[0].contains("up is (0.000, -1.000, 0.000)"),
        "{:?}",
        scene.warnings
    );
    assert_eq!(scene.objects[0].obb.center, DVec3::new(1.0, 4.0, 3.0));
    assert_eq!(scene.objects[0].obb.rotation * DVec3::Z, DVec3::Z);
    let pose = &scene.frames[0].world_from_camera;
    assert_eq!(
        pose.transform(DVec3::new(0.0, -1.0, 2.0)),
        DVec3::new(1.0, 4.0, 4.0),
        "the picture's up is up"
    );
}

#[test]
fn a_camera_that_looks_down_knows_its_up_from_gravity() {
    // Straight down: its forward is world's -Z, and level axes come to it turned about x.
    let mut files = capture_files();
    files.retain(|name, _| !name.contains("1500000000") && !name.contains("instances"));
    let down = [
        [1.0, 0.0, 0.0, 0.0],
        [0.0, -1.0, 0.0, 0.0],
        [0.0, 0.0, -1.0, 2.0],
        [0.0, 0.0, 0.0, 1.0],
    ];
    put(&mut files, "1000000000.gt/RT.json", &json!(down));
    put(
        &mut files,
        "1000000000.wide/T_gravity.json",
        &json!([[1, 0, 0], [0, 0, -1], [0, 1, 0]]),
    );
    let scene = scene_of(&files);
    assert!(scene.provenance.upright);
    assert_eq!(scene.warnings.len(), 1, "no boxes: {:?}", scene.warnings);
    assert_eq!(
        scene.frames[0].world_from_camera.translation,
        DVec3::Z * 2.0
    );
}

#[test]
fn poses_the_other_way_round_are_named_by_both_checks() {
    let inverse = |rt: [[f64; 4]; 4]| {
        let flat: Vec<f64> = rt.concat();
        let pose = crate::geom::Pose::from_row_major(&flat.try_into().expect("16")).expect("rigid");
        json!(pose.inverse().to_row_major())
    };
    let mut files = capture_files();
    put(&mut files, "1000000000.gt/RT.json", &inverse(RT));
    put(&mut files, "1500000000.gt/RT.json", &inverse(RT_X));
    let scene = scene_of(&files);
    let all = scene.warnings.join("\n");
    assert!(
        all.contains("with RT as world-to-camera it were 0.000 m"),
        "{all}"
    );
    assert!(all.contains("do not give one up"), "{all}");
    assert!(!scene.provenance.upright);
}

#[test]
fn what_is_missing_is_named_and_the_rest_loads() {
    let mut files = capture_files();
    files.remove(&format!("{VID}/1000000000.wide/image/K.json"));
    put(
        &mut files,
        "1000000000.gt/image/K.json",
        &k(800.0, 32.0, 24.0),
    );
    files.remove(&format!("{VID}/1500000000.wide/T_gravity.json"));
    assert_eq!(
        scene_of(&files).warnings,
        [""; 0],
        "a second K does, and one frame's gravity"
    );
    let cases = [
        (
            "1500000000.gt/RT.json",
            "{VID}/1500000000.gt/RT.json",
            json!([[1, 2], [3, 4]]),
            "does not hold 16 numbers",
        ),
        (
            "1500000000.gt/RT.json",
            "1500000000.wide",
            json!([[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
            "no rigid transform",
        ),
        (
            "1500000000.wide/image/K.json",
            "1500000000.wide",
            json!([[0, 0, 0], [0, 0, 0], [0, 0, 1]]),
            "no camera's",
        ),
        (
            "1500000000.wide/image.png",
            "1500000000.wide",
            json!(1),
            "no PNG",
        ),
    ];
    for (name, place, value, what) in cases {
        let mut files = files.clone();
        put(&mut files, name, &value);
        let scene = scene_of(&files);
        assert_eq!(scene.frames.len(), 1, "{what}");
        let place = place.replace("{VID}", VID);
        let named = |w: &String| w.contains(what) && w.contains(&place);
        assert!(
            scene.warnings.iter().any(named),
            "{what}: {:?}",
            scene.warnings
        );
    }
    put(&mut files, "world.gt/instances.json", &json!("x"));
    let scene = scene_of(&files);
    assert_eq!((scene.objects.len(), scene.frames.len()), (0, 2));
    let all = scene.warnings.join("\n");
    assert!(
        all.contains("world.gt/instances.json") && all.contains("not among the world's"),
        "{all}"
    );
}

#[test]
fn a_tar_cut_anywhere_gives_what_is_there_or_an_error() {
    let whole = tar_of(&capture_files());
    // One of the two blocks at the end is enough.
    for cut in (0..whole.len() - 512).step_by(256) {
        if let (_folder, Ok(scene)) = open_tar(&whole[..cut]) {
            assert!(!scene.warnings.is_empty(), "cut at byte {cut}");
        }
    }
    let (_folder, scene) = open_tar(&whole[..whole.len() - 1024]);
    let scene = scene.expect("all of it but the end mark");
    assert_eq!(scene.frames.len(), 2);
    assert!(
        scene.warnings[0].contains("no end mark"),
        "{:?}",
        scene.warnings
    );
}

#[test]
fn entries_that_leave_the_capture_are_refused() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut raw = |name: &str, kind: tar::EntryType| {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_cksum();
        builder.append(&header, std::io::empty()).expect("an entry");
    };
    let regular = tar::EntryType::Regular;
    raw(&format!("{VID}/5.wide/x"), regular);
    raw("../../etc/passwd", regular);
    raw("/etc/passwd", regular);
    raw(&format!("{VID}/a/../../../x"), regular);
    raw(&format!("{VID}\\..\\x"), regular);
    raw(&format!("{VID}/6.wide/image.png"), tar::EntryType::Symlink);
    raw(&format!("{VID}/7.wide/image.png"), tar::EntryType::Link);
    raw(&format!("./{VID}/./8.wide/x"), regular);
    raw(&format!("{VID}/9.wide"), tar::EntryType::Directory);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tar");
    std::fs::write(&path, builder.into_inner().expect("a tar")).expect("written");
    let entries = Entries::of_tar(&path).expect("entries");
    let names: Vec<&String> = entries.files.keys().collect();
    assert_eq!(
        names,
        [&format!("{VID}/5.wide/x"), &format!("{VID}/8.wide/x")]
    );
    let lines: Vec<String> = entries.faults.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("link") && lines[0].ends_with("byte 2560, and 1 more"),
        "{lines:?}"
    );
    assert!(
        lines[1].contains("leaves the capture") && lines[1].ends_with("byte 512, and 3 more"),
        "{lines:?}"
    );
}

#[test]
fn a_tar_has_a_limit_on_entries_and_their_names() {
    let long = format!("{VID}/{}x", "long/".repeat(210));
    let mut files = Files::new();
    for name in [
        &format!("{VID}/5.wide/x"),
        &format!("{VID}/6.wide/x"),
        &long,
    ] {
        files.insert(name.clone(), vec![1]);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.tar");
    std::fs::write(&path, tar_of(&files)).expect("written");
    let entries = Entries::of_tar_with(&path, 3).expect("three entries");
    assert!(long.len() > 1_024 && !entries.files.contains_key(&long));
    assert_eq!(entries.files.len(), 2);
    let faults: Vec<String> = entries.faults.lines().collect();
    assert!(faults[0].contains("too long"), "{faults:?}");
    let error = Entries::of_tar_with(&path, 2)
        .expect_err("three")
        .to_string();
    assert!(error.contains("more than 2 entries"), "{error}");
}

#[test]
fn only_captures_look_like_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.tar");
    let mut files = Files::new();
    files.insert("photos/1.jpg".into(), vec![1]);
    std::fs::write(&path, tar_of(&files)).expect("written");
    assert!(!(LAYOUT.is_at)(&path) && !(LAYOUT.is_at)(folder.path()));
    std::fs::write(&path, b"no tar at all").expect("written");
    assert!(!(LAYOUT.is_at)(&path));
    let error = find(&path).map(|_| ()).expect_err("none").to_string();
    assert!(error.contains("no capture"), "{error}");
    std::fs::write(folder.path().join("42898570.tar"), tar_of(&capture_files())).expect("written");
    assert!((LAYOUT.is_at)(folder.path()));
    let found = find(folder.path()).expect("one");
    assert_eq!(found.scenes(), [VID]);
    assert!(found.open(1).is_err());
}

#[test]
fn nothing_usable_is_an_error_that_says_why() {
    let mut files = Files::new();
    files.insert(format!("{VID}/5.wide/image.png"), b"no PNG".to_vec());
    let (_folder, scene) = open_tar(&tar_of(&files));
    let error = scene.expect_err("nothing").to_string();
    assert!(
        error.contains("no usable frame") && error.contains("K.json"),
        "{error}"
    );
}
