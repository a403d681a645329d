//! The simulated room with full truth: geometry, visibility and Absolute Distance held against numbers that
//! were computed by another program.

use crate::support::data;
use serde_json::Value;
use spatialscore::dataset::{ply, room};
use spatialscore::geom::closest_points;
use spatialscore::question::absolute_distance::{Form, Gate, Input, Thresholds, ask};
use spatialscore::question::visibility::view;
use spatialscore::scene::{DepthMap, Frame, PointCloud, Scene};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

struct Room {
    folder: PathBuf,
    scene: Scene,
    cloud: PointCloud,
    truth: Value,
}

impl Room {
    fn open() -> Option<Self> {
        let folder = data("room")?;
        let text = std::fs::read_to_string(folder.join("scene.json")).expect("scene.json");
        let scene = room::read(&text, &folder).expect("the room");
        let path = folder.join("cloud_small.ply");
        let (cloud, dropped) =
            ply::read(&std::fs::read(&path).expect("the cloud"), &path).expect("a cloud");
        assert_eq!((cloud.points.len(), dropped), (250_000, 0));
        let truth = std::fs::read_to_string(folder.join("truth.json")).expect("truth.json");
        Some(Self {
            folder,
            scene,
            cloud,
            truth: serde_json::from_str(&truth).expect("json"),
        })
    }

    fn depth(&self, frame: &Frame) -> DepthMap {
        depth(&self.folder.join(frame.depth.as_ref().expect("a depth map")))
    }
}

fn depth(path: &Path) -> DepthMap {
    let picture = image::open(path).expect("a depth map").into_luma16();
    DepthMap {
        width: picture.width(),
        height: picture.height(),
        mm: picture.into_raw(),
    }
}

#[test]
fn all_406_distances_agree_with_the_truth() {
    let Some(room) = Room::open() else { return };
    let pairs = room.truth["pairs"].as_array().expect("pairs");
    assert_eq!(pairs.len(), 406);
    for pair in pairs {
        let id = |key: &str| u32::try_from(pair[key].as_u64().expect("an id")).expect("an id");
        let obb = |key: &str| room.scene.object(id(key)).expect("an object").obb;
        let (closest, centre) = (
            closest_points(&obb("a"), &obb("b")).distance_m,
            obb("a").center.distance(obb("b").center),
        );
        let truth = |key: &str| pair[key].as_f64().expect("metres");
        assert!(
            (closest - truth("closest_m")).abs() < 2e-6,
            "{pair}: {closest}"
        );
        assert!(
            (centre - truth("centre_m")).abs() < 2e-6,
            "{pair}: {centre}"
        );
    }
}

#[test]
fn visible_shares_agree_with_counted_pixels() {
    let Some(room) = Room::open() else { return };
    let mut off: Vec<(f64, String)> = Vec::new();
    for (frame, truth) in room
        .scene
        .frames
        .iter()
        .zip(room.truth["frames"].as_array().expect("frames"))
    {
        let depth = room.depth(frame);
        for o in truth["objects"].as_array().expect("objects") {
            let (seen, whole) = (
                o["visible_px"].as_f64().expect("px"),
                o["unoccluded_px"].as_f64().expect("px"),
            );
            let id = u16::try_from(o["instance"].as_u64().expect("id")).expect("id");
            let points: Vec<_> = room.cloud.of_instance(id).collect();
            if whole < 3000.0 || points.len() < 400 {
                continue;
            }
            let share = view(&points, &frame.pinhole, &frame.world_from_camera, &depth)
                .map_or(0.0, |v| v.visible_share);
            off.push((
                (share - seen / whole).abs(),
                format!(
                    "{} object {id}: {share:.2} against {:.2}",
                    frame.id,
                    seen / whole
                ),
            ));
        }
    }
    off.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (median, p95) = (&off[off.len() / 2], &off[off.len() * 95 / 100]);
    assert!(off.len() > 200, "{} views", off.len());
    assert!(median.0 < 0.05, "median {} ({})", median.0, median.1);
    assert!(p95.0 < 0.25, "95th percentile {} ({})", p95.0, p95.1);
}

#[test]
fn chair_1_to_the_table_is_the_card_of_the_pictures() {
    let Some(room) = Room::open() else { return };
    let frame = room.scene.frame("f0").expect("the first frame");
    let input = Input {
        scene: &room.scene,
        cloud: &room.cloud,
        frame,
        depth: &room.depth(frame),
    };
    let draft = ask(input, 21, 20, Form::MultiChoice, &Thresholds::STRICT, 9).expect("a question");
    let sample = &draft.sample;
    assert_eq!(
        sample.evidence[2].value.map(|v| (v * 1e6).round() / 1e6),
        Some(1.376624)
    );
    assert!(
        sample.released.options.contains(&"1.4 m".to_owned()),
        "{:?}",
        sample.released.options
    );
    let again = ask(input, 21, 20, Form::MultiChoice, &Thresholds::STRICT, 9).expect("a question");
    assert_eq!(
        serde_json::to_string(&again.sample).expect("json"),
        serde_json::to_string(sample).expect("json")
    );
}

#[test]
fn every_frame_gives_questions_and_every_gate_fires() {
    let Some(room) = Room::open() else { return };
    let (mut kept, mut gates) = (0, BTreeMap::<Gate, usize>::new());
    for frame in room.scene.frames.iter().step_by(6) {
        let input = Input {
            scene: &room.scene,
            cloud: &room.cloud,
            frame,
            depth: &room.depth(frame),
        };
        for (i, a) in room.scene.objects.iter().enumerate() {
            for b in &room.scene.objects[i + 1..] {
                match ask(
                    input,
                    a.instance,
                    b.instance,
                    Form::MultiChoice,
                    &Thresholds::STRICT,
                    9,
                ) {
                    Ok(_) => kept += 1,
                    Err(gate) => *gates.entry(gate).or_default() += 1,
                }
            }
        }
    }
    eprintln!("kept {kept}, {gates:?}");
    assert!(kept >= 60, "{kept} kept, {gates:?}");
    for gate in [Gate::NotVisible, Gate::TooNear, Gate::Unsteady] {
        assert!(gates.contains_key(&gate), "{gate:?} never fires: {gates:?}");
    }
}
