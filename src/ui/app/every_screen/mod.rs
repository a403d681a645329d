//! Brings the real window to each of its screens by keys alone, looks at what was painted and at what assistive
//! technology gets, and writes pictures of it where `SPATIALSCORE_SCREENS` names a folder (`make screens`).

mod browsing;
mod fix_tabs;
mod fixing;
mod gizmo;
mod personal;
mod project;
mod reach;
mod sheets;
mod side_views;
mod stage;

use crate::ui::a11y;
use crate::ui::state::{Command, Phase, Refusal};
use crate::ui::theme::Mode;
use egui::{Key, Modifiers, Vec2, vec2};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use project::{CHINESE, COMPOUND, Project, TABLE, Words};
use stage::Stage;
use std::path::{Path, PathBuf};

/// The smallest window that everything is made for, pixels.
const WINDOW: Vec2 = vec2(1280.0, 800.0);

/// States that are looked at like the rest, but differ too little from another to be worth a picture.
const UNPICTURED: [&str; 15] = [
    "lit",
    "fix-keys",
    "fix-front",
    "fix-frame",
    "number-revealed",
    "video-revealed",
    "defer",
    "pane",
    "open",
    "units",
    "scene-lit",
    "scene-through",
    "scene-no-map",
    "scene-about",
    "scene-warnings",
];

/// Calls `look` at each screen with its name.
fn walk(
    stage: &mut Stage,
    words: Words,
    folder: Option<&str>,
    mut look: impl FnMut(&mut Stage, &str),
) {
    look(stage, "start");
    let project = Project::new(words, folder);
    stage.open(&project);
    room(stage, words, &mut look);
    puzzles(stage, &mut look);
    imported(stage, &mut look);
    lists(stage, words, &project, &mut look);
    let empty = Project::empty();
    stage.open(&empty);
    look(stage, "nothing-left");
}

/// The room: blind, revealed, reasons, note, fix; then a wrong answer and its cause.
fn room(stage: &mut Stage, words: Words, look: &mut impl FnMut(&mut Stage, &str)) {
    look(stage, "blind");
    stage.answer(true);
    look(stage, "revealed");
    stage.press(Key::Period);
    assert!(stage.harness.state().state.lit.is_some());
    look(stage, "lit");
    stage.press(Key::Escape);
    assert_eq!(stage.harness.state().state.lit, None);
    stage.press(Key::C);
    look(stage, "through-the-camera");
    stage.press(Key::C);
    over(stage, look);
    stage.press(Key::X);
    stage.expect(Phase::Reasons(Refusal::Reject));
    look(stage, "reasons");
    stage.press(Key::Escape);
    if words == Words::Long {
        stage.press(Key::N);
        stage.type_text(&format!("{COMPOUND} {COMPOUND} {CHINESE}"));
        look(stage, "note");
        stage.press(Key::Escape);
    }
    stage.press(Key::E);
    stage.expect(Phase::Fixing);
    stage.tab_to("Centre x");
    for _ in 0..25 {
        stage.harness.key_press(Key::ArrowUp);
        stage.harness.step();
    }
    stage.settle();
    look(stage, "fix-box");
    stage.tab_to("Proof");
    stage.press(Key::Enter);
    look(stage, "fix-proof");
    stage.press(Key::S);
    look(stage, "fix-front");
    stage.tab_to("Frame");
    stage.press(Key::Enter);
    look(stage, "fix-frame");
    stage.press(Key::H);
    look(stage, "fix-keys");
    stage.press(Key::Escape);
    stage.tab_to("Text");
    stage.press(Key::Enter);
    look(stage, "fix-text");
    stage.press(Key::Escape);
    if stage
        .harness
        .state()
        .state
        .card
        .as_ref()
        .is_some_and(|c| c.phase == Phase::Fixing)
    {
        stage.press(Key::Escape);
    }
    stage.press(Key::A);
    stage.answer(false);
    stage.press(Key::A);
    stage.expect(Phase::Cause);
    look(stage, "cause");
    stage.press(Key::Num1);
}

/// A map and a turned grid, proven like the room.
fn puzzles(stage: &mut Stage, look: &mut impl FnMut(&mut Stage, &str)) {
    for name in ["map", "grid"] {
        stage.answer(true);
        look(stage, name);
        stage.press(Key::A);
    }
}

/// Rows without proof: one picture, a number, several pictures, a video, a picture that is not there.
fn imported(stage: &mut Stage, look: &mut impl FnMut(&mut Stage, &str)) {
    stage.answer(true);
    look(stage, "imported");
    stage.press(Key::A);
    stage.type_text("3");
    look(stage, "number");
    stage.tab_to("Unit");
    stage.press(Key::Enter);
    look(stage, "units");
    stage.press(Key::Escape);
    stage.tab_to("Your answer");
    stage.press(Key::Enter);
    look(stage, "number-revealed");
    stage.press(Key::A);
    look(stage, "several");
    stage.answer(true);
    stage.press(Key::A);
    look(stage, "video");
    stage.answer(true);
    look(stage, "video-revealed");
    stage.press(Key::A);
    look(stage, "missing");
    stage.tab_to("Find folder");
    stage.press(Key::Enter);
    look(stage, "folder");
    stage.press(Key::Escape);
    stage.press(Key::Escape);
    stage.answer(true);
    stage.press(Key::D);
    look(stage, "defer");
    stage.press(Key::Num1);
}

/// What lies over a card.
fn over(stage: &mut Stage, look: &mut impl FnMut(&mut Stage, &str)) {
    stage.press(Key::H);
    look(stage, "key-card");
    stage.press(Key::Escape);
    stage.chord(Modifiers::COMMAND, Key::K);
    stage.type_text("re");
    look(stage, "palette");
    stage.press(Key::Escape);
    stage.press(Key::G);
    look(stage, "guideline");
    stage.press(Key::Escape);
    stage.chord(Modifiers::COMMAND, Key::Comma);
    stage.tab_to("Blind first");
    stage.press(Key::Enter);
    look(stage, "settings");
    stage.press(Key::Escape);
    stage.tab_to("Project, ");
    stage.press(Key::Enter);
    look(stage, "menu");
    stage.press(Key::Escape);
    stage.chord(Modifiers::COMMAND, Key::O);
    look(stage, "open");
    stage.press(Key::Escape);
    stage.press(Key::F6);
    look(stage, "pane");
    stage.press(Key::Escape);
}

/// The screens that list samples.
fn lists(
    stage: &mut Stage,
    words: Words,
    project: &Project,
    look: &mut impl FnMut(&mut Stage, &str),
) {
    stage.chord(Modifiers::COMMAND, Key::Num1);
    look(stage, "queue");
    stage.chord(Modifiers::COMMAND, Key::Num5);
    look(stage, "release");
    let rows = project.odd_rows(words);
    stage.does(Command::Import(rows));
    look(stage, "import-report");
    stage.press(Key::Escape);
}

/// Where pictures go, if anywhere.
fn pictures_folder() -> Option<PathBuf> {
    std::env::var_os("SPATIALSCORE_SCREENS").map(PathBuf::from)
}

/// As small as a PNG gets: the pictures are kept in the repository.
fn write(picture: &image::RgbaImage, path: &Path) {
    let file = std::fs::File::create(path).expect("a file");
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    // A window is opaque.
    let picture = image::DynamicImage::from(picture.clone()).into_rgb8();
    picture.write_with_encoder(encoder).expect("written");
}

/// A picture where `SPATIALSCORE_SCREENS` says, and nothing cut, covered, faint or without a name.
fn look_at(stage: &mut Stage, name: &str, suffix: &str) -> Vec<String> {
    if let Some(folder) = pictures_folder().filter(|_| !UNPICTURED.contains(&name)) {
        let picture = stage.harness.render().expect("a picture");
        let path = folder.join(format!("{name}-{suffix}.png"));
        write(&picture, &path);
    }
    let adapter = stage
        .harness
        .state()
        .view3d
        .adapter()
        .unwrap_or("no adapter");
    let findings = a11y::findings(&stage.harness, &|text| may_elide(name, text, adapter));
    findings
        .into_iter()
        .map(|finding| format!("{name}-{suffix}: {finding}"))
        .collect()
}

/// Paths, names from outside and the rows of the queue show the whole when the pointer is on them, and read it out.
fn may_elide(screen: &str, text: &str, adapter: &str) -> bool {
    let names = [COMPOUND, CHINESE, TABLE, "/", adapter];
    let named = names.iter().any(|name| text.contains(name));
    named || (screen.starts_with("queue") && text.chars().count() > 20)
}

fn check(size: Vec2, scale: f32, mode: Mode, words: Words, suffix: &str) {
    let mut stage = Stage::new(size, scale, mode);
    let mut findings = Vec::new();
    let folder = pictures_folder().map(|_| suffix);
    walk(&mut stage, words, folder, |stage, name| {
        findings.extend(look_at(stage, name, suffix));
    });
    let mut stage = Stage::new(size, scale, mode);
    browsing::walk(&mut stage, words, folder, |stage, name| {
        findings.extend(look_at(stage, name, suffix));
    });
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

#[test]
fn in_the_dark() {
    check(WINDOW, 1.0, Mode::Dark, Words::Usual, "dark");
}

#[test]
fn in_the_light() {
    check(WINDOW, 1.0, Mode::Light, Words::Usual, "light");
}

#[test]
fn with_long_words() {
    check(WINDOW, 1.0, Mode::Dark, Words::Long, "long");
}

#[test]
fn with_long_words_half_as_large_again() {
    check(WINDOW / 1.5, 1.5, Mode::Light, Words::Long, "long-150");
}
