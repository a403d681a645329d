//! What a person can reach in the real window, by keys, by pointer and by dropping files.

use super::WINDOW;
use super::project::{Project, Words, add, samples_of, video_row};
use super::stage::Stage;
use crate::answer::{Answer, Unit};
use crate::sample::AddReason;
use crate::ui::state::{Blind, Command, Mode, Phase};
use crate::ui::theme::Mode as ThemeMode;
use egui::{DroppedFile, Event, Key, Modifiers, pos2};
use egui_kittest::kittest::Queryable as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The imported question that wants a number, one with several pictures, one about a video, one without its picture.
pub(super) const NUMBER: &str = "How many chairs";
pub(super) const VIDEO: &str = "In which order do sofa";
const MISSING: &str = "Is the lamp left";

pub(super) fn at(question: &str) -> (Project, Stage) {
    let project = Project::new(Words::Usual, None);
    let mut stage = Stage::new(WINDOW, 1.0, ThemeMode::Dark);
    stage.open(&project);
    stage.turn_to(question);
    (project, stage)
}

#[test]
fn on_a_number_card_digits_type_and_cannot_tell_has_its_own_key() {
    let (_project, mut stage) = at(NUMBER);
    assert_eq!(stage.focused(), None, "on arrival nothing has the focus");
    stage.press_and_type(Key::Num0, "0");
    assert_eq!(stage.card().typed, "0");
    stage.press_and_type(Key::Num3, "3");
    assert_eq!(stage.card().typed, "03");
    stage.expect(Phase::Blind);
    stage.press(Key::Enter);
    stage.expect(Phase::Revealed);
    let (_project, mut stage) = at(NUMBER);
    stage.harness.get_by_label("T Cannot tell");
    stage.press_and_type(Key::T, "t");
    assert_eq!(stage.card().blind, Some(Blind::CannotTell));
}

#[test]
fn the_first_view_of_a_proven_card_shows_its_camera_with_the_photograph() {
    let project = Project::new(Words::Usual, None);
    let mut stage = Stage::new(WINDOW, 1.0, ThemeMode::Dark);
    stage.open(&project);
    stage.answer(true);
    stage.harness.get_by_label("Camera, image 1");
    let (camera, overlay) = stage.harness.state().view3d.drawn().expect("a scene");
    let [plane] = overlay.pictures.as_slice() else {
        panic!("{} cameras", overlay.pictures.len())
    };
    assert!(plane.photo.is_some(), "the photograph is on the plane");
    let [w, h] = camera.size_px().map(f64::from);
    for corner in plane.corners {
        let (pixel, _) = camera.project(corner).expect("before the eye");
        assert!(
            pixel.x > 0.0 && pixel.y > 0.0 && pixel.x < w && pixel.y < h,
            "{pixel}"
        );
    }
}

#[test]
fn what_is_typed_ahead_in_one_frame_is_text_from_the_first_digit_on() {
    let (_project, mut stage) = at(NUMBER);
    let mut events = Vec::new();
    for (key, text) in [
        (Key::Num3, "3"),
        (Key::Period, "."),
        (Key::Num2, "2"),
        (Key::Space, " "),
        (Key::M, "m"),
        (Key::F, "f"),
        (Key::Backspace, ""),
        (Key::Enter, ""),
    ] {
        events.push(Event::Key {
            key,
            physical_key: Some(key),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        });
        if !text.is_empty() {
            events.push(Event::Text(text.to_owned()));
        }
    }
    stage.harness.input_mut().events.extend(events);
    stage.settle();
    stage.expect(Phase::Revealed);
    let card = stage.card();
    assert_eq!(
        (card.typed.as_str(), card.state.flagged.len()),
        ("3.2 m", 0)
    );
    assert!(
        matches!(&card.blind, Some(Blind::Answer(Answer::Quantity(q))) if q.unit == Unit::M),
        "{:?}",
        card.blind
    );
}

#[test]
fn enter_in_a_note_never_commits_the_answer() {
    let (_project, mut stage) = at(NUMBER);
    stage.press_and_type(Key::Num3, "3");
    stage.press(Key::Escape);
    stage.press(Key::N);
    stage.type_text("two");
    stage.press(Key::Enter);
    stage.type_text("tables");
    stage.expect(Phase::Blind);
    assert_eq!(stage.card().note.as_deref(), Some("two\ntables"));
    assert_eq!(stage.card().typed, "3");
    stage.chord(Modifiers::COMMAND, Key::Enter);
    assert_eq!(stage.card().note, None, "kept");
    stage.expect(Phase::Blind);
}

#[test]
fn the_unit_menu_is_opened_and_answered_by_keys() {
    let (_project, mut stage) = at(NUMBER);
    stage.press_and_type(Key::Num3, "3");
    stage.tab_to("Unit");
    stage.press(Key::Enter);
    stage.press(Key::ArrowUp);
    stage.press(Key::Enter);
    assert_eq!(stage.card().unit, Unit::Foot, "the one above none");
    stage.expect(Phase::Blind);
    stage.tab_to("Unit");
    stage.press(Key::Enter);
    stage.press(Key::Escape);
    stage.expect(Phase::Blind);
    stage.tab_to("Your answer");
    stage.press(Key::Enter);
    let blind = stage.card().blind.clone();
    assert!(
        matches!(&blind, Some(Blind::Answer(Answer::Quantity(q))) if q.unit == Unit::Foot),
        "{blind:?}"
    );
}

#[test]
fn f6_goes_round_the_panes_and_chooses_nothing() {
    let (_project, mut stage) = at(VIDEO);
    let mut seen = Vec::new();
    for _ in 0..4 {
        stage.press(Key::F6);
        seen.push(stage.focused().unwrap_or_default());
    }
    let round = ["Question and decision", "Media", "Status line"];
    assert_eq!(seen[..3], round);
    assert_eq!(seen[3], round[0]);
    stage.chord(Modifiers::SHIFT, Key::F6);
    assert_eq!(stage.focused().as_deref(), Some("Status line"));
    stage.expect(Phase::Blind);
    stage.press(Key::F6);
    stage.press(Key::Tab);
    let inside = stage.focused().unwrap_or_default();
    assert_eq!(inside, "Note", "the first control of the column");
    stage.answer(true);
    let mut seen = Vec::new();
    for _ in 0..4 {
        stage.press(Key::F6);
        seen.push(stage.focused().unwrap_or_default());
    }
    assert!(seen.iter().any(|pane| pane == "Proof"), "{seen:?}");
}

#[test]
fn g_shows_the_guideline_of_the_task_and_says_where_there_is_none() {
    let (_project, mut stage) = at("How far");
    stage.press(Key::G);
    stage.harness.get_by_label("Absolute distance");
    stage.press(Key::Num1);
    stage.expect(Phase::Blind);
    stage.press(Key::Escape);
    assert!(stage.harness.query_by_label("Absolute distance").is_none());
    stage.turn_to(NUMBER);
    stage.press(Key::G);
    stage.harness.get_by_label("No guideline yet");
    stage.press(Key::G);
    stage.press(Key::H);
    let unlisted = ["Measure", "Failures", "Generate"];
    for name in unlisted {
        assert!(
            stage
                .harness
                .query_all_by_label_contains(name)
                .next()
                .is_none(),
            "{name} is on the key card and does nothing"
        );
    }
    for name in ["Guideline, G", "Next pane, F6"] {
        stage.harness.get_by_label(name);
    }
}

#[test]
fn the_scrubber_is_dragged_stepped_and_played() {
    let (_project, mut stage) = at(VIDEO);
    let strip = stage.harness.get_by_label("Frames").rect();
    let x = |frame: f32| strip.left() + strip.width() * (frame + 0.5) / 32.0;
    let y = strip.center().y;
    stage.harness.drag_at(pos2(x(3.0), y));
    stage.harness.run_steps(2);
    assert_eq!(stage.frame(), 3);
    stage.harness.hover_at(pos2(x(20.0), y));
    stage.harness.run_steps(2);
    assert_eq!(stage.frame(), 20, "dragged");
    stage.harness.drop_at(pos2(x(20.0), y));
    stage.settle();
    stage.press(Key::OpenBracket);
    assert_eq!(stage.frame(), 19);
    stage.press(Key::CloseBracket);
    stage.press(Key::CloseBracket);
    assert_eq!(stage.frame(), 21);
    stage.chord(Modifiers::SHIFT, Key::CloseBracket);
    assert_eq!(stage.frame(), 31);
    stage.chord(Modifiers::SHIFT, Key::CloseBracket);
    assert_eq!(stage.frame(), 31, "the last is the last");
    stage.harness.key_press(Key::P);
    stage.harness.run_steps(8);
    let playing = stage.frame();
    assert_ne!(playing, 31, "it plays round and round");
    stage.harness.key_press(Key::P);
    stage.harness.run_steps(3);
    let paused = stage.frame();
    stage.harness.run_steps(4);
    assert_eq!(stage.frame(), paused);
}

#[test]
fn a_question_about_a_video_file_shows_its_frames() {
    let Some(tools) = crate::media::VideoTools::find() else {
        return crate::skip::skip("ffmpeg is not installed");
    };
    let (project, mut stage) = at(NUMBER);
    let folder = project.folder().join("media");
    let status = std::process::Command::new(&tools.ffmpeg)
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=160x120:rate=10:duration=4",
        ])
        .args(["-pix_fmt", "yuv420p", "-c:v", "mpeg4"])
        .arg(folder.join("clip.mp4"))
        .status()
        .expect("ffmpeg starts");
    assert!(status.success());
    let mut store = project.store();
    for (id, clip) in [(90, "./clip.mp4"), (91, "./gone.mp4")] {
        add(
            &mut store,
            AddReason::Import,
            video_row(project.folder(), id, clip),
        );
    }
    drop(store);
    stage.open(&project);
    stage.turn_to("Which way does 90 turn");
    stage.harness.get_by_label("Frame 1 of 32");
    let picture = stage.harness.get_by_label_contains("clip.mp4").rect();
    assert!(picture.width() > 100.0);
    for _ in 0..40 {
        stage.press(Key::CloseBracket);
    }
    stage.harness.get_by_label("Frame 32 of 32");
    assert_eq!(stage.harness.state().textures.pending(), 0);
    stage.turn_to("Which way does 91 turn");
    stage.harness.get_by_label("Find folder");
    assert!(
        stage.harness.query_by_label("Frames").is_none(),
        "no strip of what is not there"
    );
}

#[test]
fn missing_media_are_found_through_the_prompt() {
    let (project, mut stage) = at(MISSING);
    let elsewhere = project.folder().join("elsewhere/street");
    std::fs::create_dir_all(&elsewhere).expect("a folder");
    let shot = project.folder().join("media/shots/0.jpg");
    std::fs::copy(shot, elsewhere.join("000000004021.jpg")).expect("copied");
    let missing = |stage: &Stage| stage.harness.query_by_label("Find folder").is_some();
    assert!(missing(&stage));
    stage.tab_to("Find folder");
    stage.press(Key::Enter);
    stage.harness.get_by_label("Where is the media root pilot");
    stage.type_text(&elsewhere.to_string_lossy());
    stage.press(Key::Enter);
    assert!(!missing(&stage), "the picture is there");
    assert_eq!(
        stage.card().phase,
        Phase::Blind,
        "Enter answered the prompt"
    );
    let roots = stage.harness.state().textures.roots().clone();
    let folder = elsewhere.parent().expect("a folder").canonicalize();
    let mapped = roots.iter().find(|(name, _)| *name == "pilot");
    assert_eq!(mapped.map(|(_, f)| f.to_owned()), folder.ok());
}

#[test]
fn another_project_is_reached_by_its_path_and_nothing_decides_meanwhile() {
    let (_project, mut stage) = at(NUMBER);
    let other = Project::empty();
    for (key, title) in [(Key::O, "Open a project"), (Key::I, "Import questions")] {
        stage.chord(Modifiers::COMMAND, key);
        stage.harness.get_by_label(title);
        stage.press(Key::Escape);
        assert!(stage.harness.query_by_label(title).is_none());
    }
    stage.chord(Modifiers::COMMAND, Key::O);
    stage.press(Key::Tab);
    stage.press_and_type(Key::Num3, "3");
    stage.press(Key::T);
    stage.expect(Phase::Blind);
    assert_eq!(stage.card().typed, "");
    stage.tab_to("Path");
    stage.type_text(&other.file().to_string_lossy());
    stage.press(Key::Enter);
    stage.wait_until(|app| {
        app.state
            .desk
            .as_ref()
            .is_some_and(|d| d.name() == "Pilot B")
    });
}

/// A file as the system drops it.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(super) fn drop_on(stage: &mut Stage, path: &Path) {
    let file = Arc::new(Dropped(path.to_owned()));
    stage.harness.input_mut().dropped_files.push(file);
    stage.harness.step();
}

#[test]
fn what_is_dropped_is_taken_in_every_mode() {
    let (project, mut stage) = at(MISSING);
    let elsewhere = project.folder().join("elsewhere/street");
    std::fs::create_dir_all(&elsewhere).expect("a folder");
    let shot = project.folder().join("media/shots/0.jpg");
    std::fs::copy(shot, elsewhere.join("000000004021.jpg")).expect("copied");
    drop_on(&mut stage, &elsewhere);
    stage.settle();
    assert!(
        stage.harness.query_by_label("Find folder").is_none(),
        "the folder of its media"
    );
    let rows = project.folder().join("more.jsonl");
    let line = |n: usize| {
        format!("{{\"id\": {n}, \"question\": \"Is {n} even?\", \"answer\": \"yes\"}}\n")
    };
    std::fs::write(&rows, (0..3).map(line).collect::<String>()).expect("written");
    let total = |stage: &Stage| {
        let desk = stage.harness.state().state.desk.as_ref();
        desk.map_or(0, |d| d.counts().expect("read").total)
    };
    let before = total(&stage);
    for (mode, added) in [(Mode::Queue, 3), (Mode::Release, 3)] {
        stage.does(Command::Go(mode));
        drop_on(&mut stage, &rows);
        stage.wait_until(|app| app.importing.is_none() && app.message.is_some());
        assert_eq!(total(&stage), before + added);
        stage.press(Key::Escape);
        assert!(stage.harness.state().message.is_none());
    }
    let other = Project::empty();
    let folder = other.file().parent().expect("a folder").to_owned();
    drop_on(&mut stage, &folder);
    stage.wait_until(|app| {
        app.state
            .desk
            .as_ref()
            .is_some_and(|d| d.name() == "Pilot B")
    });
    drop_on(&mut stage, project.file());
    stage.wait_until(|app| {
        app.state
            .desk
            .as_ref()
            .is_some_and(|d| d.name() == "Pilot A")
    });
}

#[test]
fn an_import_is_cancelled_by_its_key_and_nothing_came_in() {
    let (project, mut stage) = at(NUMBER);
    let rows = project.folder().join("many.jsonl");
    let line = |n: usize| {
        format!("{{\"id\": {n}, \"question\": \"Is {n} even?\", \"answer\": \"yes\"}}\n")
    };
    std::fs::write(&rows, (0..40_000).map(line).collect::<String>()).expect("written");
    let before = samples_of(&project).len();
    stage.does_without_waiting(Command::Import(rows));
    stage.harness.step();
    stage.harness.get_by_label_contains("Cancel");
    stage.harness.get_by_label_contains("Importing");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Period);
    stage.harness.step();
    stage.wait_until(|app| app.importing.is_none());
    let said = stage.harness.state().state.toast.clone();
    let said = said.map(|toast| toast.text);
    assert_eq!(said.as_deref(), Some("Import cancelled, nothing came in"));
    assert_eq!(samples_of(&project).len(), before);
    assert!(stage.harness.state().message.is_none());
    assert_eq!(stage.harness.state().state.trouble, None);
}

/// Keys whose letter also arrives as text, as a keyboard gives it.
impl Stage {
    fn press_and_type(&mut self, key: Key, text: &str) {
        self.harness.key_down(key);
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.key_up(key);
        self.settle();
    }

    fn frame(&self) -> usize {
        self.harness.state().screening.media.frame_index()
    }

    fn wait_until(&mut self, done: impl Fn(&crate::ui::app::App) -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !done(self.harness.state()) {
            assert!(Instant::now() < end, "still waiting");
            self.harness.step();
        }
    }
}
