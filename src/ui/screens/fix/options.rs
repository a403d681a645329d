//! The options as they stand in the draft, the key among them ticked, and whether they follow the proof.

use crate::answer::Answer;
use crate::ui::icons;
use crate::ui::state::fix::Fix;
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::paint;
use egui::{Align2, Galley, Rect, Role, Sense, Stroke, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// Shows the options as chips: in one row where they fit, else in two columns or one below the other.
pub(super) fn options_ui(ui: &mut Ui, fix: &Fix) {
    let options = &fix.draft.options;
    if options.is_empty() {
        return;
    }
    let theme = Theme::of(ui.ctx());
    let (space, text) = (theme.space(), &theme.palette().text);
    let key = match &fix.draft.answer {
        Answer::Option { index } => Some(*index),
        _ => None,
    };
    let widest = options
        .iter()
        .map(|o| laid_out(ui, &o.text, f32::INFINITY).size().x)
        .fold(0.0, f32::max);
    let (columns, width) = columns(ui.available_width(), widest, options.len(), space.s2);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(space.s2, space.s2);
        for (row, chunk) in options.chunks(columns).enumerate() {
            ui.horizontal(|ui| {
                for (column, option) in chunk.iter().enumerate() {
                    let index = row * columns + column;
                    chip_ui(ui, index, &option.text, width, key == Some(index));
                }
            });
        }
    });
    if fix.options_follow {
        ui.label(Type::Label.rich(tr("fix.options_follow"), text.tertiary));
    }
}

/// Room in a chip besides its text: padding, and the tick of the key.
fn around() -> f32 {
    2.0 * TOKENS.space.s2 + TOKENS.size.icon_small + TOKENS.space.s1
}

/// Number of columns, and the width of each, points.
fn columns(room: f32, widest: f32, count: usize, gap: f32) -> (usize, f32) {
    let width = |n: usize| (room - gap * (n as f32 - 1.0)) / n as f32;
    let n = [count, 2, 1]
        .into_iter()
        .find(|n| *n == 1 || (*n <= count && width(*n) >= widest + around()))
        .unwrap_or(1);
    (n, width(n).floor())
}

fn laid_out(ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
    let color = Theme::of(ui.ctx()).palette().text.primary;
    paint::block(ui, text, Type::Number.format(color), width)
}

fn chip_ui(ui: &mut Ui, index: usize, text: &str, width: f32, is_key: bool) {
    let theme = Theme::of(ui.ctx());
    let galley = laid_out(ui, text, width - around());
    let height = (galley.size().y + theme.space().s3).max(theme.size().row);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let number = (index + 1).to_string();
    let words = [("n", number.as_str()), ("text", text)];
    response.widget_info(|| {
        let said = if is_key {
            tr_with("fix.option_key", &words)
        } else {
            tr_with("fix.option_other", &words)
        };
        WidgetInfo::labeled(Role::Label, true, said)
    });
    let line = if is_key {
        Stroke::new(TOKENS.stroke.selected, theme.palette().accent.base)
    } else {
        theme.control_line()
    };
    paint::frame(
        ui.painter(),
        rect,
        theme.radius_control(),
        theme.palette().bg.panel,
        line,
    );
    let inner = rect.shrink2(vec2(theme.space().s2, 0.0));
    paint::put(ui.painter(), inner, Align2::LEFT_CENTER, galley);
    if is_key {
        let side = theme.size().icon_small;
        let place = Rect::from_min_max(
            egui::pos2(inner.right() - side, rect.top()),
            inner.right_bottom(),
        );
        paint::icon(
            ui,
            place,
            icons::PASS,
            icons::small(theme.palette().text.primary),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_stand_beside_each_other_as_long_as_they_fit() {
        let short = 30.0;
        assert_eq!(columns(320.0, short, 4, 8.0), (4, 74.0));
        assert_eq!(columns(320.0, 80.0, 4, 8.0), (2, 156.0));
        assert_eq!(columns(320.0, 200.0, 4, 8.0), (1, 320.0));
        assert_eq!(columns(320.0, 900.0, 1, 8.0), (1, 320.0));
        assert_eq!(columns(320.0, 100.0, 3, 8.0), (2, 156.0));
    }
}
