//! A simulated scene in each of the five layouts, read back and held against its truth file. The truth is taken from
//! the file, not from the simulator; how far off what is read may be is what the layout cannot say more finely.

use crate::quantisation::{self, Quantum};
use serde_json::Value;
use spatialscore::dataset::{find, load};
use spatialscore::geom::{DMat3, DVec3, Obb, Pose};
use spatialscore::job::Cancel;
use spatialscore::scene::{Scene, Sight};
use spatialscore::simulate::write::{self, Images, Layout, Place};
use spatialscore::simulate::{Band, Kind, Recipe, Simulated};
use std::collections::BTreeMap;
use tempfile::TempDir;

/// A scene on disk with what is true of it.
struct Made {
    folder: TempDir,
    truth: Value,
}

const FRAMES: u32 = 5;

fn make(layout: Layout, number: u32, kind: Kind) -> Made {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = Simulated::new(&Recipe {
        kind,
        band: Band::Medium,
        seed: 11 + u64::from(number),
        frames: FRAMES,
        width: 320,
        height: 240,
        ..Recipe::default()
    });
    let place = Place {
        root: folder.path().into(),
        number,
        images: Images::Full,
        overwrite: false,
        cancel: Cancel::default(),
    };
    write::write(&scene, layout, &place).expect("written");
    let truths = std::fs::read_dir(folder.path().join(write::TRUTH)).expect("truth");
    let file = truths.flatten().next().expect("a file").path();
    let truth = std::fs::read_to_string(&file).expect("text");
    // A reader that opened it would stumble.
    std::fs::write(&file, "[{").expect("written");
    Made {
        folder,
        truth: serde_json::from_str(&truth).expect("JSON"),
    }
}

impl Made {
    fn scenes(&self, layout: Layout) -> Vec<Scene> {
        let (found, all) = find(self.folder.path(), None).expect("scenes");
        assert_eq!(found.name, layout.name());
        assert_eq!(all.warnings(), [""; 0]);
        let open = |i| {
            let scene = all.open(i).expect("a scene");
            assert_eq!(scene.warnings, [""; 0], "{}", scene.id);
            scene
        };
        (0..all.scenes().len()).map(open).collect()
    }

    fn views(&self) -> &[Value] {
        self.truth["views"].as_array().expect("views")
    }

    /// Where a view's camera is in the world that was written.
    fn pose(&self, view: usize) -> Pose {
        let world = pose(&self.truth["written_from_world"]);
        world.compose(&pose(&self.views()[view]["world_from_camera"]))
    }

    /// An object's box in world at the time of a view.
    fn obb(&self, object: &Value, view: usize) -> Obb {
        let rows: [f64; 9] = flat(&object["rotation"]).try_into().expect("nine numbers");
        let time = self.views()[view]["time_secs"].as_f64().expect("a time");
        Obb {
            center: vector(&object["center"]) + vector(&object["velocity"]) * time,
            half_extents: vector(&object["size"]) * 0.5,
            rotation: DMat3::from_cols_array(&rows).transpose(),
        }
    }

    fn objects(&self) -> &[Value] {
        self.truth["objects"].as_array().expect("objects")
    }
}

fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(all) => all.iter().flat_map(flat).collect(),
        value => vec![value.as_f64().expect("a number")],
    }
}

fn vector(value: &Value) -> DVec3 {
    DVec3::from_slice(&flat(value))
}

fn pose(value: &Value) -> Pose {
    let numbers: [f64; 16] = flat(value).try_into().expect("16 numbers");
    Pose::from_row_major(&numbers).expect("rigid")
}

#[track_caller]
fn near(found: f64, wanted: f64, most: f64, what: &str) {
    assert!(
        (found - wanted).abs() <= most,
        "{what}: {found} for {wanted}"
    );
}

#[track_caller]
fn same_pose(found: &Pose, wanted: &Pose, quantum: &Quantum) {
    let off = (found.translation - wanted.translation).abs().max_element();
    assert!(off <= quantum.place_m, "a camera is {off} m off");
    let pairs = found.rotation.to_cols_array().into_iter();
    for (found, wanted) in pairs.zip(wanted.rotation.to_cols_array()) {
        near(found, wanted, quantum.turn, "a rotation");
    }
}

#[track_caller]
fn same_corners(found: &Obb, wanted: &Obb, most: f64, what: &str) {
    for corner in wanted.corners() {
        let off = found.corners().map(|c| (c - corner).length());
        let off = off.into_iter().fold(f64::INFINITY, f64::min);
        assert!(off <= most, "{what}: a corner is {off} m off");
    }
}

#[track_caller]
fn same_k(scene: &Scene, frame: usize, truth: &Value, most: f64) {
    let camera = &scene.frames[frame].camera.pinhole;
    for (found, wanted) in camera.k().into_iter().zip(flat(&truth["camera"]["K"])) {
        near(found, wanted, most, "K");
    }
    assert_eq!(truth["camera"]["width"], camera.width);
    assert_eq!(truth["camera"]["height"], camera.height);
}

/// Samples of a view's picture or map: column, row, and what is true there.
fn samples(pixels: &Value) -> Vec<(u32, u32, &Value)> {
    let pixels = pixels.as_array().expect("pixels");
    assert!(pixels.len() > 20, "{} pixels", pixels.len());
    let mut all = Vec::with_capacity(pixels.len());
    for pixel in pixels {
        let [x, y] = [0, 1].map(|i| pixel["at"][i].as_u64().expect("a pixel") as u32);
        all.push((x, y, pixel));
    }
    all
}

/// Every sampled pixel of a frame's depth map.
fn same_depth(scene: &Scene, frame: usize, pixels: &Value, most: f64) {
    let depth = scene.frames[frame].depth.as_ref().expect("depth");
    let map = load::depth(scene, depth).expect("a map");
    for (x, y, truth) in samples(pixels) {
        let wanted = truth["depth_m"].as_f64().expect("a depth");
        near(map.at(x, y).unwrap_or(0.0), wanted, most, "depth");
    }
}

/// Every sampled pixel of a frame's picture.
fn same_picture(scene: &Scene, frame: usize, pixels: &Value, [most, mean]: [f64; 2]) {
    let picture = load::picture(scene, &scene.frames[frame]).expect("a picture");
    let (mut sum, mut count) = (0.0, 0.0);
    for (x, y, truth) in samples(pixels) {
        let at = (y as usize * picture.width as usize + x as usize) * 4;
        for (found, wanted) in picture.rgba[at..at + 3].iter().zip(flat(&truth["rgb"])) {
            near(f64::from(*found), wanted, most, "a colour");
            sum += (f64::from(*found) - wanted).abs();
            count += 1.0;
        }
    }
    assert!(sum <= mean * count, "colours are {} off", sum / count);
}

/// Objects of a scene in the world of the truth, by class and corners.
fn same_objects(made: &Made, scene: &Scene, most: f64) {
    assert_eq!(scene.objects.len(), made.objects().len());
    for wanted in made.objects() {
        let obb = made.obb(wanted, 0);
        let class = wanted["class"].as_str().expect("a class");
        let nearest = scene.objects.iter().filter(|o| o.class == class);
        let nearest = nearest.min_by(|a, b| {
            let far = |o: &spatialscore::scene::Object| (o.obb.center - obb.center).length();
            far(a).total_cmp(&far(b))
        });
        let found = nearest.unwrap_or_else(|| panic!("no {class}"));
        same_corners(&found.obb, &obb, most, class);
    }
}

#[test]
fn scannetpp_in_every_encoding_of_depth() {
    for (number, quantum) in (0..).zip(&quantisation::SCANNETPP) {
        let made = make(Layout::ScanNetPp, number, Kind::Room);
        // One of eight pictures of the phone is taken out of its video, and said to be.
        let (_, all) = find(made.folder.path(), None).expect("scenes");
        let scene = all.open(0).expect("a scene");
        assert_eq!(scene.warnings.len(), 1, "{:?}", scene.warnings);
        assert!(scene.warnings[0].starts_with("4 of 5 frames of the phone"));
        assert_eq!(scene.frames.len(), FRAMES as usize + 1);
        for view in 0..FRAMES as usize {
            assert_eq!(scene.frames[view].id, format!("DSC{:05}", view + 1));
            same_pose(
                &scene.frames[view].world_from_camera,
                &made.pose(view),
                quantum,
            );
            same_k(&scene, view, &made.truth, quantum.k_px);
            let pixels = &made.views()[view]["pixels"];
            same_picture(&scene, view, pixels, quantum.colour);
            same_hidden(&made, &scene, view);
        }
        let lens = scene.frames[0].camera.lens.coefficients();
        assert_eq!(lens.to_vec(), flat(&made.truth["camera"]["lens"]));
        let phone = FRAMES as usize;
        same_pose(
            &scene.frames[phone].world_from_camera,
            &made.pose(0),
            quantum,
        );
        let pixels = &made.views()[0]["depth_pixels"];
        same_depth(&scene, phone, pixels, quantum.depth_m);
        same_objects(&made, &scene, quantum.corner_m);
        same_mesh(&made, &scene, quantum);
    }
}

/// The mask hides what the truth says, and nothing else.
fn same_hidden(made: &Made, scene: &Scene, view: usize) {
    let stored = scene.frames[view].hidden.as_ref().expect("a mask");
    let mask = image::open(scene.root.join(&stored.path)).expect("a picture");
    let mask = mask.into_luma8();
    let classes = made.truth["hidden"].as_array().expect("classes");
    assert_eq!(classes.len(), 1);
    for (x, y, truth) in samples(&made.views()[view]["pixels"]) {
        let of = |o: &&Value| o["instance"] == truth["instance"];
        let object = made.objects().iter().find(of);
        let hidden = object.is_some_and(|o| classes.contains(&o["class"]));
        assert_eq!(mask.get_pixel(x, y).0, [if hidden { 0 } else { 255 }]);
    }
}

/// Vertices, triangles, bounds; and every object has its own vertices.
fn same_mesh(made: &Made, scene: &Scene, quantum: &Quantum) {
    let mesh = load::surface(scene, &scene.surfaces[0]).expect("a mesh");
    let wanted = &made.truth["mesh"];
    assert_eq!(wanted["vertices"], mesh.cloud.points.len());
    assert_eq!(wanted["triangles"], mesh.triangles.len());
    let (mut low, mut high) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
    for at in (0..mesh.cloud.points.len()).filter_map(|i| mesh.cloud.position(i)) {
        (low, high) = (low.min(at), high.max(at));
    }
    for (found, wanted) in [(low, &wanted["min"]), (high, &wanted["max"])] {
        let off = (found - vector(wanted)).abs().max_element();
        assert!(off <= quantum.vertex_m, "the mesh is {off} m off");
    }
    // A vertex knows its object, and lies in that object's box.
    for object in &scene.objects {
        assert!(!object.points.is_empty(), "{}", object.name);
        for row in object.points.iter().step_by(50) {
            let at = mesh.cloud.position(*row as usize).expect("a vertex");
            let grown = object.obb.half_extents + 1e-5;
            assert!(
                object.obb.to_local(at).abs().cmple(grown).all(),
                "{}",
                object.name
            );
        }
    }
}

#[test]
fn omni3d() {
    let quantum = &quantisation::OMNI3D;
    let made = make(Layout::Omni3d, 2, Kind::Street);
    let scenes = made.scenes(Layout::Omni3d);
    assert_eq!(scenes.len(), FRAMES as usize);
    let mut hidden = 0;
    for (view, scene) in scenes.iter().enumerate() {
        same_k(scene, 0, &made.truth, quantum.k_px);
        let pixels = &made.views()[view]["pixels"];
        same_picture(scene, 0, pixels, quantum.colour);
        let shown = made.views()[view]["shown"].as_array().expect("objects");
        let camera_from_world = made.pose(view).inverse();
        let here = scene.frames[0].world_from_camera;
        assert!(!scene.objects.is_empty());
        for object in &scene.objects {
            // Both in the camera: the reader's world is made up.
            let found = moved(&object.obb, &here.inverse());
            let is_it = |o: &&Value| {
                let wanted = moved(&made.obb(o, view), &camera_from_world);
                o["class"] == object.class.as_str()
                    && (wanted.center - found.center).length() < 1e-6
            };
            let truth = made.objects().iter().find(is_it).expect("the object");
            let wanted = moved(&made.obb(truth, view), &camera_from_world);
            same_corners(&found, &wanted, quantum.corner_m, &object.class);
            let seen = scene.frames[0]
                .seen
                .iter()
                .find(|s| s.instance == object.instance);
            let seen = seen.expect("it is seen");
            let rect = seen.rect.expect("a rectangle");
            let is_shown = |s: &&Value| s["instance"] == truth["instance"];
            let wanted = shown.iter().find(is_shown).expect("seen");
            assert_eq!(rect.to_vec(), flat(&wanted["rect"]), "{}", object.class);
            let [px, all] = ["visible_px", "unoccluded_px"].map(|key| flat(&wanted[key])[0]);
            assert!(px <= all, "{px} of {all} px");
            near(
                seen.visible.expect("a share"),
                px / all,
                quantum.share,
                "a visible share",
            );
            hidden += usize::from(px < all);
        }
    }
    assert!(hidden > 5, "{hidden} hidden in part");
}

fn moved(obb: &Obb, to: &Pose) -> Obb {
    Obb {
        center: to.transform(obb.center),
        rotation: to.rotation * obb.rotation,
        ..*obb
    }
}

#[test]
fn ca1m_as_folder_and_as_tar() {
    let quantum = &quantisation::CA1M;
    for number in [0, 1] {
        let made = make(Layout::Ca1m, number, Kind::Room);
        let tars = std::fs::read_dir(made.folder.path()).expect("a folder");
        let is_tar = |e: &std::fs::DirEntry| e.path().extension().is_some_and(|x| x == "tar");
        let tars = tars.flatten().filter(is_tar).count();
        assert_eq!(tars, number as usize);
        let scenes = made.scenes(Layout::Ca1m);
        let scene = &scenes[0];
        assert_eq!(made.truth["id"], scene.id.as_str());
        assert_eq!(scene.frames.len(), FRAMES as usize);
        for view in 0..FRAMES as usize {
            let (frame, truth) = (&scene.frames[view], &made.views()[view]);
            same_pose(&frame.world_from_camera, &made.pose(view), quantum);
            same_k(scene, view, &made.truth, quantum.k_px);
            same_depth(scene, view, &truth["depth_pixels"], quantum.depth_m);
            same_picture(scene, view, &truth["pixels"], quantum.colour);
            let shown = truth["shown"].as_array().expect("objects");
            assert_eq!(frame.seen.len(), shown.len());
        }
        same_objects(&made, scene, quantum.corner_m);
    }
}

#[test]
fn wildrgbd() {
    let quantum = &quantisation::WILDRGBD;
    let made = make(Layout::WildRgbd, 7, Kind::Tabletop);
    let scenes = made.scenes(Layout::WildRgbd);
    let scene = &scenes[0];
    assert_eq!(made.truth["id"], scene.id.as_str());
    assert_eq!(scene.frames.len(), FRAMES as usize);
    let mut masked = 0;
    for view in 0..FRAMES as usize {
        let (frame, truth) = (&scene.frames[view], &made.views()[view]);
        same_pose(&frame.world_from_camera, &made.pose(view), quantum);
        same_k(scene, view, &made.truth, quantum.k_px);
        same_depth(scene, view, &truth["pixels"], quantum.depth_m);
        same_picture(scene, view, &truth["pixels"], quantum.colour);
        let ids = frame.ids.as_ref().expect("a mask");
        let map = load::ids(scene, ids).expect("a map");
        let about = &made.truth["about"];
        for (x, y, truth) in samples(&truth["pixels"]) {
            let is_it = truth["instance"] == *about;
            assert_eq!(map.at(x, y).is_some(), is_it, "{x} {y}");
        }
        let shown = truth["shown"].as_array().expect("objects").iter();
        let wanted = shown.filter(|object| object["instance"] == *about);
        let wanted: u64 = wanted.filter_map(|o| o["visible_px"].as_u64()).sum();
        let found = map.values.iter().filter(|id| **id > 0).count() as u64;
        assert_eq!(found, wanted, "view {view}");
        masked += found;
    }
    assert!(masked > 1_000, "{masked} pixels of the object");
}

#[test]
fn pointodyssey_in_every_precision() {
    for (number, quantum) in (0..).zip(&quantisation::POINTODYSSEY) {
        let made = make(Layout::PointOdyssey, number, Kind::Street);
        let scenes = made.scenes(Layout::PointOdyssey);
        let scene = &scenes[0];
        assert!(scene.provenance.upright && scene.provenance.metric);
        assert_eq!(scene.frames.len(), FRAMES as usize);
        for view in 0..FRAMES as usize {
            let (frame, truth) = (&scene.frames[view], &made.views()[view]);
            same_pose(&frame.world_from_camera, &made.pose(view), quantum);
            same_k(scene, view, &made.truth, quantum.k_px);
            same_depth(scene, view, &truth["pixels"], quantum.depth_m);
            same_picture(scene, view, &truth["pixels"], quantum.colour);
            same_masks(&made, scene, view);
            same_normals(&made, scene, view);
        }
        same_tracks(&made, scene, quantum);
    }
}

/// No reader has use for normals; the file beside the picture is held against the truth.
fn same_normals(made: &Made, scene: &Scene, view: usize) {
    let path = format!("normals/normal_{view:05}.jpg");
    let normals = image::open(scene.root.join(path)).expect("a picture");
    let normals = normals.into_rgb8();
    let (mut off, mut count) = (0.0, 0.0);
    for (x, y, truth) in samples(&made.views()[view]["pixels"]) {
        for (byte, wanted) in normals.get_pixel(x, y).0.iter().zip(flat(&truth["normal"])) {
            off += (f64::from(*byte) / 127.5 - 1.0 - wanted).abs();
            count += 1.0;
        }
    }
    assert!(off <= quantisation::NORMAL * count, "{} off", off / count);
}

/// A colour for each object, and an object for each colour.
fn same_masks(made: &Made, scene: &Scene, view: usize) {
    let ids = scene.frames[view].ids.as_ref().expect("a mask");
    let map = load::ids(scene, ids).expect("a map");
    let (mut there, mut back) = (BTreeMap::new(), BTreeMap::new());
    for (x, y, truth) in samples(&made.views()[view]["pixels"]) {
        let instance = truth["instance"].as_u64().expect("an instance");
        let colour = map.at(x, y);
        assert_eq!(colour.is_none(), instance == 0, "black is nothing");
        assert_eq!(*there.entry(instance).or_insert(colour), colour);
        assert_eq!(*back.entry(colour).or_insert(instance), instance);
    }
    assert!(there.len() > 2);
}

fn same_tracks(made: &Made, scene: &Scene, quantum: &Quantum) {
    let table = load::tracks(scene).expect("tracks");
    let wanted = made.truth["tracks"].as_array().expect("tracks");
    assert_eq!(
        (table.count, table.frames()),
        (wanted.len(), FRAMES as usize)
    );
    let mut visible = 0;
    for (track, wanted) in wanted.iter().enumerate() {
        for frame in 0..FRAMES as usize {
            let found = table.at(frame, track);
            if wanted["pixel"][frame].is_null() {
                assert_eq!(found, None, "behind the camera");
                continue;
            }
            let (world, pixel, sight) = found.expect("a point");
            let off = (world - vector(&wanted["world"][frame]))
                .abs()
                .max_element();
            // Beyond 16 m half precision is coarser; streets are long.
            let far = world.abs().max_element() / 16.0;
            assert!(
                off <= quantum.track_m * far.max(1.0) * 2.0,
                "a point is {off} m off"
            );
            let at = flat(&wanted["pixel"][frame]);
            let most = quantum.track_px * (at[0].abs().max(at[1].abs()) / 256.0).max(1.0);
            near(f64::from(pixel.x as f32), at[0], most, "a point's column");
            near(f64::from(pixel.y as f32), at[1], most, "a point's row");
            let is_visible = wanted["visible"][frame] == true;
            assert_eq!(sight == Sight::Visible, is_visible);
            visible += usize::from(is_visible);
        }
    }
    assert!(visible > 500, "{visible} visible points");
}
