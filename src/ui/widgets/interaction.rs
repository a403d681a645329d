//! The controls under keyboard and pointer: found by name, used, and what they answer.

use egui::{Key, Modifiers, Ui, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::{
    button::Button,
    decision_bar::{Bar, DecisionBar},
    field::{NumberField, NumberText, segmented},
    key_cap::KeyHint,
    mark::Mark,
    message,
    option_row::{OptionRow, OptionState},
    question::{Word, question},
    status_line::{Saved, StatusLine},
    top_bar::{ModeTab, TopBar},
};
use crate::ui::keys::{Action, KeyMap};
use crate::ui::theme::Theme;

/// A window that collects what its controls answer.
fn window<T: std::fmt::Debug + 'static>(
    mut draw: impl FnMut(&mut Ui) -> Option<T> + 'static,
) -> Harness<'static, Vec<T>> {
    Harness::builder()
        .with_size(vec2(440.0, 400.0))
        .with_context_setup(|ctx| {
            crate::ui::fonts::install(ctx);
            Theme::DARK.apply(ctx);
        })
        .build_ui_state(
            move |ui, answers: &mut Vec<T>| answers.extend(draw(ui)),
            Vec::new(),
        )
}

fn click<T>(harness: &mut Harness<'_, Vec<T>>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

#[test]
fn decisions_are_answered_once_each() {
    let mut harness = window(|ui| DecisionBar::new(Bar::Decide, &KeyMap::default()).show(ui));
    for name in ["Accept", "Fix", "Reject", "Defer"] {
        click(&mut harness, name);
    }
    assert_eq!(
        harness.state()[..],
        [Action::Accept, Action::Fix, Action::Reject, Action::Defer]
    );
}

#[test]
fn a_deaf_bar_answers_nothing_and_looks_the_same() {
    let bar = |deaf| {
        window(move |ui| {
            DecisionBar::new(Bar::Decide, &KeyMap::default())
                .deaf(deaf)
                .show(ui)
        })
    };
    let (mut deaf, hearing) = (bar(true), bar(false));
    assert_eq!(deaf.output().shapes.len(), hearing.output().shapes.len());
    assert!(!deaf.get_by_label("Accept").accesskit_node().is_disabled());
    click(&mut deaf, "Accept");
    assert_eq!(deaf.state()[..], []);
}

#[test]
fn reasons_are_picked_by_number_and_left_by_escape() {
    let mut harness = window(|ui| {
        let entries = ["Wrong answer", "Not visible", "Other"];
        DecisionBar::new(
            Bar::List {
                title: "Reject because",
                entries: &entries,
            },
            &KeyMap::default(),
        )
        .show(ui)
    });
    click(&mut harness, "Not visible");
    click(&mut harness, "Decide later");
    assert_eq!(harness.state()[..], [Action::Pick(2), Action::Leave]);
}

#[test]
fn options_can_be_chosen_until_the_reveal() {
    let row = |state| {
        window(move |ui| {
            ui.add(OptionRow::new("2", "1.4 m").letter('B').state(state))
                .clicked()
                .then_some(())
        })
    };
    let mut open = row(OptionState::Rest);
    click(&mut open, "2 (B) 1.4 m");
    assert_eq!(open.state().len(), 1);
    let mut revealed = row(OptionState::Revealed {
        key: true,
        yours: true,
    });
    click(&mut revealed, "2 (B) 1.4 m, Your answer, key");
    assert_eq!(revealed.state().len(), 0);
}

#[test]
fn hovering_a_word_names_its_evidence() {
    let mut harness = window(|ui| {
        let text = "Is the chair near the table?";
        let words = [
            Word {
                range: 7..12,
                evidence: "e1",
                mark: Mark::Subject,
            },
            Word {
                range: 22..27,
                evidence: "e2",
                mark: Mark::Reference,
            },
        ];
        question(ui, text, &words, None).hovered
    });
    harness.get_by_label("table, reference").hover();
    harness.run();
    assert_eq!(harness.state().last(), Some(&1));
}

#[test]
fn tab_stops_once_at_each_word_and_lights_it() {
    let mut harness = window(|ui| {
        let text = "How far is the red chair from the table?";
        let words = [
            Word {
                range: 15..24,
                evidence: "e1",
                mark: Mark::Subject,
            },
            Word {
                range: 34..39,
                evidence: "e2",
                mark: Mark::Reference,
            },
        ];
        question(ui, text, &words, None).hovered
    });
    let mut seen = Vec::new();
    for _ in 0..2 {
        harness.key_press(Key::Tab);
        harness.run();
        seen.extend(harness.state().last().copied());
    }
    assert_eq!(seen, [0, 1]);
}

#[test]
fn number_fields_take_arithmetic_and_arrows() {
    let mut state = NumberText::default();
    let mut value = 3.06;
    let mut harness = window(move |ui| {
        let field = NumberField {
            name: "centre x",
            axis: "x",
            unit: "m",
            decimals: 2,
            step: 0.01,
            fine_step: 0.001,
            width: 96.0,
        };
        let changed = field.show(ui, &mut state, value).changed?;
        value = changed;
        Some((changed * 1000.0).round() as i64)
    });
    click(&mut harness, "centre x");
    harness.key_press(Key::ArrowUp);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state()[..], [3070, 3069]);
    harness.get_by_label("centre x").type_text("(1+2)/4");
    harness.run();
    assert_eq!(harness.state().last(), Some(&750));
}

#[test]
fn a_failed_save_offers_to_try_again() {
    let mut harness = window(|ui| {
        let line = StatusLine {
            saved: Saved::Failed("Not saved: the disk is full"),
            progress: None,
            remarks: &[],
            job: None,
            measures: &[],
        };
        line.show(ui).map(|_| ())
    });
    click(&mut harness, "Try again");
    assert_eq!(harness.state().len(), 1);
}

#[test]
fn the_top_bar_goes_to_modes() {
    let mut harness = window(|ui| {
        let keys = KeyMap::default();
        TopBar {
            project: "Pilot A",
            mode: ModeTab::Queue,
            modes: &[ModeTab::Queue, ModeTab::Screening],
            person: "R",
            keys: &keys,
        }
        .show(ui)
        .action
    });
    click(&mut harness, "Screening");
    click(&mut harness, "Keys");
    assert_eq!(
        harness.state()[..],
        [Action::ModeScreening, Action::KeyCard]
    );
}

#[test]
fn a_toast_takes_back() {
    let mut harness = window(|ui| {
        let stage = ui.ctx().content_rect();
        message::toast(
            ui,
            stage,
            "Rejected: not visible",
            Some(("Undo", "Ctrl Z")),
            1.0,
        )
        .then_some(())
    });
    click(&mut harness, "Undo");
    assert_eq!(harness.state().len(), 1);
}

#[test]
fn disabled_buttons_and_hints() {
    let mut harness = window(|ui| {
        let disabled = ui
            .add(Button::new("Commit answer").key("Enter").enabled(false))
            .clicked();
        let hint = ui.add(KeyHint::new("G", "Guideline")).clicked();
        (disabled || hint).then_some(hint)
    });
    assert!(
        harness
            .get_by_label("Commit answer")
            .accesskit_node()
            .is_disabled()
    );
    click(&mut harness, "Commit answer");
    click(&mut harness, "Guideline");
    assert_eq!(harness.state()[..], [true]);
}

#[test]
fn segments_answer_only_a_change() {
    let mut harness = window(|ui| segmented(ui, "Fix", &["Text", "Box"], 1));
    click(&mut harness, "Fix, Box");
    click(&mut harness, "Fix, Text");
    assert_eq!(harness.state()[..], [0]);
}
