//! The header of a pane: 36 high, title, a quiet remark, controls at the right, a line below.

use egui::{Align, Layout, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, vec2};

use super::paint;
use crate::ui::theme::{Family, Theme, Type};

/// Shows a header over the whole width; `controls` adds buttons from the right edge leftwards.
pub fn pane_header<R>(
    ui: &mut Ui,
    title: &str,
    remark: &str,
    controls: impl FnOnce(&mut Ui) -> R,
) -> R {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme.size().pane_header),
        Sense::hover(),
    );
    paint::line_below(ui, rect);
    let inner = rect.shrink2(vec2(space.s4, 0.0));

    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(layout));
    right.spacing_mut().item_spacing.x = space.s2;
    let result = controls(&mut right);

    let left = Rect::from_min_max(
        inner.min,
        egui::pos2(right.min_rect().left() - space.s2, inner.bottom()),
    );
    let mut left = ui.new_child(
        UiBuilder::new()
            .max_rect(left)
            .layout(Layout::left_to_right(Align::Center)),
    );
    left.spacing_mut().item_spacing.x = space.s2;
    left.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
    left.label(Type::Body.rich_in(Family::Strong, title, palette.text.primary))
        .widget_info(|| WidgetInfo::labeled(egui::Role::Heading, true, title));
    let format = Type::Label.format(palette.text.secondary);
    let room = left.available_width();
    let whole = paint::line(ui, remark, format, f32::INFINITY).size().x;
    // A remark that has no room is left out rather than cut.
    if !remark.is_empty() && whole <= room {
        left.label(Type::Label.rich(remark, palette.text.secondary));
    }
    result
}

/// A header whose title is one of several tabs; `controls` adds from the right edge leftwards. Returns a new choice.
pub fn pane_tabs(
    ui: &mut Ui,
    name: &str,
    entries: &[&str],
    chosen: usize,
    controls: impl FnOnce(&mut Ui),
) -> Option<usize> {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme.size().pane_header),
        Sense::hover(),
    );
    paint::line_below(ui, rect);
    let mut x = rect.left() + space.s4;
    let mut picked = None;
    for (n, entry) in entries.iter().enumerate() {
        let on = n == chosen;
        let (family, color) = if on {
            (Family::Strong, palette.text.primary)
        } else {
            (Family::Ui, palette.text.secondary)
        };
        let format = Type::Body.format_in(family, color);
        let galley = paint::line(ui, entry, format, f32::INFINITY);
        // As wide as its bold form, so that nothing moves when another is chosen.
        let bold = Type::Body.format_in(Family::Strong, color);
        let width = paint::line(ui, entry, bold, f32::INFINITY).size().x.ceil();
        let words = Rect::from_x_y_ranges(x..=(x + width), rect.y_range());
        let cell = words.expand2(vec2(space.s1, -space.s1));
        let response = ui.interact(cell, ui.scope_id().with((name, n)), Sense::click());
        let said = format!("{name}, {entry}");
        response.widget_info(|| WidgetInfo::selected(egui::Role::Tab, true, on, &said));
        if response.hovered() && !on {
            ui.painter()
                .rect_filled(cell, theme.radius_small(), palette.bg.hover);
        }
        paint::put(ui.painter(), words, egui::Align2::LEFT_CENTER, galley);
        if on {
            let line =
                Rect::from_x_y_ranges(words.x_range(), (rect.bottom() - 2.0)..=rect.bottom());
            ui.painter().rect_filled(line, 0.0, palette.accent.base);
        }
        paint::focus_ring(ui, &response, theme.radius_small());
        if response.clicked() && !on {
            picked = Some(n);
        }
        x += width + space.s4;
    }
    let inner = rect.shrink2(vec2(space.s4, 0.0)).with_min_x(x);
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(layout));
    right.spacing_mut().item_spacing.x = space.s2;
    controls(&mut right);
    picked
}

/// A 2 point bar under a header while something loads; `share` done from 0 to 1 if known.
pub fn loading_bar(ui: &Ui, header: Rect, share: Option<f32>) {
    let theme = Theme::of(ui.ctx());
    let (track, bar) = (theme.palette().bg.active, theme.palette().accent.base);
    let line = Rect::from_min_max(egui::pos2(header.left(), header.bottom() - 2.0), header.max);
    ui.painter().rect_filled(line, 0.0, track);
    // Without a known share half the bar is filled: it says "busy" and does not move.
    let width = line.width() * share.unwrap_or(0.5).clamp(0.0, 1.0);
    ui.painter().rect(
        line.with_max_x(line.left() + width),
        0.0,
        bar,
        Stroke::NONE,
        egui::StrokeKind::Inside,
    );
}

/// A line of text with an icon for the right end of a header, for example "Equal to the key".
pub fn header_state(ui: &mut Ui, icon: crate::ui::icons::Icon, text: &str, color: egui::Color32) {
    let theme = Theme::of(ui.ctx());
    ui.label(Type::Label.rich(text, color));
    let side = theme.size().icon_small;
    let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    paint::icon(ui, rect, icon, crate::ui::icons::small(color));
}
