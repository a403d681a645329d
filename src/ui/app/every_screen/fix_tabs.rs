//! The tabs of the fix screen: what each edits, and what it says where it has nothing to edit.

use super::WINDOW;
use super::fixing::fix;
use super::side_views::{again, fixing, has, names};
use super::stage::Stage;
use crate::evidence::{Evidence, Role, Shape};
use crate::ui::theme::Mode;
use egui::{Key, Modifiers};

/// Options typed over do not follow the proof.
fn options_typed_over(stage: &mut Stage) {
    assert!(has(stage, "Options follow the proof"));
    stage.tab_to("Text");
    stage.press(Key::Enter);
    stage.tab_to("Option 1");
    stage.type_text("9");
    assert!(!has(stage, "Options follow the proof"));
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert!(has(stage, "Options follow the proof"));
}

/// Frames are ticked, and a tab without matter says why.
fn frames_are_ticked(stage: &mut Stage) {
    assert!(has(
        stage,
        "What to fix, Points, The evidence has no points"
    ));
    stage.tab_to("Frame");
    stage.press(Key::Enter);
    let named = fix(stage).draft.evidence[0].frames.clone();
    assert_eq!(named.len(), 1);
    let other = names(stage)
        .into_iter()
        .find(|n| n.ends_with("of 8 corners in the picture") && !n.starts_with(&named[0]))
        .expect("another frame");
    stage.tab_to(&other);
    stage.press(Key::Enter);
    let frames = fix(stage).draft.evidence[0].frames.clone();
    assert_eq!(frames.len(), 2);
    assert!(other.starts_with(&frames[1]), "{other} {frames:?}");
    let row = format!("chair 1, frames, {}, {}", named[0], frames.join(" "));
    assert!(has(stage, &row), "{row}");
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert!(!fix(stage).changed());
}

/// Numbers of point evidence are edited one by one.
fn points_are_edited(stage: &mut Stage) {
    let state = &mut stage.harness.state_mut().state;
    let fixed = state.card.as_mut().and_then(|c| c.fix.as_mut());
    let shape = Shape::Points {
        xyz: vec![[1.0, 2.0, 0.5], [1.5, 2.0, 0.5]],
        uv: vec![],
    };
    let corner = Evidence::new("p1", Role::Context, "corner", shape);
    fixed.expect("a fix").draft.evidence.push(corner);
    stage.settle();
    stage.tab_to("Points");
    stage.press(Key::Enter);
    stage.tab_to("Point 2 y of corner");
    stage.press(Key::ArrowUp);
    let points = |stage: &Stage| {
        let last = fix(stage).draft.evidence.last().expect("points").clone();
        match last.shape {
            Shape::Points { xyz, .. } => xyz,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(points(stage), [[1.0, 2.0, 0.5], [1.5, 2.01, 0.5]]);
    stage.chord(Modifiers::COMMAND, Key::Z);
    assert_eq!(points(stage)[1], [1.5, 2.0, 0.5]);
}

#[test]
fn each_tab_edits_what_the_record_holds() {
    let (_project, mut stage) = fixing(WINDOW, Mode::Dark);
    options_typed_over(&mut stage);
    again(&mut stage);
    frames_are_ticked(&mut stage);
    again(&mut stage);
    points_are_edited(&mut stage);
}
