//! The command palette: everything that can be done here and now, found by a few letters.

use super::{Offer, Overlay, fuzzy};
use crate::ui::keys::{Action, Situation};
use crate::ui::screens::Cx;
use crate::ui::text::tr;
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::field::search_field;
use crate::ui::widgets::list::menu_row;
use egui::{Frame, Key, Margin, ScrollArea, Sense, Ui};

/// Width of the palette, and the height of its list, points.
const WIDTH: f32 = 520.0;
const LIST: f32 = 384.0;

/// Actions that mean nothing when they are picked from a list.
const NEVER: [Action; 3] = [Action::Palette, Action::Leave, Action::Confirm];

/// What answers the query, best first.
pub(super) fn found(cx: &Cx<'_>, offer: Offer<'_>, query: &str) -> Vec<Action> {
    let actions = cx.keys.actions(offer.situation).into_iter();
    let actions = actions.filter(|a| !NEVER.contains(a) && !offer.hidden.contains(a));
    let mut scored: Vec<(i32, Action)> = actions
        .filter_map(|action| Some((fuzzy::score(query, &action.label())?, action)))
        .collect();
    if !query.trim().is_empty() {
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    scored.into_iter().map(|(_, action)| action).collect()
}

/// Shows the palette; returns what was picked.
pub(super) fn palette_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    overlay: &mut Overlay,
    offer: Offer<'_>,
) -> Option<Action> {
    let margin = Margin::same(Theme::of(ui.ctx()).space().s3 as i8);
    let inside = Frame::new().inner_margin(margin);
    inside
        .show(ui, |ui| inside_ui(ui, cx, overlay, offer))
        .inner
}

fn inside_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    overlay: &mut Overlay,
    offer: Offer<'_>,
) -> Option<Action> {
    let window = ui.ctx().content_rect().size();
    ui.set_width(WIDTH.min(window.x - 64.0));
    let field = search_field(ui, &Action::Palette.label(), &mut overlay.query);
    if std::mem::take(&mut overlay.fresh) {
        field.request_focus();
    }
    if field.changed() {
        overlay.selected = 0;
    }
    let found = found(cx, offer, &overlay.query);
    let moved = step(ui);
    let last = found.len().saturating_sub(1);
    overlay.selected = overlay.selected.saturating_add_signed(moved).min(last);
    ui.add_space(Theme::of(ui.ctx()).space().s1);
    let clicked = list_ui(
        ui,
        cx,
        offer.situation,
        &found,
        overlay.selected,
        moved != 0,
        LIST.min(window.y - 160.0),
    );
    let entered = overlay.confirmed || ui.input(|i| i.key_pressed(Key::Enter));
    let chosen = entered
        .then(|| found.get(overlay.selected).copied())
        .flatten();
    clicked.or(chosen)
}

/// How far the arrow keys move the selection in this frame.
fn step(ui: &Ui) -> isize {
    ui.input(|input| {
        let times = |key| isize::try_from(input.num_presses(key)).unwrap_or(0);
        times(Key::ArrowDown) - times(Key::ArrowUp)
    })
}

fn list_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    situation: Situation,
    found: &[Action],
    selected: usize,
    moved: bool,
    height: f32,
) -> Option<Action> {
    let color = Theme::of(ui.ctx()).palette().text.secondary;
    if found.is_empty() {
        ui.label(Type::Body.rich(tr("keys_card.nothing_found"), color));
    }
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            for (i, action) in found.iter().enumerate() {
                let key = cx.key_here(*action, situation);
                let response = menu_row(
                    ui,
                    &action.label(),
                    key.as_deref(),
                    i == selected,
                    Sense::CLICK,
                );
                if moved && i == selected {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    clicked = Some(*action);
                }
            }
        });
    clicked
}
