//! The screens. Each reads the state through a [`Cx`] and pushes commands; what only one screen remembers
//! (cameras, zoom, scroll) is a struct of its own.

pub(crate) mod answer;
pub mod browser;
pub mod column;
pub mod fix;
pub mod key_card;
mod media_layout;
pub mod media_pane;
mod media_strip;
mod overlay_key;
pub mod panes;
mod pick;
pub mod proof_pane;
pub mod queue;
pub mod release;
mod scene_labels;
pub mod scene_pane;
mod scene_photos;
mod scene_steer;
pub mod screening;
pub mod start;

use super::keys::{Action, KeyMap, Situation};
use super::state::{Command, State};
use super::widgets::mark::Mark;
use crate::evidence::Role;
use egui::os::OperatingSystem;

/// What a screen may read, and where it puts what it asks for.
pub struct Cx<'a> {
    /// Everything there is to show.
    pub state: &'a State,
    /// Current keys.
    pub keys: &'a KeyMap,
    /// For the spelling of keys.
    pub os: OperatingSystem,
    /// Monotonic clock, ms.
    pub now_ms: u64,
    /// The card appeared in this frame.
    pub fresh: bool,
    /// The action whose key was hit in this frame: its button is drawn pressed.
    pub flashed: Option<Action>,
    /// Commands asked for, in order.
    pub commands: &'a mut Vec<Command>,
    /// Actions asked for by clicks, to be treated as their keys are.
    pub actions: &'a mut Vec<Action>,
    /// Evidence under the pointer in this frame, if any pane has one.
    pub hovered: &'a mut Option<String>,
}

impl Cx<'_> {
    /// Asks for a command.
    pub fn push(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Asks for what a key would do.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// This piece of evidence is under the pointer.
    pub fn hover(&mut self, evidence: Option<String>) {
        if evidence.is_some() {
            *self.hovered = evidence;
        }
    }

    /// The label of the key that does `action` in a situation, or that does it anywhere.
    pub fn key_here(&self, action: Action, now: Situation) -> Option<String> {
        self.keys
            .label_in(action, now, self.os)
            .or_else(|| self.key(action))
    }

    /// The label of the key that does `action` now.
    pub fn key(&self, action: Action) -> Option<String> {
        self.keys.label(action, self.os)
    }
}

/// The mark of a role.
pub fn mark_of(role: Role) -> Mark {
    match role {
        Role::Subject => Mark::Subject,
        Role::Reference => Mark::Reference,
        Role::Distractor => Mark::Distractor,
        Role::Excluded => Mark::Excluded,
        Role::Measure => Mark::Measure,
        Role::Context => Mark::Context,
    }
}

#[cfg(test)]
pub(crate) mod testing;
