//! `scene index`: visibility tables, held against pixels that another program counted.

use crate::support::{Sandbox, data};
use serde_json::{Value, json};
use spatialscore::dataset;
use spatialscore::dataset::index::{FrameTable, Index, Shown, Table, Way, measure};
use spatialscore::geom::{DVec3, Obb, Pinhole, Pose};
use spatialscore::job::Cancel;
use spatialscore::scene::{Frame, Object, Scene, Stored, Surface};

fn table(scene: &Scene) -> Table {
    measure(scene, &Cancel::default(), &|| {}).expect("not cancelled")
}

/// The room, and of each object in each frame what was measured beside what was counted.
fn against_truth(change: impl Fn(&mut Scene)) -> Option<Vec<(Option<Shown>, Value)>> {
    let folder = data("room")?;
    let text = std::fs::read_to_string(folder.join("truth.json")).expect("truth.json");
    let truth: Value = serde_json::from_str(&text).expect("JSON");
    let (_, found) = dataset::find(&folder, Some("room")).expect("a room");
    let mut scene = found.open(0).expect("a room");
    change(&mut scene);
    // A few frames are enough, and quick in a build that is not optimised.
    scene.frames.truncate(6);
    let table = table(&scene);
    assert_eq!(table.warnings, [""; 0]);
    let frames = truth["frames"].as_array().expect("frames");
    let of = |(table, truth): (&FrameTable, &Value)| {
        let objects = truth["objects"].as_array().expect("objects").clone();
        let shown = objects.iter().map(|o| {
            let id = o["instance"].as_u64();
            table
                .objects
                .iter()
                .find(|s| Some(u64::from(s.instance)) == id)
                .copied()
        });
        shown
            .collect::<Vec<_>>()
            .into_iter()
            .zip(objects)
            .collect::<Vec<_>>()
    };
    Some(table.frames.iter().zip(frames).flat_map(of).collect())
}

/// Differences of the visible shares, and quotients of the visible pixels; of objects that are not tiny.
fn off(pairs: &[(Option<Shown>, Value)], way: Way) -> (Vec<f64>, Vec<f64>) {
    let (mut shares, mut pixels) = (Vec::new(), Vec::new());
    for (shown, truth) in pairs {
        let px = |key: &str| truth[key].as_f64().expect("px");
        if px("unoccluded_px") < 3000.0 {
            continue;
        }
        assert!(shown.is_none_or(|s| s.way == way), "{shown:?}");
        let share = shown.and_then(|s| s.visible_share).unwrap_or(0.0);
        shares.push((share - px("visible_px") / px("unoccluded_px")).abs());
        if let Some(seen) = shown.and_then(|s| s.visible_px) {
            pixels.push((seen / px("visible_px").max(1.0)).max(0.01));
        }
    }
    shares.sort_by(f64::total_cmp);
    pixels.sort_by(f64::total_cmp);
    (shares, pixels)
}

#[test]
fn scanned_points_against_depth_agree_with_counted_pixels() {
    let Some(pairs) = against_truth(|_| {}) else {
        return;
    };
    let (shares, pixels) = off(&pairs, Way::Points);
    assert!(shares.len() > 60, "{}", shares.len());
    assert!(
        shares[shares.len() / 2] < 0.05,
        "{}",
        shares[shares.len() / 2]
    );
    // With masks the pixels are counted.
    assert!(pixels.iter().all(|p| *p == 1.0), "{pixels:?}");
    let unmasked = |scene: &mut Scene| scene.frames.iter_mut().for_each(|f| f.ids = None);
    let (shares, pixels) = off(&against_truth(unmasked).expect("as before"), Way::Points);
    assert!(
        shares[shares.len() / 2] < 0.05,
        "{}",
        shares[shares.len() / 2]
    );
    let median = pixels[pixels.len() / 2];
    assert!((0.95..1.25).contains(&median), "{median}");
}

#[test]
fn masks_are_counted_to_the_pixel() {
    let Some(pairs) = against_truth(|scene| scene.surfaces.clear()) else {
        return;
    };
    let mut counted = 0;
    for (shown, truth) in &pairs {
        if truth["visible_px"] == 0 {
            continue;
        }
        let shown = shown.expect("its mask shows it");
        assert_eq!((shown.way, shown.visible_share), (Way::Mask, None));
        assert_eq!(shown.visible_px, truth["visible_px"].as_f64(), "{truth}");
        assert_eq!(
            json!(shown.rect.expect("a rectangle").map(|v| v as i64)),
            truth["visible_box"]
        );
        counted += 1;
    }
    assert!(counted > 60, "{counted}");
}

#[test]
fn depth_in_a_box_tells_about_what_is_seen_of_it() {
    let bare = |scene: &mut Scene| {
        scene.surfaces.clear();
        scene.frames.iter_mut().for_each(|f| f.ids = None);
    };
    let Some(pairs) = against_truth(bare) else {
        return;
    };
    let (shares, _) = off(&pairs, Way::Box);
    assert!(shares.len() > 60, "{}", shares.len());
    // Boxes also hold what stands in or on a thing, and much of a thin one is air.
    assert!(
        shares[shares.len() / 2] < 0.12,
        "{}",
        shares[shares.len() / 2]
    );
}

/// A wall 4 m ahead of which a board 2 m ahead hides the left half; corners know their object.
const WALL_AND_BOARD: &str = "ply\nformat ascii 1.0\nelement vertex 608\nproperty float x\nproperty float y\n\
    property float z\nproperty ushort instance\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n";

fn wall_and_board(sandbox: &Sandbox) -> Scene {
    let mut ply = WALL_AND_BOARD.to_owned();
    // The camera looks along world x, with world y to its left. Corners first, then points for the share.
    let square =
        |x: f64, y0: f64, y1: f64| [[x, y0, -1.0], [x, y1, -1.0], [x, y1, 1.0], [x, y0, 1.0]];
    let mut add = |[x, y, z]: [f64; 3], id| ply += &format!("{x} {y} {z} {id}\n");
    square(4.0, -1.0, 1.0).into_iter().for_each(|p| add(p, 7));
    square(2.0, 0.0, 1.0).into_iter().for_each(|p| add(p, 9));
    for i in 0..600 {
        let (row, column) = (f64::from(i / 30), f64::from(i % 30));
        add(
            [4.0, (column + 0.5) / 15.0 - 1.0, (row + 0.5) / 10.0 - 1.0],
            7,
        );
    }
    ply += "3 0 1 2\n3 0 2 3\n3 4 5 6\n3 4 6 7\n";
    sandbox.write("scene/mesh.ply", ply);
    let k = [200.0, 0.0, 100.0, 0.0, 200.0, 100.0, 0.0, 0.0, 1.0];
    let pose = Pose::look_at(DVec3::ZERO, DVec3::X, DVec3::Z).expect("a pose");
    let object = |id, x: f64, y: f64, wide: f64| {
        let obb = Obb::upright(DVec3::new(x, y, 0.0), DVec3::new(0.0, wide, 2.0), 0.0);
        Object::new(id, "thing", format!("thing {id}"), obb)
    };
    Scene {
        id: "two".into(),
        root: sandbox.path("scene"),
        frames: vec![Frame {
            id: "f0".into(),
            image: Stored::file("f0.png"),
            camera: Pinhole::from_k(&k, 200, 200).expect("a camera").into(),
            world_from_camera: pose,
            time_secs: 0.0,
            depth: None,
            ids: None,
            hidden: None,
            seen: Vec::new(),
            unlabelled: Vec::new(),
        }],
        objects: vec![object(7, 4.0, 0.0, 2.0), object(9, 2.0, 0.5, 1.0)],
        surfaces: vec![Surface {
            stored: Stored::file("mesh.ply"),
            label: "mesh".into(),
            world_from_surface: Pose::IDENTITY,
        }],
        ..Scene::default()
    }
}

#[test]
fn without_depth_the_mesh_hides_what_stands_behind_it() {
    let sandbox = Sandbox::new();
    let table = table(&wall_and_board(&sandbox));
    let [frame] = &table.frames[..] else {
        panic!("{table:?}")
    };
    let wall = frame
        .objects
        .iter()
        .find(|s| s.instance == 7)
        .expect("half of it");
    assert_eq!((wall.way, wall.inside_share), (Way::Mesh, Some(1.0)));
    let share = wall.visible_share.expect("a share");
    assert!((share - 0.5).abs() < 0.04, "{wall:?}");
    // The wall fills the middle 100 px of the picture; its right half is free.
    let [x0, y0, x1, y1] = wall.rect.expect("a rectangle");
    for (found, by_hand) in [(x0, 100.0), (x1, 150.0), (y0, 50.0), (y1, 150.0)] {
        assert!((found - by_hand).abs() < 9.0, "{wall:?}");
    }
}

#[test]
fn a_cancelled_measure_ends() {
    let cancel = Cancel::default();
    cancel.cancel();
    assert!(measure(&Scene::default(), &cancel, &|| {}).is_err());
}

#[test]
fn tables_are_written_once_and_again_when_something_changed() {
    let sandbox = Sandbox::new();
    let from = format!(
        "{}/tests/data/layouts/ca1m/folder",
        env!("CARGO_MANIFEST_DIR")
    );
    copy(from.as_ref(), &sandbox.path("set"));
    let run = |more: &[&str]| -> Value {
        let run = sandbox.run(["scene", "index", "set", "--json"].iter().chain(more));
        assert!(run.code < Some(2), "{}", run.stderr);
        serde_json::from_str(&run.stdout).expect("JSON")
    };
    let first = run(&[]);
    assert!(
        first["scenes"].as_u64() >= Some(1) && first["up_to_date"] == 0,
        "{first}"
    );
    assert!(first["views"].as_u64() >= Some(1), "{first}");
    let second = run(&[]);
    assert_eq!(
        (&second["scenes"], &second["up_to_date"]),
        (&json!(0), &first["scenes"])
    );
    assert_eq!(second["file"], first["file"]);
    assert_eq!(run(&["--overwrite"])["scenes"], first["scenes"]);

    let (_, found) = dataset::find(&sandbox.path("set"), None).expect("a data set");
    let scene = found.open(0).expect("a scene");
    let depth = scene.frames[0].depth.as_ref().expect("a depth map");
    let path = sandbox
        .path("set")
        .join(&scene.root)
        .join(&depth.stored.path);
    let mut bytes = std::fs::read(&path).expect("depth");
    bytes.push(0);
    std::fs::write(&path, bytes).expect("changed");
    assert_eq!(run(&[])["scenes"], 1);
    let file = first["file"].as_str().expect("a path");
    let tables = Index::open(file.as_ref()).expect("tables");
    let table = tables.table(&scene.id).expect("read").expect("there");
    assert_eq!(table.frames.len(), scene.frames.len());
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).expect("copied")),
        }
    }
}
