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
mod tests;
