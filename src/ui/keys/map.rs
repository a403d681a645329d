//! Bindings of chords to actions, and what was asked for in a frame.

use std::sync::LazyLock;

use egui::{Event, os::OperatingSystem};
use serde::Deserialize;

use super::binding::{Binding, Context, Focus, Situation, collision};
use super::{Action, Chord};

const TOML: &str = include_str!("../../../assets/keys.toml");

static BUILT_IN: LazyLock<KeyMap> = LazyLock::new(|| {
    KeyMap::parse(TOML).expect("assets/keys.toml is embedded and parsed by a test")
});

/// Why a key map cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyMapError {
    /// Not the TOML that is expected.
    #[error("cannot read the key map: {0}")]
    Parse(#[from] toml::de::Error),
    /// An action that cannot be reached.
    #[error("no key for {0} in the key map")]
    NoKey(Action),
    /// What is wrong in a line of a person's own keys.
    #[error("line {line}: {error}")]
    At {
        /// Counted from 1.
        line: usize,
        /// What.
        error: Box<KeyMapError>,
    },
    /// Two actions on one chord in one place.
    #[error("{chord} does both {first} and {second} in {context:?}")]
    Conflict {
        /// The chord.
        chord: Chord,
        /// The context in which both count.
        context: Context,
        /// One action.
        first: Action,
        /// The other.
        second: Action,
    },
}

/// All bindings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMap {
    bindings: Vec<Binding>,
}

impl Default for KeyMap {
    fn default() -> Self {
        BUILT_IN.clone()
    }
}

impl KeyMap {
    /// Reads a key map and checks that no chord does two things in one place.
    ///
    /// # Errors
    /// If the text is not a key map, an entry counts nowhere, or two entries collide. An entry without keys is for
    /// the palette alone.
    pub fn parse(toml: &str) -> Result<Self, KeyMapError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            bind: Vec<Binding>,
        }
        let File { bind: bindings } = toml::from_str(toml)?;
        if let Some(binding) = bindings.iter().find(|binding| binding.contexts.is_empty()) {
            return Err(KeyMapError::NoKey(binding.action));
        }
        let map = Self { bindings };
        map.conflict().map_or(Ok(map), Err)
    }

    /// Every entry, in the order of the file.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Replaces the keys of one action.
    ///
    /// # Errors
    /// If that would put two actions on one chord; the map is then unchanged.
    pub fn rebind(&mut self, action: Action, keys: Vec<Chord>) -> Result<(), KeyMapError> {
        if keys.is_empty() {
            return Err(KeyMapError::NoKey(action));
        }
        let mut changed = self.clone();
        changed.put(action, &keys);
        if let Some(conflict) = changed.conflict() {
            return Err(conflict);
        }
        *self = changed;
        Ok(())
    }

    pub(super) fn put(&mut self, action: Action, keys: &[Chord]) {
        let of_action = |binding: &&mut Binding| binding.action == action;
        for binding in self.bindings.iter_mut().filter(of_action) {
            binding.keys = keys.to_vec();
        }
    }

    /// Text for the key cap of an action in one situation: the first of its keys that counts there.
    #[must_use]
    pub fn label_in(&self, action: Action, now: Situation, os: OperatingSystem) -> Option<String> {
        let bindings = self.bindings.iter().filter(|b| b.action == action);
        let mut keys = bindings
            .filter(|b| b.counts(now, Focus::Nothing))
            .flat_map(|b| &b.keys);
        Some(keys.find(|chord| !now.types(**chord))?.label(os))
    }

    /// Text for the key cap of an action: its current first key, `None` if it has none.
    #[must_use]
    pub fn label(&self, action: Action, os: OperatingSystem) -> Option<String> {
        let binding = self
            .bindings
            .iter()
            .find(|binding| binding.action == action)?;
        Some(binding.keys.first()?.label(os))
    }

    /// Whether a key of this action is held down now, for what lasts only as long (a peek at the overlay). Never
    /// while a text field has focus. egui keeps held keys by their letter, not by their position.
    #[must_use]
    pub fn held(&self, ctx: &egui::Context, action: Action) -> bool {
        let mut chords = self
            .bindings
            .iter()
            .filter(|binding| binding.action == action)
            .flat_map(|binding| &binding.keys);
        Focus::now(ctx) != Focus::Text
            && chords.any(|chord| {
                ctx.input(|input| {
                    let modifiers = input.modifiers;
                    input.key_down(chord.key)
                        && modifiers.command == chord.ctrl
                        && modifiers.shift == chord.shift
                })
            })
    }

    /// The actions that have a key in this situation while nothing has focus, each once, in the order of the file.
    #[must_use]
    pub fn actions(&self, now: Situation) -> Vec<Action> {
        let mut actions: Vec<Action> = Vec::new();
        for binding in &self.bindings {
            if binding.counts(now, Focus::Nothing) && !actions.contains(&binding.action) {
                actions.push(binding.action);
            }
        }
        actions
    }

    /// The first action asked for since the last frame that has not been taken yet; ask again, with the situation
    /// that the action made, until there is none. So what is typed ahead while a frame is late goes where it belongs:
    /// `X` opens the list of reasons and the `1` after it picks from that list.
    ///
    /// Call before any widget is drawn: the key presses are taken out of the input, with the text they would have
    /// typed, so that a focused button does not act on them again and a field opened by a letter does not receive it.
    #[must_use]
    pub fn next_pressed(&self, ctx: &egui::Context, now: Situation) -> Option<Action> {
        let focus = Focus::now(ctx);
        ctx.input_mut(|input| {
            loop {
                let events = input.events.iter().enumerate();
                let (at, (action, repeated)) = events
                    .filter_map(|(at, event)| Some((at, self.action_of(event, now, focus)?)))
                    .next()?;
                input.events.remove(at);
                if focus != Focus::Text {
                    input
                        .events
                        .retain(|event| !matches!(event, Event::Text(_)));
                }
                if !repeated {
                    return Some(action);
                }
            }
        })
    }

    /// The action of a key press, and whether it is a repeat that does not count.
    fn action_of(&self, event: &Event, now: Situation, focus: Focus) -> Option<(Action, bool)> {
        let counting = || {
            self.bindings
                .iter()
                .filter(|binding| binding.counts(now, focus))
        };
        let pressing = |binding: &&Binding| {
            let mut keys = binding.keys.iter().filter(|chord| !now.types(**chord));
            keys.find_map(|chord| chord.pressed_by(event))
        };
        // Options come first: on a card with six options F is the sixth.
        let choice =
            counting().find(|b| matches!(b.action, Action::Choose(_)) && pressing(b).is_some());
        let binding = choice.or_else(|| counting().find(|binding| pressing(binding).is_some()))?;
        let held = pressing(&binding)?;
        Some((binding.action, held && !binding.repeat))
    }

    pub(super) fn conflict(&self) -> Option<KeyMapError> {
        for (i, first) in self.bindings.iter().enumerate() {
            for second in self.bindings.iter().skip(i + 1) {
                if let Some((chord, context)) = collision(first, second) {
                    let (first, second) = (first.action, second.action);
                    return Some(KeyMapError::Conflict {
                        chord,
                        context,
                        first,
                        second,
                    });
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
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
    fn asked(
        events: Vec<Event>,
        now: Situation,
        mut draw: impl FnMut(&mut egui::Ui),
    ) -> Vec<Action> {
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
        };
        assert_eq!(
            asked(vec![press(Key::F, Modifiers::NONE, false)], six, |_| {}),
            [Action::Choose(6)]
        );
    }

    #[test]
    fn where_a_number_is_wanted_digits_are_its_own() {
        let typed = Situation::new(Context::Blind);
        let once = |key, now| asked(vec![press(key, Modifiers::NONE, false)], now, |_| {});
        assert_eq!(once(Key::Num0, typed), []);
        assert_eq!(once(Key::T, typed), [Action::CannotTell]);
        assert_eq!(asked_once(Key::Num0, Context::Blind), [Action::CannotTell]);
        let choice = Situation {
            options: 4,
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
            let mut output =
                ctx.run_ui(input, |ui| held = map.held(ui.ctx(), Action::CycleOverlay));
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
}
