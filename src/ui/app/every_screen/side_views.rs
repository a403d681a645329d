//! The side views of the fix screen by pointer and keys, and what follows from them; measured on the picture and
//! counted on the points, by ways of their own.

use super::fixing::{Upright, Vec3, fix, room_points};
use super::project::{Project, Words};
use super::stage::Stage;
use super::{WINDOW, look_at};
use crate::answer::Answer;
use crate::raster::Side;
use crate::ui::state::fix::BoxNumbers;
use crate::ui::state::fix::grip::{self, Grip};
use crate::ui::state::{Command, FixEdit, Phase};
use crate::ui::theme::Mode;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, pos2, vec2};
use egui_kittest::kittest::NodeT as _;

/// The room's first card, being fixed: chair 1 against chair 3.
pub(super) fn fixing(size: Vec2, mode: Mode) -> (Project, Stage) {
    let project = Project::new(Words::Usual, None);
    let mut stage = Stage::new(size, 1.0, mode);
    stage.open(&project);
    stage.answer(true);
    stage.press(Key::E);
    stage.expect(Phase::Fixing);
    (project, stage)
}

pub(super) fn numbers(stage: &Stage) -> BoxNumbers {
    fix(stage).box_numbers().expect("a box")
}

/// The names of everything on screen, as they are read out.
pub(super) fn names(stage: &Stage) -> Vec<String> {
    let root = stage.harness.root();
    let all = root.children_recursive();
    all.filter_map(|n| {
        let node = n.accesskit_node();
        node.label().or_else(|| node.value())
    })
    .collect()
}

pub(super) fn has(stage: &Stage, name: &str) -> bool {
    names(stage).iter().any(|n| n == name)
}

pub(super) fn rect_of(stage: &Stage, name: &str) -> Rect {
    let root = stage.harness.root();
    let node = root
        .children_recursive()
        .find(|n| n.accesskit_node().label().as_deref() == Some(name));
    node.unwrap_or_else(|| panic!("no {name:?} in {:?}", names(stage)))
        .rect()
}

fn button(stage: &mut Stage, pos: Pos2, pressed: bool) {
    stage.harness.event(Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    stage.harness.step();
}

/// Presses at a place, goes there in ten steps, lets go.
pub(super) fn drag(stage: &mut Stage, from: Pos2, by: Vec2) {
    stage.harness.event(Event::PointerMoved(from));
    stage.harness.step();
    button(stage, from, true);
    for n in 1..=10_u8 {
        let at = from + by * (f32::from(n) / 10.0);
        stage.harness.event(Event::PointerMoved(at));
        stage.harness.step();
    }
    button(stage, from + by, false);
    stage.settle();
}

/// Whether a pixel is of the colour of a subject's lines (#E69F00).
fn is_subject(pixel: image::Rgba<u8>) -> bool {
    let [r, g, b, _] = pixel.0.map(i32::from);
    (r - 0xE6).abs() + (g - 0x9F).abs() + b.abs() < 24
}

/// The outermost pixels of the box's lines on a row of the picture, between the columns of a rectangle.
fn span(picture: &image::RgbaImage, y: f32, rect: Rect) -> (f32, f32) {
    let columns = rect.left() as u32..rect.right() as u32;
    let found: Vec<u32> = columns
        .filter(|x| is_subject(*picture.get_pixel(*x, y as u32)))
        .collect();
    let (first, last) = (found.first(), found.last());
    let middle = |x: &u32| *x as f32 + 0.5;
    (
        middle(first.expect("a line")),
        middle(last.expect("a line")),
    )
}

/// The exact distance of the two boxes that the question is about.
fn distance(stage: &Stage) -> f64 {
    let boxes = &fix(stage).draft.evidence[..2];
    let boxes: Vec<Upright> = boxes
        .iter()
        .map(|e| Upright(BoxNumbers::of(e).expect("a box")))
        .collect();
    boxes[0].distance(&boxes[1])
}

fn key(stage: &Stage) -> String {
    let draft = &fix(stage).draft;
    let Answer::Option { index } = draft.answer else {
        panic!("no choice: {:?}", draft.answer);
    };
    draft.options[index].text.clone()
}

fn apart(a: Vec3, b: Vec3) -> f64 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn a_box_dragged_in_its_side_view_moves_by_metres_and_everything_follows() {
    let (project, mut stage) = fixing(WINDOW, Mode::Dark);
    stage.press(Key::S);
    stage.press(Key::S);
    let view = rect_of(&stage, "Side view of chair 1");
    let (before, options) = (numbers(&stage), fix(&stage).draft.released.options.clone());
    // A row between the box's middle and its top handle: there are its two upright edges alone.
    let picture = stage.harness.render().expect("a picture");
    let row = view.center().y - 30.0;
    let (left, right) = span(&picture, row, view);
    let px_per_m = f64::from(right - left - 1.0) / before.size[1];
    assert!((80.0..600.0).contains(&px_per_m), "{px_per_m}");

    assert!(has(&stage, "Saved 14:32:07"));
    drag(&mut stage, view.center(), vec2(-60.0, -24.0));
    let after = numbers(&stage);
    let turn = before.yaw_deg.expect("upright").to_radians();
    let (right_m, up_m) = (-60.0 / px_per_m, 24.0 / px_per_m);
    let there = [
        before.center[0] - right_m * turn.sin(),
        before.center[1] + right_m * turn.cos(),
        before.center[2] + up_m,
    ];
    let off = apart(after.center, there);
    assert!(off < 0.02 * up_m, "{off} m off at {px_per_m} px/m");
    assert_eq!((after.size, after.yaw_deg), (before.size, before.yaw_deg));

    // Answer, options and checks are of the box as it is now.
    assert_eq!(key(&stage), format!("{:.1} m", distance(&stage)));
    assert_ne!(fix(&stage).draft.released.options, options);
    assert!(has(&stage, "Options follow the proof"));
    let said = format!(", {}, key", key(&stage));
    assert!(names(&stage).iter().any(|n| n.ends_with(&said)), "{said}");

    // Kept in the project when it was dropped.
    assert!(has(&stage, "Draft saved 14:32:07"));
    stage.open(&project);
    stage.expect(Phase::Fixing);
    assert_eq!(numbers(&stage), after);
}

/// A drag is one edit to take back, and another after it another.
fn each_drag_is_taken_back(stage: &mut Stage) {
    let before = fix(stage).draft.clone();
    let view = rect_of(stage, "Top view of chair 1");
    drag(stage, view.center(), vec2(30.0, 0.0));
    let once = numbers(stage);
    assert!(once.center[0] > numbers_of(&before).center[0] + 0.05);
    assert!((once.center[1] - numbers_of(&before).center[1]).abs() < 1e-9);
    drag(stage, view.center() + vec2(30.0, 0.0), vec2(0.0, 20.0));
    let twice = numbers(stage);
    assert!(twice.center[1] < once.center[1] - 0.03, "down is south");
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(numbers(stage), once);
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(fix(stage).draft, before);
    // The handle ahead of it turns it, by the angle that the pointer goes round its middle.
    let (obb, _) = fix(stage).boxes().expect("a box");
    let sides = &stage.harness.state().screening.fix.sides;
    let shown = sides.view(Side::Top, &obb, 1.0).expect("shown");
    let handles = grip::handles(Side::Top, &shown, &obb, 1.0);
    let (_, px) = handles
        .into_iter()
        .find(|(grip, _)| *grip == Grip::Turn)
        .expect("a handle");
    let from = view.min + vec2(px.x as f32, px.y as f32);
    let out = from - view.center();
    // Against the clock in the world is against the clock on the screen, whose y points down.
    let to = view.center() + egui::emath::Rot2::from_angle(-0.5) * out;
    drag(stage, from, to - from);
    let turned = numbers(stage);
    let yaw = numbers_of(&before).yaw_deg.expect("upright") + 0.5_f64.to_degrees();
    let off = (turned.yaw_deg.expect("upright") - yaw).rem_euclid(360.0);
    assert!(!(0.2..=359.8).contains(&off), "{turned:?} for {yaw}");
    assert_eq!(turned.center, numbers_of(&before).center);
    stage.chord(Modifiers::COMMAND, Key::Z);
    // Taken back while the button is down: what comes after it is no edit.
    let from = view.center();
    stage.harness.event(Event::PointerMoved(from));
    stage.harness.step();
    button(stage, from, true);
    for x in [10.0, 20.0] {
        stage
            .harness
            .event(Event::PointerMoved(from + vec2(x, 0.0)));
        stage.harness.step();
    }
    assert!(fix(stage).changed());
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Z);
    stage.harness.step();
    for x in [30.0, 40.0] {
        stage
            .harness
            .event(Event::PointerMoved(from + vec2(x, 0.0)));
        stage.harness.step();
    }
    button(stage, from + vec2(40.0, 0.0), false);
    stage.settle();
    assert_eq!(fix(stage).draft, before);
}

fn numbers_of(sample: &crate::sample::Sample) -> BoxNumbers {
    BoxNumbers::of(&sample.evidence[0]).expect("a box")
}

/// An edge resizes, and ground beside the box does nothing.
fn an_edge_resizes(stage: &mut Stage) {
    stage.press(Key::S);
    let view = rect_of(stage, "Front view of chair 1");
    let before = numbers(stage);
    let picture = stage.harness.render().expect("a picture");
    // Its highest line, right of the handle in the middle of it.
    let x = view.center().x + 14.0;
    let top = (view.top() as u32..view.bottom() as u32)
        .find(|y| is_subject(*picture.get_pixel(x as u32, *y)))
        .expect("a line") as f32;
    let (left, right) = span(&picture, view.center().y - 30.0, view);
    let px_per_m = f64::from(right - left - 1.0) / before.size[0];
    drag(stage, pos2(x, top + 1.0), vec2(0.0, -20.0));
    let after = numbers(stage);
    let grown = 20.0 / px_per_m;
    assert!((after.size[2] - before.size[2] - grown).abs() < 0.03 * grown);
    let bottom = |b: &BoxNumbers| b.center[2] - b.size[2] / 2.0;
    assert!((bottom(&after) - bottom(&before)).abs() < 1e-9, "it stays");
    assert_eq!(after.size[..2], before.size[..2]);
    let corner = view.right_bottom() - vec2(12.0, 12.0);
    drag(stage, corner, vec2(-40.0, -40.0));
    assert_eq!(numbers(stage), after);
}

/// Arrows nudge in the plane of the open view.
fn arrows_nudge(stage: &mut Stage) {
    let start = numbers(stage).center;
    let off = |stage: &Stage, by: Vec3| {
        let wanted: Vec3 = std::array::from_fn(|i| start[i] + by[i]);
        apart(numbers(stage).center, wanted)
    };
    stage.press(Key::ArrowRight);
    stage.press(Key::ArrowUp);
    assert!(off(stage, [0.01, 0.01, 0.0]) < 1e-12);
    stage.chord(Modifiers::SHIFT, Key::ArrowLeft);
    assert!(off(stage, [0.009, 0.01, 0.0]) < 1e-12, "1 mm with Shift");
    stage.press(Key::S);
    stage.press(Key::ArrowDown);
    assert!(
        off(stage, [0.009, 0.01, -0.01]) < 1e-12,
        "down in the front"
    );
    for _ in 0..4 {
        stage.chord(Modifiers::COMMAND, Key::Z);
    }
    assert!(!fix(stage).changed(), "each is one edit");
    // In a field they are the field's own, and on a view with the focus that view's.
    stage.tab_to("Size l");
    stage.press(Key::ArrowUp);
    assert!((numbers(stage).size[0] - 0.43).abs() < 1e-12 && off(stage, [0.0; 3]) < 1e-12);
    stage.tab_to("Front view of chair 1");
    stage.press(Key::ArrowUp);
    assert!(off(stage, [0.0, 0.0, 0.01]) < 1e-12);
    let focused = stage.focused();
    assert_eq!(
        focused.as_deref(),
        Some("Front view of chair 1"),
        "it stays"
    );
}

/// The points inside are counted live.
fn points_are_counted(stage: &mut Stage) {
    let room = room_points();
    let counted = |stage: &Stage| {
        let of = Upright(numbers(stage));
        let inside = room.iter().filter(|(_, p)| of.contains(*p, 1.0));
        format!("{} points inside", crate::ui::text::count(inside.count()))
    };
    let first = counted(stage);
    assert!(has(stage, &first), "{first} of {:?}", names(stage));
    stage.tab_to("Centre x");
    for _ in 0..7 {
        stage.press(Key::ArrowUp);
    }
    let moved = counted(stage);
    assert_ne!(moved, first);
    assert!(has(stage, &moved), "{moved}");
}

/// A box snaps to its points and to the floor.
fn a_box_snaps(stage: &mut Stage) {
    let room = room_points();
    let (chair, before) = (21, numbers(stage));
    // 4 cm aside and 6 cm up.
    for key in [Key::ArrowRight; 4] {
        stage.press(key);
    }
    stage.press(Key::S);
    for key in [Key::ArrowUp; 6] {
        stage.press(key);
    }
    stage.press(Key::B);
    let after = numbers(stage);
    // The chair's points by the box's own axes: their extremes.
    let own = Upright(before);
    let local: Vec<Vec3> = room
        .iter()
        .filter(|(id, _)| *id == chair)
        .map(|(_, p)| own.local(*p))
        .collect();
    for axis in 0..3 {
        let values = local.iter().map(|p| p[axis]);
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
        assert!((after.size[axis] - (high - low)).abs() < 1e-6, "{axis}");
    }
    assert_eq!(after.yaw_deg, before.yaw_deg);
    let held = room
        .iter()
        .filter(|(id, p)| *id == chair && Upright(after).contains(*p, 1.000_01));
    assert_eq!(held.count(), local.len(), "all of them");

    // The floor by a histogram of 1 cm: the fullest layer of the lower metre.
    let mut layers = std::collections::BTreeMap::<i64, usize>::new();
    for (_, p) in room.iter().filter(|(_, p)| p[2] < 1.0) {
        *layers.entry((p[2] * 100.0).floor() as i64).or_default() += 1;
    }
    let (layer, _) = layers.into_iter().max_by_key(|(_, n)| *n).expect("a floor");
    for key in [Key::ArrowUp; 3] {
        stage.press(key);
    }
    let raised = numbers(stage);
    stage.press(Key::L);
    let standing = numbers(stage);
    let bottom = standing.center[2] - standing.size[2] / 2.0;
    let floor = layer as f64 / 100.0;
    assert!(
        (-0.005..=0.015).contains(&(bottom - floor)),
        "{bottom} {floor}"
    );
    let top = |b: &BoxNumbers| b.center[2] + b.size[2] / 2.0;
    assert!((top(&standing) - top(&raised)).abs() < 1e-12);
    assert_eq!(standing.size[..2], raised.size[..2]);

    // Far from everything it says why not, and stays.
    let mut far = standing;
    far.center[0] += 50.0;
    stage.does(Command::Fix(FixEdit::Box(far)));
    stage.harness.key_press(Key::B);
    stage.harness.step();
    let toast = stage.harness.state().state.toast.clone();
    let said = toast.map(|t| t.text);
    let why = "No points in or near the box to snap to";
    assert_eq!(said.as_deref(), Some(why));
    stage.settle();
    assert_eq!(numbers(stage).center, far.center);
}

/// Everything taken back, and the view from above again.
pub(super) fn again(stage: &mut Stage) {
    stage.does(Command::Fix(FixEdit::Revert));
    stage.harness.state_mut().screening.fix = Default::default();
    stage.settle();
}

#[test]
fn drags_in_the_other_views_and_taking_them_back() {
    let (_project, mut stage) = fixing(WINDOW, Mode::Dark);
    each_drag_is_taken_back(&mut stage);
    again(&mut stage);
    an_edge_resizes(&mut stage);
}

#[test]
fn keys_move_the_box_count_its_points_and_snap_it() {
    let (_project, mut stage) = fixing(WINDOW, Mode::Dark);
    a_box_snaps(&mut stage);
    again(&mut stage);
    arrows_nudge(&mut stage);
    again(&mut stage);
    points_are_counted(&mut stage);
}

#[test]
fn on_larger_windows_all_three_sides_are_in_sight_and_nothing_is_amiss() {
    let project = Project::new(Words::Usual, None);
    let windows = [
        (vec2(1600.0, 1000.0), Mode::Dark, "1600"),
        (vec2(2560.0, 1440.0), Mode::Light, "2560"),
    ];
    for (size, mode, suffix) in windows {
        let mut stage = Stage::new(size, 1.0, mode);
        stage.open(&project);
        if stage.card().phase == Phase::Blind {
            stage.answer(true);
            stage.press(Key::E);
            let mut moved = numbers(&stage);
            moved.center[0] += 0.25;
            stage.does(Command::Fix(FixEdit::Box(moved)));
        }
        for side in ["Top", "Front", "Side"] {
            assert!(has(&stage, &format!("{side} view of chair 1")), "{side}");
        }
        assert!(has(&stage, "Changes") && has(&stage, "Proof"));
        let first = names(&stage)
            .into_iter()
            .find(|n| n.ends_with(", You, Answered blind: 1.7 m"));
        assert_eq!(first.is_some(), size.x > 2000.0, "the history");
        let findings = look_at(&mut stage, "fix-box", suffix);
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}
