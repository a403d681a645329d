//! A key with its modifiers: read from data, matched against input, shown on a key cap.

use std::fmt;

use egui::{Event, Key, Modifiers, os::OperatingSystem};
use serde::{Deserialize, de};

use crate::ui::text::tr_in;

/// One key, with Ctrl (Cmd on a Mac) and Shift as modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key: its position where no Ctrl is held, its letter otherwise.
    pub key: Key,
    /// Ctrl, or Cmd on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
}

impl Chord {
    /// Reads `A`, `Shift+Space` or `Ctrl+Shift+Z`; `None` if a part is unknown.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (modifiers, key) = text.rsplit_once('+').unwrap_or(("", text));
        let mut chord = Self {
            key: Key::from_name(key)?,
            ctrl: false,
            shift: false,
        };
        for modifier in modifiers.split('+').filter(|part| !part.is_empty()) {
            match modifier {
                "Ctrl" => chord.ctrl = true,
                "Shift" => chord.shift = true,
                _ => return None,
            }
        }
        Some(chord)
    }

    /// Whether this key press is the chord, and nothing more.
    #[must_use]
    pub fn matches(self, key: Key, physical_key: Option<Key>, modifiers: Modifiers) -> bool {
        let pressed = if self.ctrl {
            key
        } else {
            physical_key.unwrap_or(key)
        };
        pressed == self.key
            && modifiers.command == self.ctrl
            && modifiers.shift == self.shift
            && !modifiers.alt
    }

    /// Whether this event presses the chord; `Some(true)` if it is a repeat of a held key.
    #[must_use]
    pub fn pressed_by(self, event: &Event) -> Option<bool> {
        match event {
            Event::Key {
                key,
                physical_key,
                pressed: true,
                repeat,
                modifiers,
            } => self
                .matches(*key, *physical_key, *modifiers)
                .then_some(*repeat),
            _ => None,
        }
    }

    /// Text for a key cap, for example `Ctrl Z`.
    #[must_use]
    pub fn label(self, os: OperatingSystem) -> String {
        let mut parts = Vec::new();
        if self.ctrl {
            parts.push(
                if matches!(os, OperatingSystem::Mac | OperatingSystem::IOS) {
                    tr_in("key", "cmd")
                } else {
                    tr_in("key", "ctrl")
                },
            );
        }
        if self.shift {
            parts.push(tr_in("key", "shift"));
        }
        parts.push(key_label(self.key));
        parts.join(" ")
    }
}

fn key_label(key: Key) -> &'static str {
    match key {
        Key::Space => tr_in("key", "space"),
        Key::Enter => tr_in("key", "enter"),
        Key::Escape => tr_in("key", "escape"),
        Key::Backspace => tr_in("key", "backspace"),
        Key::Tab => tr_in("key", "tab"),
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::Minus => "-",
        Key::Equals => "=",
        Key::Comma => ",",
        Key::Period => ".",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::Plus => "+",
        _ => key.name(),
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ctrl, shift) = (
            if self.ctrl { "Ctrl+" } else { "" },
            if self.shift { "Shift+" } else { "" },
        );
        write!(f, "{ctrl}{shift}{}", self.key.name())
    }
}

impl<'de> Deserialize<'de> for Chord {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!("expected a key such as \"Ctrl+Z\", found {text:?}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        Chord::parse(text).expect("a chord")
    }

    #[test]
    fn chords_are_read_and_shown() {
        for (text, label) in [
            ("A", "A"),
            ("Ctrl+Z", "Ctrl Z"),
            ("Shift+Space", "Shift Space"),
            ("Comma", ","),
            ("Escape", "Esc"),
        ] {
            assert_eq!(chord(text).label(OperatingSystem::Nix), label);
            assert_eq!(chord(&chord(text).to_string()), chord(text));
        }
        assert_eq!(chord("Ctrl+K").label(OperatingSystem::Mac), "Cmd K");
        for wrong in ["", "Ctrl+", "Alt+A", "Ctrl", "Foo"] {
            assert_eq!(Chord::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn single_keys_go_by_position_and_ctrl_chords_by_letter() {
        // On a Dvorak keyboard the key at the position of X prints Q.
        assert!(chord("X").matches(Key::Q, Some(Key::X), Modifiers::NONE));
        assert!(!chord("X").matches(Key::X, Some(Key::B), Modifiers::NONE));
        assert!(chord("Ctrl+Z").matches(Key::Z, Some(Key::Slash), Modifiers::COMMAND));
        assert!(!chord("Ctrl+Z").matches(Key::Semicolon, Some(Key::Z), Modifiers::COMMAND));
    }

    #[test]
    fn other_modifiers_make_another_chord() {
        assert!(!chord("A").matches(Key::A, None, Modifiers::SHIFT));
        assert!(!chord("A").matches(Key::A, None, Modifiers::ALT));
        assert!(!chord("Ctrl+Z").matches(Key::Z, None, Modifiers::COMMAND | Modifiers::SHIFT));
    }
}
