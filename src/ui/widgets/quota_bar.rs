//! A quota: name, a short bar with a tick at the target, done of target, and what is missing.

use egui::{Align2, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::ui::icons;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};

/// The whole length of the bar stands for this multiple of the target.
const FULL: f32 = 1.75;
/// Length of the bar, points.
const LENGTH: f32 = 84.0;
/// Height of the bar, points.
const HEIGHT: f32 = 4.0;

/// Shows one quota over the whole width; clicking it opens the cell as a view.
pub fn quota_bar(ui: &mut Ui, name: &str, done: usize, target: usize) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme.size().hit_min),
        Sense::click(),
    );
    let missing = target.saturating_sub(done);
    let numbers = format!("{}/{}", count(done), count(target));
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(name, &numbers, missing)));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() {
        ui.painter().rect_filled(
            rect.expand2(vec2(space.s1, 0.0)),
            theme.radius_small(),
            palette.bg.hover,
        );
    }
    let mut place = rect;
    let state = paint::cut_right(&mut place, 40.0);
    if missing == 0 {
        paint::icon(
            ui,
            state.with_max_x(state.left() + 36.0),
            icons::PASS,
            icons::small(palette.status.pass),
        );
    } else {
        let text = format!("-{}", count(missing));
        paint::text(
            ui,
            state,
            Align2::CENTER_CENTER,
            &text,
            Type::Number.format(palette.status.warn),
        );
    }
    let format = Type::Number.format(palette.text.secondary);
    let wide = paint::line(ui, &numbers, format, f32::INFINITY);
    let number_width = (wide.size().x + space.s2).max(64.0);
    let number = paint::cut_right(&mut place, number_width);
    paint::put(ui.painter(), number, Align2::RIGHT_CENTER, wide);
    let track = paint::cut_right(&mut place, LENGTH);
    paint_bar(ui, track, done, target);
    let label = place.with_max_x(place.right() - space.s2);
    let format = Type::Label.format(palette.text.secondary);
    paint::name(ui, &response, label, name, format);
    paint::focus_ring(ui, &response, theme.radius_small());
    response
}

fn paint_bar(ui: &Ui, place: Rect, done: usize, target: usize) {
    let palette = Theme::of(ui.ctx()).palette();
    let track = Rect::from_center_size(place.center(), vec2(place.width(), HEIGHT));
    let share = (done as f32 / target.max(1) as f32 / FULL).clamp(0.0, 1.0);
    let color = if done >= target {
        palette.text.secondary
    } else {
        palette.accent.base
    };
    ui.painter()
        .rect_filled(track, HEIGHT / 2.0, palette.bg.active);
    if done > 0 {
        let width = (track.width() * share).max(HEIGHT);
        ui.painter()
            .rect_filled(track.with_max_x(track.left() + width), HEIGHT / 2.0, color);
    }
    let tick = pos2(
        (track.left() + track.width() / FULL).round(),
        track.center().y,
    );
    ui.painter().vline(
        tick.x,
        (tick.y - 5.0)..=(tick.y + 5.0),
        Stroke::new(1.5, palette.text.primary),
    );
}

fn spoken(name: &str, numbers: &str, missing: usize) -> String {
    let state = match missing {
        0 => tr("quota.reached").to_owned(),
        _ => tr_with("quota.missing", &[("n", &count(missing))]),
    };
    format!("{name}, {numbers}, {state}")
}
