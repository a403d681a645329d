//! The simulated room with full truth: geometry, visibility and Absolute Distance held against numbers that
//! were computed by another program.

use crate::support::data;
use serde_json::{Value, json};
use spatialscore::answer::Answer;
use spatialscore::dataset::{cloud, room};
use spatialscore::evidence::{Evidence, ObbShape, Role, Shape};
use spatialscore::geom::closest_points;
use spatialscore::proof::verdict;
use spatialscore::question::absolute_distance::{self, Form, Gate, Input, Thresholds, ask};
use spatialscore::question::objects::ObjectLimits;
use spatialscore::sample::{CheckResult, Sample};
use spatialscore::scene::visibility::view;
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
        let loaded = cloud::open(&path).expect("a cloud");
        let cloud = loaded.cloud;
        assert_eq!((cloud.points.len(), loaded.lost.len()), (250_000, 0));
        let truth = std::fs::read_to_string(folder.join("truth.json")).expect("truth.json");
        Some(Self {
            folder,
            scene,
            cloud,
            truth: serde_json::from_str(&truth).expect("json"),
        })
    }

    fn depth(&self, frame: &Frame) -> DepthMap {
        let depth_of = frame.depth.as_ref().expect("a depth map");
        depth(&self.folder.join(&depth_of.stored.path))
    }
}

fn depth(path: &Path) -> DepthMap {
    let picture = image::open(path).expect("a depth map").into_luma16();
    DepthMap::of_mm(picture.width(), picture.height(), picture.into_raw())
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
            let share = view(&points, &frame.camera, &frame.world_from_camera, &depth)
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

/// Nothing is too small, hidden or noisy: what is left is the question itself.
const EVERYTHING: Thresholds = Thresholds {
    objects: ObjectLimits {
        min_visible_share: 0.0,
        min_visible_px: 0.0,
        min_visible_image_share: 0.0,
        min_short_side_px: 0.0,
        min_inside_share: 0.0,
        min_points: 0,
        min_points_in_box_share: 0.0,
    },
    min_distance_m: 0.0,
    max_disagreement_m: 0.1,
    max_disagreement_share: 0.1,
};

/// What a yes or no question says, read from its words alone: the length, and whether "more than" is asked.
fn stated(question: &str) -> (f64, bool) {
    let more = question.contains(" more than ");
    let (_, after) = question
        .split_once(if more { " more than " } else { " less than " })
        .unwrap_or_else(|| panic!("no relation: {question}"));
    let (number, _) = after.split_once(" m").expect("a unit");
    (number.parse().expect("a length"), more)
}

#[test]
fn more_and_less_agree_with_the_truth_of_all_406_pairs() {
    let Some(room) = Room::open() else { return };
    let boxed = |id: &str, instance: u32| {
        let obb = room.scene.object(instance).expect("an object").obb;
        let shape = Shape::Obb(ObbShape::new(&obb, Some(instance), "thing"));
        Evidence::new(id, Role::Subject, id, shape)
    };
    for pair in room.truth["pairs"].as_array().expect("pairs") {
        let id = |key: &str| u32::try_from(pair[key].as_u64().expect("an id")).expect("an id");
        let truth = pair["closest_m"].as_f64().expect("metres");
        let evidence = [boxed("e1", id("a")), boxed("e2", id("b"))];
        for (stated, is_longer) in [(truth * 0.8 - 0.01, true), (truth * 1.25 + 0.01, false)] {
            for (relation, expected) in [("greater", is_longer), ("less", !is_longer)] {
                let proof = serde_json::from_value(json!({"op": "compare", "relation": relation,
                    "a": {"op": "distance_closest", "a": "e1", "b": "e2"},
                    "b": {"op": "stated", "value": stated, "unit": "m"}}));
                let key = Answer::YesNo { value: expected };
                let v = verdict(&proof.expect("a proof"), &evidence, &[], &key).expect("a verdict");
                assert!(v.equals_key, "{pair} {relation} {stated}");
                let margin = v.margin.expect("a margin") - (truth - stated).abs();
                assert!(margin.abs() < 2e-6, "{pair} {stated}: {margin}");
            }
        }
    }
}

#[test]
fn yes_and_no_questions_agree_with_the_truth() {
    let Some(room) = Room::open() else { return };
    let (mut asked, mut yes, mut more) = (0, 0, 0);
    let mut refused = BTreeMap::<Gate, usize>::new();
    let frames: Vec<(&Frame, DepthMap)> = room
        .scene
        .frames
        .iter()
        .step_by(6)
        .map(|f| (f, room.depth(f)))
        .collect();
    for pair in room.truth["pairs"].as_array().expect("pairs") {
        let id = |key: &str| u32::try_from(pair[key].as_u64().expect("an id")).expect("an id");
        let truth = pair["closest_m"].as_f64().expect("metres");
        let mut last = None;
        let sample = frames.iter().find_map(|(frame, depth)| {
            let input = Input {
                scene: &room.scene,
                cloud: &room.cloud,
                frame,
                depth,
            };
            ask(input, id("a"), id("b"), Form::Judgement, &EVERYTHING, 9)
                .map_err(|gate| last = Some(gate))
                .ok()
        });
        let Some(sample) = sample.map(|draft| draft.sample) else {
            *refused.entry(last.expect("a gate")).or_default() += 1;
            continue;
        };
        let (threshold, is_more) = stated(&sample.released.question);
        let expected = if is_more {
            truth > threshold
        } else {
            truth < threshold
        };
        let said = if expected { "yes" } else { "no" };
        assert_eq!(
            sample.released.answer, said,
            "{}: {truth}",
            sample.released.question
        );
        assert_eq!(sample.answer, Answer::YesNo { value: expected });
        let gap = (truth - threshold).abs();
        assert!(
            gap >= 0.0999 && gap / truth.max(threshold) >= 0.2499,
            "{threshold} for {truth}"
        );
        asked += 1;
        yes += usize::from(expected);
        more += usize::from(is_more);
    }
    eprintln!("{asked} asked, {yes} yes, {more} more than; {refused:?}");
    assert!(asked >= 150, "{asked} asked, {refused:?}");
    for count in [yes, more] {
        let share = count as f64 / asked as f64;
        assert!((0.4..=0.6).contains(&share), "{count} of {asked}");
    }
}

#[test]
fn a_box_moved_across_the_stated_length_turns_the_answer() {
    let Some(room) = Room::open() else { return };
    let frame = room.scene.frame("f0").expect("the first frame");
    let depth = room.depth(frame);
    let input = Input {
        scene: &room.scene,
        cloud: &room.cloud,
        frame,
        depth: &depth,
    };
    for seed in 0..8 {
        let draft = ask(input, 21, 20, Form::Judgement, &Thresholds::STRICT, seed);
        let sample = draft.expect("a question").sample;
        let red = |s: &Sample| {
            s.checks
                .iter()
                .filter(|c| c.result == CheckResult::Red)
                .count()
        };
        assert_eq!(red(&sample), 0, "{:?}", sample.checks);
        let (threshold, is_more) = stated(&sample.released.question);
        let was = sample.evidence[2].value.expect("metres");
        // Chair 1 stands off the table along the segment: so far along it that the distance is the other side's.
        let moved_to = |metres: f64| {
            let mut moved = sample.clone();
            let Shape::Segment { a, b } = sample.evidence[2].shape else {
                panic!("a segment")
            };
            let Shape::Obb(shape) = &mut moved.evidence[0].shape else {
                panic!("a box")
            };
            for axis in 0..3 {
                shape.center[axis] += (a[axis] - b[axis]) / was * (metres - was);
            }
            absolute_distance::answer(moved).expect("an answer")
        };
        let (short, long) = (moved_to(threshold * 0.7), moved_to(threshold * 1.3));
        for (sample, is_long) in [(&short, false), (&long, true)] {
            assert_eq!(
                sample.answer,
                Answer::YesNo {
                    value: is_long == is_more
                }
            );
            assert_eq!(red(sample), 0, "{:?}", sample.checks);
            assert_eq!(
                stated(&sample.released.question).0,
                threshold,
                "the words stay"
            );
        }
        assert_ne!(short.answer, long.answer);
        let near = moved_to(threshold * 1.002);
        assert!(red(&near) >= 2, "margin and noise: {:?}", near.checks);
    }
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
