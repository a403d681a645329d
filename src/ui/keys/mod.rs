//! The keyboard: which key does what, where, as a table in data (`assets/keys.toml`).
//!
//! [`Action`] names everything a key, a menu or the command palette can ask for; [`KeyMap`] binds chords to actions
//! in [`Context`]s and says which were asked for in a frame. Three rules hold for every binding: letters do nothing
//! while a text field has focus, a held key never decides twice, and a decision within a moment of a new card is
//! dropped ([`Guard`]). Single keys go by their position on the keyboard, chords with Ctrl by the letter printed on
//! the key, as everywhere else on the machine.
//!
//! Not here: what an action does (the screens), and flying with the mouse button held (the 3D view).

mod action;
mod binding;
mod chord;
mod guard;
mod map;
mod own;

pub use action::{Action, Group};
pub use binding::{Binding, Context, Situation};
pub use chord::Chord;
pub use guard::{DEFAULT_MS as GUARD_MS, Guard};
pub use map::{KeyMap, KeyMapError};
pub use own::FILE as OWN_KEYS;
