//! Key card and palette under keyboard and pointer, and looked at.

use super::*;
use crate::ui::keys::{Context, Group};
use crate::ui::screens::testing::{Bench, SIZES, THEMES, look, window};
use crate::ui::state::State;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

const HIDDEN: [Action; 1] = [Action::Generate];

fn draw(ui: &mut Ui, bench: &mut Bench<Overlay>) {
    let offer = Offer {
        situation: Situation::new(Context::Revealed),
        hidden: &HIDDEN,
        own_keys: "",
    };
    bench.frame(|cx, overlay| overlay_ui(ui, cx, overlay, offer));
}

fn open(action: Action) -> Harness<'static, Bench<Overlay>> {
    let mut bench: Bench<Overlay> = Bench::new(State::default());
    assert!(bench.memory.take(action));
    window(SIZES[0], Theme::DARK, bench, draw)
}

#[test]
fn every_size_and_theme_is_clean() {
    for (theme_name, theme) in THEMES {
        for size in [SIZES[0], SIZES[1], SIZES[0] / 1.5] {
            for (name, action) in [
                ("keys", Action::KeyCard),
                ("palette", Action::Palette),
                ("settings", Action::Settings),
                ("guideline", Action::Guideline),
            ] {
                let mut bench: Bench<Overlay> = Bench::new(State::default());
                bench.memory.take(action);
                let mut harness = window(size, theme, bench, draw);
                look(
                    &mut harness,
                    &format!("{name}-{theme_name}-{:.0}", size.x),
                    &|_| false,
                );
            }
        }
    }
}

#[test]
fn the_card_shows_current_keys_and_every_action_once() {
    let mut bench: Bench<Overlay> = Bench::new(State::default());
    let chord = crate::ui::keys::Chord::parse("J").expect("a chord");
    bench
        .keys
        .rebind(Action::Accept, vec![chord])
        .expect("J is free");
    bench.frame(|cx, _| {
        let lines: Vec<card::Line> = Group::ALL
            .into_iter()
            .flat_map(|g| card::lines(cx, g, &HIDDEN))
            .collect();
        let caps = |label: &str| {
            lines
                .iter()
                .find(|l| l.label == label)
                .map(|l| l.caps.join(" "))
        };
        assert_eq!(caps("Accept").as_deref(), Some("J"));
        assert_eq!(caps("Choose an option").as_deref(), Some("1–9 A–F"));
        assert_eq!(caps("Take a reason").as_deref(), Some("1–9 0 -"));
        assert_eq!(caps("Generate from scenes"), None);
        // All actions without a number but the hidden one and the two without keys, and a line each for options
        // and reasons.
        assert_eq!(lines.len(), Action::PLAIN.len() - HIDDEN.len() - 2 + 2);
    });
}

#[test]
fn the_card_closes_with_its_own_key_and_with_escape() {
    let mut overlay = Overlay::default();
    assert!(!overlay.take(Action::Accept), "closed, it takes nothing");
    assert!(!overlay.take(Action::Leave));
    for close in [Action::KeyCard, Action::Leave] {
        assert!(overlay.take(Action::KeyCard) && overlay.is_open());
        assert!(
            overlay.take(Action::Accept),
            "open, it keeps decisions from the card below"
        );
        assert!(overlay.take(close) && !overlay.is_open());
    }
    let mut harness = open(Action::KeyCard);
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().memory.is_open());
}

#[test]
fn the_palette_finds_and_runs() {
    let mut harness = open(Action::Palette);
    harness.get_by_label("Search or run").type_text("rej");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().actions, [Action::Reject]);
    assert!(!harness.state().memory.is_open());
}

#[test]
fn the_palette_offers_what_counts_here_and_arrows_move() {
    let mut harness = open(Action::Palette);
    let offer = Offer {
        situation: Situation::new(Context::Revealed),
        hidden: &HIDDEN,
        own_keys: "",
    };
    let found = harness
        .state_mut()
        .frame(|cx, _| palette::found(cx, offer, ""));
    assert!(found.contains(&Action::Accept) && found.contains(&Action::ModeQueue));
    assert!(!found.contains(&Action::CannotTell), "the answer is given");
    assert!(!found.contains(&Action::Generate) && !found.contains(&Action::Palette));
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowUp);
    harness.run();
    harness.state_mut().memory.take(Action::Confirm);
    harness.run();
    assert_eq!(harness.state().actions[..], found[1..2]);
}

#[test]
fn a_click_runs_and_nothing_found_is_said() {
    let mut harness = open(Action::Palette);
    harness.get_by_label("Accept").click();
    harness.run();
    assert_eq!(harness.state().actions, [Action::Accept]);
    let mut harness = open(Action::Palette);
    harness.get_by_label("Search or run").type_text("zzz");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().actions, []);
    assert!(harness.state().memory.is_open());
}
