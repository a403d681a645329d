//! Moving a box in the fix screen, held against counts made here: own parsing of nothing but the points, own algebra.

use super::WINDOW;
use super::project::{Project, Words};
use super::stage::Stage;
use crate::dataset::{Bytes, cloud::ply};
use crate::evidence::Shape;
use crate::sample::{Check, CheckResult, Sample};
use crate::ui::state::fix::{BoxNumbers, Fix, Measured};
use crate::ui::state::{Command, FixEdit, Phase};
use crate::ui::theme::Mode;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use std::path::Path;

pub(super) type Vec3 = [f64; 3];

/// An upright box as its fields say it.
#[derive(Clone, Copy)]
pub(super) struct Upright(pub BoxNumbers);

impl Upright {
    pub(super) fn turn(&self, v: Vec3, sign: f64) -> Vec3 {
        let angle = sign * self.0.yaw_deg.expect("upright").to_radians();
        let (s, c) = angle.sin_cos();
        [c * v[0] - s * v[1], s * v[0] + c * v[1], v[2]]
    }

    pub(super) fn local(&self, p: Vec3) -> Vec3 {
        let c = self.0.center;
        self.turn([p[0] - c[0], p[1] - c[1], p[2] - c[2]], -1.0)
    }

    pub(super) fn contains(&self, p: Vec3, inflate: f64) -> bool {
        let (local, size) = (self.local(p), self.0.size);
        (0..3).all(|i| local[i].abs() <= size[i] * 0.5 * inflate)
    }

    fn nearest(&self, p: Vec3) -> Vec3 {
        let (local, size, c) = (self.local(p), self.0.size, self.0.center);
        let kept = std::array::from_fn(|i| local[i].clamp(-size[i] * 0.5, size[i] * 0.5));
        let back = self.turn(kept, 1.0);
        [back[0] + c[0], back[1] + c[1], back[2] + c[2]]
    }

    /// From one box to the other and back until nothing moves: that ends at the closest points of two convex bodies.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        let mut p = self.0.center;
        for _ in 0..20_000 {
            p = self.nearest(other.nearest(p));
        }
        apart(p, other.nearest(p))
    }
}

fn apart(a: Vec3, b: Vec3) -> f64 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

/// The points of the tour's room with their instances.
pub(super) fn room_points() -> Vec<(u16, Vec3)> {
    let bytes = include_bytes!("../../../../assets/tour/room/cloud_small.ply");
    let loaded = ply::read(Bytes::Memory(bytes), Path::new("cloud_small.ply"));
    let cloud = loaded.expect("a cloud").cloud;
    let origin = cloud.origin.to_array();
    let all = cloud.points.iter().zip(&cloud.instance);
    let at = |i: usize, offset: [f32; 3]| f64::from(offset[i]) + origin[i];
    all.map(|(p, id)| (*id, std::array::from_fn(|i| at(i, p.offset_m))))
        .collect()
}

fn points(room: &[(u16, Vec3)], instance: u16) -> Vec<Vec3> {
    let of = room.iter().filter(|(id, _)| *id == instance);
    of.map(|(_, p)| *p).collect()
}

/// Share in the box and disagreement with it, of the first two boxes of a sample, counted one by one.
fn counted(sample: &Sample) -> (f64, f64) {
    let room = room_points();
    let boxes: Vec<(Upright, Vec<Vec3>)> = sample.evidence[..2]
        .iter()
        .map(|e| {
            let Shape::Obb(shape) = &e.shape else {
                panic!("no box: {e:?}")
            };
            let id = u16::try_from(shape.instance.expect("an instance")).expect("small");
            let numbers = BoxNumbers::of(e).expect("numbers");
            (Upright(numbers), points(&room, id))
        })
        .collect();
    let share = boxes.iter().map(|(b, points)| {
        let inside = points.iter().filter(|p| b.contains(**p, 1.05)).count();
        inside as f64 / points.len() as f64
    });
    let pairs = boxes[0]
        .1
        .iter()
        .flat_map(|p| boxes[1].1.iter().map(move |q| apart(*p, *q)));
    let scanned = pairs.fold(f64::MAX, f64::min);
    let off = (scanned - boxes[0].0.distance(&boxes[1].0)).abs();
    (share.fold(f64::MAX, f64::min), off)
}

pub(super) fn fix(stage: &Stage) -> &Fix {
    let card = stage.harness.state().state.card.as_ref().expect("a card");
    card.fix.as_ref().expect("a fix")
}

fn check<'a>(fix: &'a Fix, name: &str) -> &'a Check {
    let found = fix.draft.checks.iter().find(|c| c.name == name);
    found.unwrap_or_else(|| panic!("no check {name:?}"))
}

fn value(fix: &Fix, name: &str) -> f64 {
    check(fix, name).value.expect("a number")
}

/// The names of the rows of checks, as they are read out, from the top.
fn rows(stage: &Stage) -> Vec<String> {
    let root = stage.harness.root();
    let labels = root
        .children_recursive()
        .filter_map(|n| n.accesskit_node().label());
    labels
        .filter(|l| ["pass, ", "fail, "].iter().any(|w| l.starts_with(w)))
        .collect()
}

#[test]
fn moving_a_box_measures_it_again_as_a_count_of_its_own_does() {
    let mut stage = Stage::new(WINDOW, 1.0, Mode::Dark);
    let project = Project::new(Words::Usual, None);
    stage.open(&project);
    stage.answer(true);
    stage.press(Key::E);
    stage.expect(Phase::Fixing);
    let before = fix(&stage).clone();
    let (share, off) = counted(&before.draft);
    assert!((value(&before, "points_in_box") - share).abs() < 1e-9);
    assert!((value(&before, "points_agree") - off).abs() < 1e-4, "{off}");

    // Chair 1 half a metre along x.
    let mut numbers = before.box_numbers().expect("a box");
    numbers.center[0] += 0.5;
    let app = stage.harness.state_mut();
    app.state
        .apply(Command::Fix(FixEdit::Box(numbers)), 1_000_000);
    assert_eq!(fix(&stage).measured, Measured::Awaited);
    let unsaved = fix(&stage).finish().expect("a fix");
    let number = |c: &Check| c.name == "points_in_box" && c.value.is_some();
    assert!(
        !unsaved.checks.iter().any(number),
        "a number of other boxes is never saved"
    );
    stage.settle();

    let after = fix(&stage).clone();
    assert_eq!(after.measured, Measured::Current);
    let (share, off) = counted(&after.draft);
    assert!(share < 0.2 && off > 0.2, "{share} {off}");
    assert!((value(&after, "points_in_box") - share).abs() < 1e-9);
    assert!((value(&after, "points_agree") - off).abs() < 1e-4, "{off}");
    for same in ["visible_share", "inside_image"] {
        assert_eq!(
            value(&after, same),
            value(&before, same),
            "the chair did not move"
        );
    }
    let red = |c: &&Check| c.result == CheckResult::Red;
    assert_eq!(after.draft.checks.iter().take_while(red).count(), 2);
    let shown = rows(&stage);
    assert!(
        shown[0].starts_with("fail, Points in box")
            && shown[1].starts_with("fail, Points agree")
            && shown[2].starts_with("pass"),
        "{shown:?}"
    );

    // And back: the numbers and their order as they were.
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(fix(&stage).draft.checks, before.draft.checks);
    assert!(!fix(&stage).changed());
}

/// Puts the pointer there and returns what is lit then.
fn lit_at(stage: &mut Stage, at: egui::Pos2) -> Option<String> {
    stage.harness.event(egui::Event::PointerMoved(at));
    stage.harness.step();
    stage.harness.step();
    stage.harness.state().state.lit.clone()
}

#[test]
fn a_box_under_the_pointer_lights_its_word_in_scene_and_image() {
    let mut stage = Stage::new(WINDOW, 1.0, Mode::Dark);
    let project = Project::new(Words::Usual, None);
    stage.open(&project);
    stage.answer(true);
    // Each pane by its middle: the scene above, the image in the lower left; see revealed-dark.png.
    let panes = [
        (egui::pos2(20.0, 100.0), egui::vec2(880.0, 330.0)),
        (egui::pos2(10.0, 490.0), egui::vec2(360.0, 270.0)),
    ];
    for (min, size) in panes {
        let mut lit = std::collections::BTreeSet::new();
        for n in 0..400_u16 {
            let share = egui::vec2(f32::from(n % 20), f32::from(n / 20)) / 19.0;
            let at = min + size * share;
            let plates = stage.harness.root();
            let over_plate = plates.children_recursive().any(|n| {
                let name = n.accesskit_node().label();
                let named = name.is_some_and(|l| l.starts_with("chair"));
                named && n.rect().contains(at)
            });
            if !over_plate {
                lit.extend(lit_at(&mut stage, at));
            }
        }
        assert!(lit.contains("e1") && lit.contains("e2"), "{lit:?}");
        assert_eq!(
            lit_at(&mut stage, min),
            None,
            "and the corner lights nothing"
        );
    }
}
