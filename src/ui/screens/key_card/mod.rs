//! Over every screen: the key card with all bindings (`H`), the command palette (`Ctrl K`), the guideline of the
//! card's task (`G`) and the settings (`Ctrl ,`).
//!
//! While one of them is open it takes the keyboard: the app offers every action to [`Overlay::take`] first. They read
//! the key map, so they show the current keys, and none knows what an action does.

mod card;
mod fuzzy;
mod guideline;
mod palette;
mod settings;

use super::Cx;
use crate::ui::keys::{Action, Situation};
use crate::ui::theme::Theme;
use egui::{Frame, Key, Modal, Ui};

/// What is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    #[default]
    Nothing,
    Keys,
    Palette,
    Guideline,
    Settings,
}

/// What is open over the screen, and what was typed in it.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    open: Open,
    query: String,
    selected: usize,
    /// Enter was taken by the key map in this frame.
    confirmed: bool,
    /// Switching blind off was asked for and not confirmed yet.
    doubted: bool,
    /// The field has not had the focus yet.
    fresh: bool,
}

/// What the overlay offers.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// What the keyboard acts on under it.
    pub situation: Situation,
    /// Actions with nothing behind them in this window.
    pub hidden: &'a [Action],
    /// How it stands with the person's own keys.
    pub own_keys: &'a str,
}

impl Overlay {
    /// Whether something is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open != Open::Nothing
    }

    /// Takes an action that opens or closes it and, while it is open, every other; `true` if it was taken.
    pub fn take(&mut self, action: Action) -> bool {
        match (action, self.open) {
            (Action::Leave, Open::Nothing) => return false,
            (Action::Leave, _) => self.turn_to(Open::Nothing),
            // What is larger or darker is seen at once, the overlay itself included.
            (
                Action::LargerScale | Action::SmallerScale | Action::UsualScale | Action::CancelJob,
                _,
            ) => return false,
            (action, open) => match (opens(action), open) {
                (Some(asked), open) if asked == open => self.turn_to(Open::Nothing),
                (Some(asked), _) => self.turn_to(asked),
                (None, Open::Nothing) => return false,
                (None, _) => self.confirmed |= action == Action::Confirm,
            },
        }
        true
    }

    fn turn_to(&mut self, open: Open) {
        *self = Self {
            open,
            fresh: true,
            ..Self::default()
        };
    }
}

fn opens(action: Action) -> Option<Open> {
    match action {
        Action::KeyCard => Some(Open::Keys),
        Action::Palette => Some(Open::Palette),
        Action::Guideline => Some(Open::Guideline),
        Action::Settings => Some(Open::Settings),
        _ => None,
    }
}

/// Shows what is open above everything else. Actions picked in the palette go to [`Cx::act`].
pub fn overlay_ui(ui: &mut Ui, cx: &mut Cx<'_>, overlay: &mut Overlay, offer: Offer<'_>) {
    if overlay.open == Open::Nothing {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let frame = Frame::new()
        .fill(theme.palette().bg.panel)
        .stroke(theme.control_line())
        .corner_radius(theme.space().s2);
    let modal = Modal::new(egui::Id::unique("overlay")).frame(frame);
    let shown = modal.show(ui.ctx(), |ui| match overlay.open {
        Open::Palette => palette::palette_ui(ui, cx, overlay, offer),
        Open::Guideline => {
            guideline::guideline_ui(ui, cx);
            None
        }
        Open::Settings => {
            settings::settings_ui(ui, cx, &mut overlay.doubted, offer.own_keys);
            None
        }
        Open::Keys | Open::Nothing => {
            card::card_ui(ui, cx, offer);
            None
        }
    });
    // The key map gives Esc as an action, but not while a field has the focus.
    let left = shown.backdrop_response.clicked() || ui.input(|i| i.key_pressed(Key::Escape));
    if let Some(action) = shown.inner {
        overlay.turn_to(Open::Nothing);
        cx.act(action);
    } else if left {
        overlay.turn_to(Open::Nothing);
    }
    overlay.confirmed = false;
}

#[cfg(test)]
mod tests;
