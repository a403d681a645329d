//! The decision bar: Accept, Fix, Reject, Defer, or in their place a list of reasons with one key each.

use egui::{Align2, Color32, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::button::Button;
use super::key_cap::{CapColors, cap_width, paint_cap};
use super::paint;
use crate::ui::keys::{Action, KeyMap};
use crate::ui::text::tr;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// Below this width in points, a column of 400 with its margins, the four buttons stand two by two.
const ONE_ROW: f32 = 360.0;

/// What stands in the bar.
#[derive(Clone, Copy, Debug)]
pub enum Bar<'a> {
    /// The four decisions.
    Decide,
    /// A title such as "Reject because" and what can be picked, in the order of the keys.
    List {
        /// Says what the pick will do.
        title: &'a str,
        /// The entries.
        entries: &'a [&'a str],
    },
}

/// The bar and how it is to behave this frame.
#[must_use]
pub struct DecisionBar<'a> {
    bar: Bar<'a>,
    keys: &'a KeyMap,
    deaf: bool,
    flashed: Option<Action>,
}

impl<'a> DecisionBar<'a> {
    /// A bar with the current keys on its caps.
    pub const fn new(bar: Bar<'a>, keys: &'a KeyMap) -> Self {
        Self {
            bar,
            keys,
            deaf: false,
            flashed: None,
        }
    }

    /// Ignores clicks without looking disabled, for the moment after a card change.
    pub const fn deaf(mut self, deaf: bool) -> Self {
        self.deaf = deaf;
        self
    }

    /// Draws the button of this action pressed, for the frame of its key.
    pub const fn flashed(mut self, action: Option<Action>) -> Self {
        self.flashed = action;
        self
    }

    /// Shows the bar over the whole width; returns what was clicked.
    pub fn show(self, ui: &mut Ui) -> Option<Action> {
        match self.bar {
            Bar::Decide => self.show_decisions(ui),
            Bar::List { title, entries } => self.show_list(ui, title, entries),
        }
    }

    fn show_decisions(&self, ui: &mut Ui) -> Option<Action> {
        const DECISIONS: [Action; 4] = [Action::Accept, Action::Fix, Action::Reject, Action::Defer];
        let (width, gap) = (ui.available_width(), TOKENS.space.s2);
        let labels = DECISIONS.map(|action| (action.label(), self.key(ui, action)));
        let buttons = DECISIONS
            .iter()
            .zip(&labels)
            .map(|(&action, (label, key))| (action, self.decision(action, label, key.as_deref())));
        let buttons: Vec<(Action, Button<'_>)> = buttons.collect();
        let natural: Vec<f32> = buttons
            .iter()
            .map(|(_, button)| button.content_width(ui))
            .collect();
        let spare = width - natural.iter().sum::<f32>() - 3.0 * gap;
        let two_rows = width < ONE_ROW || spare < 0.0;
        let widths = natural.iter().map(|natural| {
            if two_rows {
                (width - gap) / 2.0
            } else {
                natural + spare / 4.0
            }
        });

        let mut asked = None;
        ui.spacing_mut().item_spacing = vec2(gap, gap);
        let mut buttons = buttons.into_iter().zip(widths);
        for in_row in if two_rows { vec![2, 2] } else { vec![4] } {
            ui.horizontal(|ui| {
                for ((action, button), width) in buttons.by_ref().take(in_row) {
                    if ui.add(button.width(width)).clicked() {
                        asked = Some(action);
                    }
                }
            });
        }
        asked
    }

    fn decision<'b>(&self, action: Action, label: &'b str, key: Option<&'b str>) -> Button<'b> {
        let button = Button::new(label)
            .key(key)
            .deaf(self.deaf)
            .pressed(self.flashed == Some(action));
        if action == Action::Accept {
            button.primary()
        } else {
            button
        }
    }

    fn key(&self, ui: &Ui, action: Action) -> Option<String> {
        self.keys.label(action, ui.ctx().os())
    }

    fn show_list(&self, ui: &mut Ui, title: &str, entries: &[&str]) -> Option<Action> {
        let theme = Theme::of(ui.ctx());
        let mut asked = None;
        let strong = Type::Body.rich_in(Family::Strong, title, theme.palette().text.primary);
        ui.horizontal(|ui| {
            ui.set_min_height(theme.size().row);
            ui.label(strong);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let key = self.key(ui, Action::Leave).unwrap_or_default();
                if ui
                    .add(super::key_cap::KeyHint::new(&key, tr("decision.keep")))
                    .clicked()
                {
                    asked = Some(Action::Leave);
                }
            });
        });
        ui.spacing_mut().item_spacing = vec2(theme.space().s2, 0.0);
        let columns = self.columns(ui, entries);
        let width =
            (ui.available_width() - theme.space().s2 * (columns - 1) as f32) / columns as f32;
        let rows = entries.len().div_ceil(columns);
        for row in 0..rows {
            ui.horizontal(|ui| {
                for column in 0..columns {
                    let index = column * rows + row;
                    let Some(entry) = entries.get(index) else {
                        continue;
                    };
                    // More entries than keys does not happen; such an entry can still be clicked.
                    let action = Action::Pick(u8::try_from(index + 1).unwrap_or(u8::MAX));
                    let key = self.key(ui, action);
                    if self.entry(ui, key.as_deref(), entry, width).clicked() && !self.deaf {
                        asked = Some(action);
                    }
                }
            });
        }
        asked
    }

    /// Two columns when every entry fits into half the width.
    fn columns(&self, ui: &Ui, entries: &[&str]) -> usize {
        let half = (ui.available_width() - TOKENS.space.s2) / 2.0;
        let fits = |entry: &&str| {
            let text = paint::line(
                ui,
                entry,
                Type::Body.format(Color32::PLACEHOLDER),
                f32::INFINITY,
            );
            text.size().x + cap_width(ui, "0") + 3.0 * TOKENS.space.s2 <= half
        };
        if entries.len() > 4 && entries.iter().all(fits) {
            2
        } else {
            1
        }
    }

    fn entry(&self, ui: &mut Ui, key: Option<&str>, text: &str, width: f32) -> Response {
        let theme = Theme::of(ui.ctx());
        let palette = theme.palette();
        let (rect, response) =
            ui.allocate_exact_size(vec2(width, theme.size().row), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
        let fill = if response.hovered() {
            palette.bg.hover
        } else {
            Color32::TRANSPARENT
        };
        ui.painter().rect_filled(rect, theme.radius_small(), fill);
        let cap = paint_cap(
            ui,
            rect.left() + theme.space().s1,
            rect.center().y,
            key.unwrap_or("–"),
            CapColors::plain(theme),
        );
        let place = rect.with_min_x(cap.right() + theme.space().s2);
        paint::text(
            ui,
            place,
            Align2::LEFT_CENTER,
            text,
            Type::Body.format(palette.text.primary),
        );
        paint::focus_ring(ui, &response, theme.radius_small());
        response
    }
}
