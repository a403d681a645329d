//! Over every screen: the key card with all bindings (`H`), and the command palette (`Ctrl K`).
//!
//! While one of them is open it takes the keyboard: the app offers every action to [`Overlay::take`] first. Both read
//! the key map, so they show the current keys, and neither knows what an action does.

mod card;
mod fuzzy;
mod palette;

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
}

/// What is open over the screen, and what was typed in it.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    open: Open,
    query: String,
    selected: usize,
    /// Enter was taken by the key map in this frame.
    confirmed: bool,
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
            (Action::KeyCard, Open::Nothing | Open::Palette) => self.turn_to(Open::Keys),
            (Action::Palette, Open::Nothing | Open::Keys) => self.turn_to(Open::Palette),
            (Action::KeyCard | Action::Palette, _)
            | (Action::Leave, Open::Keys | Open::Palette) => {
                self.turn_to(Open::Nothing);
            }
            (_, Open::Nothing) => return false,
            (Action::Confirm, _) => self.confirmed = true,
            _ => {}
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
        _ => {
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
