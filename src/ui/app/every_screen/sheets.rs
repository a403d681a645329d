//! Large rectangles through shaders of their own are the picture that egui's shader gives.

use super::project::{Project, Words};
use super::stage::Stage;
use super::{Key, Mode, WINDOW};
use egui::{Modifiers, Shape};
use image::RgbaImage;

/// Pictures are filtered by the adapter here and by hand there: so many steps of 255 may lie between.
const ROUNDING: u8 = 3;

/// Pictures of a few screens, and how many callbacks each was painted with.
fn pictures(mut stage: Stage) -> Vec<(&'static str, RgbaImage, usize)> {
    let mut out = Vec::new();
    let mut take = |stage: &mut Stage, name| {
        let shapes = &stage.harness.output().shapes;
        let callbacks = shapes.iter().map(|s| callbacks(&s.shape)).sum();
        out.push((name, stage.harness.render().expect("a picture"), callbacks));
    };
    // A project of its own: it remembers what was answered.
    let project = Project::new(Words::Usual, None);
    stage.open(&project);
    take(&mut stage, "blind");
    stage.answer(true);
    take(&mut stage, "revealed");
    stage.chord(Modifiers::COMMAND, Key::Num1);
    take(&mut stage, "queue");
    out
}

fn callbacks(shape: &Shape) -> usize {
    match shape {
        Shape::Vec(shapes) => shapes.iter().map(callbacks).sum(),
        Shape::Callback(_) => 1,
        _ => 0,
    }
}

fn compare(scale: f32, mode: Mode) {
    let plain = pictures(Stage::new(WINDOW / scale, scale, mode));
    let sheets = pictures(Stage::with_sheets(WINDOW / scale, scale, mode));
    for ((name, a, none), (_, b, some)) in plain.iter().zip(&sheets) {
        assert!(*none == 0 && *some > 1, "{name}: {none} and {some} sheets");
        let far = a
            .pixels()
            .zip(b.pixels())
            .filter(|(a, b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > ROUNDING))
            .count();
        assert_eq!(far, 0, "{name} at {scale}: pixels that differ");
    }
}

#[test]
fn the_picture_is_the_same_in_the_dark() {
    compare(1.0, Mode::Dark);
}

#[test]
fn the_picture_is_the_same_half_as_large_again_in_the_light() {
    compare(1.5, Mode::Light);
}
