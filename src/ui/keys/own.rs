//! A person's own keys: a small table of actions and chords that replaces built-in ones.

use super::{Action, Chord, KeyMap, KeyMapError};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;
use std::fmt;

/// The file of a person's own keys in the configuration folder.
pub const FILE: &str = "keys.toml";

/// Keys of one action: `"J"` or `["J", "Ctrl+J"]`.
struct Keys(Vec<Chord>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Keys;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key such as \"J\", or a list of keys")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Keys, E> {
                Chord::deserialize(de::value::StrDeserializer::new(text)).map(|c| Keys(vec![c]))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut keys: A) -> Result<Keys, A::Error> {
                let mut chords = Vec::new();
                while let Some(chord) = keys.next_element()? {
                    chords.push(chord);
                }
                Ok(Keys(chords))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl KeyMap {
    /// The built-in map with a person's own keys in it, and how many actions have some. The text names actions as
    /// `assets/keys.toml` does: `accept = "J"`, `reject = ["X", "Q"]`. All of them replace at once, so that two
    /// actions may change keys.
    ///
    /// # Errors
    /// With the line: a name that is no action, a key that is none, an action without a key, a key that would do two
    /// things in one place.
    pub fn with_own(toml: &str) -> Result<(Self, usize), KeyMapError> {
        let own: BTreeMap<Action, toml::Spanned<Keys>> = toml::from_str(toml)?;
        let mut map = Self::default();
        for (action, keys) in &own {
            if keys.get_ref().0.is_empty() {
                return Err(at(toml, keys, KeyMapError::NoKey(*action)));
            }
            map.put(*action, &keys.get_ref().0);
        }
        match map.conflict() {
            None => Ok((map, own.len())),
            Some(conflict) => {
                let named = match &conflict {
                    KeyMapError::Conflict { first, second, .. } => {
                        own.get(first).into_iter().chain(own.get(second)).last()
                    }
                    _ => None,
                };
                Err(match named {
                    Some(keys) => at(toml, keys, conflict),
                    None => conflict,
                })
            }
        }
    }
}

/// The error with the line, from 1, that it is about.
fn at(toml: &str, keys: &toml::Spanned<Keys>, error: KeyMapError) -> KeyMapError {
    let before = toml.get(..keys.span().start).unwrap_or_default();
    KeyMapError::At {
        line: before.matches('\n').count() + 1,
        error: Box::new(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::os::OperatingSystem::Nix;

    #[test]
    fn own_keys_replace_built_in_ones_and_may_be_exchanged() {
        let (map, own) =
            KeyMap::with_own("accept = \"X\"\nreject = [\"A\", \"Q\"] # the other way round")
                .expect("sound");
        assert_eq!(own, 2);
        assert_eq!(map.label(Action::Accept, Nix).as_deref(), Some("X"));
        assert_eq!(map.label(Action::Reject, Nix).as_deref(), Some("A"));
        assert_eq!(map.label(Action::Defer, Nix).as_deref(), Some("D"));
        assert_eq!(
            KeyMap::with_own("").expect("nothing"),
            (KeyMap::default(), 0)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, says) in [
            ("\naccept = \"D\"", 2, "D does both accept and defer"),
            ("accept = \"J\"\ndefer = []", 2, "no key for defer"),
            ("accept = \"J\"\nacept = \"K\"", 2, "acept"),
            ("accept = \"Hyper+J\"", 1, "Hyper+J"),
            ("accept = 1", 1, "a key such as"),
            ("accept = [\"J\"", 1, ""),
        ] {
            let message = KeyMap::with_own(text).expect_err(text).to_string();
            assert!(message.contains(&format!("line {line}")), "{message}");
            assert!(message.contains(says), "{message}");
        }
    }
}
