//! The built-in map under key presses, and maps that are refused.

use super::*;
use egui::{Key, Modifiers, RawInput};

fn press(key: Key, modifiers: Modifiers, repeat: bool) -> Event {
    Event::Key {
        key,
        physical_key: Some(key),
        pressed: true,
        repeat,
        modifiers,
    }
}

/// What the built-in map makes of these events while `draw` shows the window.
fn asked(events: Vec<Event>, now: Situation, mut draw: impl FnMut(&mut egui::Ui)) -> Vec<Action> {
    let ctx = egui::Context::default();
    crate::ui::fonts::install(&ctx);
    ctx.run_ui(RawInput::default(), |ui| draw(ui))
        .textures_delta
        .clear();
    let mut actions = Vec::new();
    let input = RawInput {
        events,
        ..RawInput::default()
    };
    let mut output = ctx.run_ui(input, |ui| {
        actions.extend(std::iter::from_fn(|| {
            KeyMap::default().next_pressed(ui.ctx(), now)
        }));
        draw(ui);
    });
    output.textures_delta.clear();
    actions
}

fn asked_once(key: Key, context: Context) -> Vec<Action> {
    let now = Situation {
        context,
        options: 4,
        typed: false,
    };
    asked(vec![press(key, Modifiers::NONE, false)], now, |_| {})
}

#[test]
fn the_built_in_map_is_sound_and_complete() {
    let map = KeyMap::parse(TOML).expect("no conflicts");
    // Rare enough to be found in the palette and the settings alone.
    let keyless = [Action::Theme, Action::Motion];
    for &action in Action::PLAIN {
        assert!(
            map.bindings.iter().any(|b| b.action == action),
            "{action} cannot be reached"
        );
        assert_eq!(
            map.label(action, OperatingSystem::Nix).is_none(),
            keyless.contains(&action),
            "{action}"
        );
    }
    assert_eq!(
        map.label(Action::Undo, OperatingSystem::Nix).as_deref(),
        Some("Ctrl Z")
    );
}

#[test]
fn before_the_answer_no_letter_decides() {
    assert_eq!(asked_once(Key::A, Context::Blind), [Action::Choose(1)]);
    assert_eq!(asked_once(Key::D, Context::Blind), [Action::Choose(4)]);
    assert_eq!(
        asked_once(Key::E, Context::Blind),
        [],
        "there is no fifth option"
    );
    assert_eq!(asked_once(Key::X, Context::Blind), []);
    assert_eq!(asked_once(Key::F, Context::Blind), [Action::Flag]);
    let six = Situation {
        context: Context::Blind,
        options: 6,
        typed: false,
    };
    assert_eq!(
        asked(vec![press(Key::F, Modifiers::NONE, false)], six, |_| {}),
        [Action::Choose(6)]
    );
}

#[test]
fn where_a_number_is_wanted_digits_are_its_own() {
    let typed = Situation {
        typed: true,
        ..Situation::new(Context::Blind)
    };
    let once = |key, now| asked(vec![press(key, Modifiers::NONE, false)], now, |_| {});
    assert_eq!(once(Key::Num0, typed), []);
    assert_eq!(once(Key::T, typed), [Action::CannotTell]);
    assert_eq!(asked_once(Key::Num0, Context::Blind), [Action::CannotTell]);
    let choice = Situation {
        options: 4,
        typed: false,
        ..typed
    };
    let label = |now| KeyMap::default().label_in(Action::CannotTell, now, OperatingSystem::Nix);
    assert_eq!(label(choice).as_deref(), Some("0"));
    assert_eq!(label(typed).as_deref(), Some("T"));
    assert_eq!(label(Situation::new(Context::Revealed)), None);
}

#[test]
fn while_a_note_is_written_enter_does_not_commit() {
    let enter = |context| asked_once(Key::Enter, context);
    assert_eq!(enter(Context::Blind), [Action::Confirm]);
    assert_eq!(enter(Context::Writing), []);
    assert_eq!(asked_once(Key::X, Context::Writing), []);
    assert_eq!(asked_once(Key::Escape, Context::Writing), [Action::Leave]);
}

#[test]
fn after_it_letters_decide_and_digits_do_not() {
    assert_eq!(asked_once(Key::A, Context::Revealed), [Action::Accept]);
    assert_eq!(asked_once(Key::Num1, Context::Revealed), []);
    assert_eq!(asked_once(Key::Num1, Context::List), [Action::Pick(1)]);
    assert_eq!(
        asked_once(Key::A, Context::List),
        [],
        "an open list takes the keyboard"
    );
    assert_eq!(asked_once(Key::Escape, Context::List), [Action::Leave]);
}

#[test]
fn a_key_typed_ahead_means_what_the_key_before_it_made_of_it() {
    let ctx = egui::Context::default();
    let events = [Key::X, Key::Num1].map(|key| press(key, Modifiers::NONE, false));
    let input = RawInput {
        events: events.to_vec(),
        ..RawInput::default()
    };
    let map = KeyMap::default();
    let mut output = ctx.run_ui(input, |ui| {
        let next = |context| map.next_pressed(ui.ctx(), Situation::new(context));
        assert_eq!(next(Context::Revealed), Some(Action::Reject));
        assert_eq!(next(Context::List), Some(Action::Pick(1)));
        assert_eq!(next(Context::Blind), None, "each press is taken once");
    });
    output.textures_delta.clear();
}

#[test]
fn a_held_key_decides_once_and_moves_on_and_on() {
    let now = Situation::new(Context::Revealed);
    let twice = |key| {
        vec![
            press(key, Modifiers::NONE, false),
            press(key, Modifiers::NONE, true),
        ]
    };
    assert_eq!(asked(twice(Key::A), now, |_| {}), [Action::Accept]);
    assert_eq!(
        asked(twice(Key::CloseBracket), now, |_| {}),
        [Action::NextFrame, Action::NextFrame]
    );
}

#[test]
fn letters_do_nothing_while_a_field_has_focus() {
    let mut text = String::new();
    let events = vec![
        press(Key::A, Modifiers::NONE, false),
        Event::Text("a".to_owned()),
        press(Key::Enter, Modifiers::COMMAND, false),
    ];
    let actions = asked(events, Situation::new(Context::Fix), |ui| {
        ui.text_edit_singleline(&mut text).request_focus();
    });
    assert_eq!(actions, [Action::SaveAndAccept]);
    assert_eq!(text, "a");
}

#[test]
fn a_letter_that_acts_types_nothing() {
    let mut text = String::new();
    let mut frame = 0;
    let events = vec![
        press(Key::N, Modifiers::NONE, false),
        Event::Text("n".to_owned()),
    ];
    let actions = asked(events, Situation::new(Context::Revealed), |ui| {
        frame += 1;
        let field = ui.text_edit_singleline(&mut text);
        if frame == 2 {
            field.request_focus();
        }
    });
    assert_eq!((actions, text.as_str()), (vec![Action::Note], ""));
}

#[test]
fn space_never_presses_a_focused_button_but_enter_does() {
    for (key, clicks, action) in [
        (Key::Space, 0, Some(Action::NextView)),
        (Key::Enter, 1, None),
    ] {
        let mut clicked = 0;
        let actions = asked(
            vec![press(key, Modifiers::NONE, false)],
            Situation::new(Context::Revealed),
            |ui| {
                let button = ui.button("Accept");
                clicked += usize::from(button.clicked());
                button.request_focus();
            },
        );
        assert_eq!(
            (clicked, actions.first().copied()),
            (clicks, action),
            "{key:?}"
        );
    }
}

#[test]
fn a_held_key_is_held_until_it_is_let_go() {
    let ctx = egui::Context::default();
    let map = KeyMap::default();
    let held = |pressed| {
        let key = Event::Key {
            key: Key::O,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let input = RawInput {
            events: vec![key],
            ..RawInput::default()
        };
        let mut held = false;
        let mut output = ctx.run_ui(input, |ui| held = map.held(ui.ctx(), Action::CycleOverlay));
        output.textures_delta.clear();
        held
    };
    assert_eq!([held(true), held(false)], [true, false]);
}

#[test]
fn collisions_are_refused() {
    let two = |first: &str, second: &str| {
        let bind = |action: &str, context: &str| {
            format!(
                "[[bind]]\naction = {action:?}\nkeys = [\"A\"]\nin = [{context:?}]\ngroup = \"decide\"\n"
            )
        };
        KeyMap::parse(&(bind("accept", first) + &bind("reject", second)))
            .map_err(|error| error.to_string())
    };
    assert!(two("revealed", "fix").is_ok());
    assert_eq!(
        two("revealed", "revealed"),
        Err("A does both accept and reject in Revealed".to_owned())
    );
    assert_eq!(
        two("anywhere", "fix"),
        Err("A does both accept and reject in Anywhere".to_owned())
    );
    assert!(two("anywhere", "list").is_ok());
}

#[test]
fn own_keys_replace_the_built_in_ones() {
    let mut map = KeyMap::default();
    let chord = |text| vec![Chord::parse(text).expect("a chord")];
    map.rebind(Action::Accept, chord("J")).expect("J is free");
    assert_eq!(
        map.label(Action::Accept, OperatingSystem::Nix).as_deref(),
        Some("J")
    );
    let before = map.clone();
    assert!(map.rebind(Action::Accept, chord("X")).is_err());
    assert_eq!(map, before);
}

#[test]
fn a_wrong_file_is_refused_with_its_place() {
    for wrong in [
        "bind = 1",
        "[[bind]]\naction = \"fly\"\nkeys = [\"A\"]\nin = [\"fix\"]\ngroup = \"look\"",
    ] {
        let message = KeyMap::parse(wrong).expect_err("refused").to_string();
        assert!(message.contains("line"), "{message}");
    }
}
