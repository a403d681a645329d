//! Settings and own keys in the real window, over a restart.

use super::WINDOW;
use super::project::{Project, Words};
use super::reach::{NUMBER, VIDEO, at};
use super::stage::Stage;
use crate::ui::app::Options;
use crate::ui::settings::{Motion, Settings};
use crate::ui::state::{Blind, Phase};
use crate::ui::theme::{Mode as ThemeMode, Theme};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use std::path::Path;

fn with_config(folder: &Path) -> Stage {
    let options = Options {
        config: Some(folder.to_owned()),
        ..Options::default()
    };
    Stage::with(WINDOW, 1.0, options)
}

#[test]
fn settings_are_in_force_at_once_and_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut stage = with_config(folder.path());
    let zoom = |stage: &Stage| stage.harness.ctx.zoom_factor();
    stage.chord(Modifiers::COMMAND, Key::Plus);
    stage.chord(Modifiers::COMMAND, Key::Equals);
    assert!((zoom(&stage) - 1.2).abs() < 1e-6);
    for _ in 0..30 {
        stage
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::Minus);
        stage.harness.step();
    }
    stage.settle();
    assert!((zoom(&stage) - 0.8).abs() < 1e-6, "no smaller than that");
    stage.chord(Modifiers::COMMAND, Key::Num0);
    assert!((zoom(&stage) - 1.0).abs() < 1e-6);
    stage.chord(Modifiers::COMMAND, Key::Plus);
    stage.chord(Modifiers::COMMAND, Key::Comma);
    stage.tab_to("Theme, Light");
    stage.press(Key::Enter);
    stage.tab_to("Motion, Reduced");
    stage.press(Key::Enter);
    let in_force = |stage: &Stage| {
        let theme = Theme::of(&stage.harness.ctx);
        (theme.is_dark(), theme.reveal_secs() == 0.0)
    };
    assert_eq!(in_force(&stage), (false, true));
    drop(stage);
    let mut stage = with_config(folder.path());
    assert_eq!(
        stage.harness.state().state.settings,
        Settings {
            scale: 110,
            theme: ThemeMode::Light,
            motion: Motion::Reduced
        }
    );
    assert_eq!(in_force(&stage), (false, true));
    assert!((zoom(&stage) - 1.1).abs() < 1e-6);
    stage.chord(Modifiers::COMMAND, Key::K);
    stage.type_text("Other theme");
    stage.press(Key::Enter);
    let theme = stage.harness.state().state.settings.theme;
    assert_eq!(theme, ThemeMode::System, "from the palette too");
}

#[test]
fn own_keys_are_in_force_and_wrong_ones_are_said_with_their_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys.toml");
    std::fs::write(&keys, "# mine\ncannot_tell = \"J\"\n").expect("written");
    let project = Project::new(Words::Usual, None);
    let mut stage = with_config(folder.path());
    stage.open(&project);
    stage.press(Key::J);
    assert_eq!(stage.card().blind, Some(Blind::CannotTell));
    std::fs::write(&keys, "# mine\ncannot_tell = \"F\"\n").expect("written");
    let mut stage = with_config(folder.path());
    let said = stage.harness.state().message.clone().expect("a message");
    for part in ["line 2", "cannot_tell", "flag", "keys.toml"] {
        assert!(said.text.contains(part), "{part}: {}", said.text);
    }
    stage.press(Key::Escape);
    assert!(
        stage.harness.state().message.is_none(),
        "the built-in keys hold"
    );
}

#[test]
fn the_lead_switches_blind_off_in_the_settings_after_a_second_thought() {
    let (project, mut stage) = at(NUMBER);
    let blind = |stage: &Stage| {
        let desk = stage.harness.state().state.desk.as_ref();
        desk.is_some_and(|d| d.blind_first)
    };
    stage.chord(Modifiers::COMMAND, Key::Comma);
    stage.tab_to("Blind first");
    stage.press(Key::Enter);
    assert!(blind(&stage), "asked once more first");
    stage
        .harness
        .get_by_label_contains("recorded in the project");
    stage.tab_to("Switch off");
    stage.press(Key::Enter);
    assert!(!blind(&stage));
    stage.press(Key::Escape);
    stage.expect(Phase::Blind);
    stage.turn_to(VIDEO);
    stage.expect(Phase::Revealed);
    let kept = project.store().read().blind_first().expect("read");
    assert!(!kept, "for everybody who opens the project");
}
