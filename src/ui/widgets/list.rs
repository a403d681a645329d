//! Rows and numbers of lists: saved views, things to start with, big numbers, filters.

use egui::{Align2, Color32, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::key_cap::{CapColors, cap_width, paint_cap};
use super::paint;
use crate::ui::icons::{self, Icon};
use crate::ui::text::tr_with;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// A row of a side list, 32 high: name, count at the right; a saved view or a hand-out.
pub fn nav_row(ui: &mut Ui, name: &str, count: &str, selected: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let size = vec2(ui.available_width(), theme.size().row_comfortable);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, true, selected, format!("{name}, {count}"))
    });
    let fill = match (selected, response.hovered()) {
        (true, _) => palette.accent.subtle,
        (false, true) => palette.bg.hover,
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, theme.radius_control(), fill);
    let inner = rect.shrink2(vec2(theme.space().s3, 0.0));
    let (family, color) = if selected {
        (Family::Strong, palette.text.primary)
    } else {
        (Family::Ui, palette.text.secondary)
    };
    let number = Type::Number.format(if selected {
        palette.text.primary
    } else {
        palette.text.tertiary
    });
    let count = paint::text(ui, inner, Align2::RIGHT_CENTER, count, number);
    let place = inner.with_max_x(count.left() - theme.space().s2);
    let format = Type::Body.format_in(family, color);
    paint::name(ui, &response, place, name, format);
    paint::focus_ring(ui, &response, theme.radius_control());
    response
}

/// A row of a menu or of the palette, 32 high, with the key that does the same. `sense` says whether it takes the
/// focus.
pub fn menu_row(
    ui: &mut Ui,
    label: &str,
    key: Option<&str>,
    selected: bool,
    sense: Sense,
) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let size = vec2(ui.available_width(), theme.size().row_comfortable);
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, label));
    if selected || response.hovered() {
        let fill = if selected {
            palette.accent.subtle
        } else {
            palette.bg.hover
        };
        ui.painter().rect_filled(rect, theme.radius_control(), fill);
    }
    let mut place = rect.shrink2(vec2(space.s2, 0.0));
    if let Some(key) = key {
        let cap = paint::cut_right(&mut place, cap_width(ui, key));
        paint_cap(ui, cap.left(), cap.center().y, key, CapColors::plain(theme));
    }
    let family = if selected { Family::Strong } else { Family::Ui };
    paint::text(
        ui,
        place,
        Align2::LEFT_CENTER,
        label,
        Type::Body.format_in(family, palette.text.primary),
    );
    paint::focus_ring(ui, &response, theme.radius_control());
    response
}

/// Something to begin with, or to go back to: icon, title, a line below it, and a key or a remark at the right.
#[derive(Clone, Copy, Debug)]
pub struct StartRow<'a> {
    /// In front.
    pub icon: Icon,
    /// What it is.
    pub title: &'a str,
    /// More about it; may be empty.
    pub line: &'a str,
    /// Key that does it.
    pub key: Option<&'a str>,
    /// Words at the right instead of a key; may be empty.
    pub remark: &'a str,
}

/// Shows such a row.
pub fn start_row(ui: &mut Ui, row: StartRow<'_>) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space, size) = (theme.palette(), theme.space(), theme.size());
    let two = !row.line.is_empty();
    let height = if two {
        Type::Body.line() + Type::Label.line() + space.s2
    } else {
        size.button
    };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let spoken = [row.title, row.line, row.remark];
    let spoken: Vec<&str> = spoken.into_iter().filter(|part| !part.is_empty()).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken.join(", ")));
    if response.hovered() {
        let around = rect.expand2(vec2(space.s2, 0.0));
        ui.painter()
            .rect_filled(around, theme.radius_control(), palette.bg.hover);
    }
    let mut place = rect;
    let icon = paint::cut_left(&mut place, size.icon);
    paint::icon(ui, icon, row.icon, icons::format(palette.text.secondary));
    paint::cut_left(&mut place, space.s3);
    if let Some(key) = row.key {
        let cap = paint::cut_right(&mut place, cap_width(ui, key));
        paint_cap(
            ui,
            cap.left(),
            rect.center().y,
            key,
            CapColors::plain(theme),
        );
    } else if !row.remark.is_empty() {
        let words = Type::Label.format(palette.text.tertiary);
        let words = paint::text(ui, place, Align2::RIGHT_CENTER, row.remark, words);
        place.max.x = words.left();
    }
    place.max.x -= space.s2;
    let title = Type::Body.format_in(Family::Strong, palette.text.primary);
    if two {
        let (upper, lower) = place
            .shrink2(vec2(0.0, space.s1))
            .split_top_bottom_at_y(rect.top() + space.s1 + Type::Body.line());
        paint::text(ui, upper, Align2::LEFT_CENTER, row.title, title);
        paint::text(
            ui,
            lower,
            Align2::LEFT_CENTER,
            row.line,
            Type::Label.format(palette.text.secondary),
        );
    } else {
        paint::text(ui, place, Align2::LEFT_CENTER, row.title, title);
    }
    paint::focus_ring(ui, &response, theme.radius_control());
    response
}

/// A big number with what it counts below: 24/32 and 12/16.
pub fn stat(ui: &mut Ui, number: &str, words: &str) -> Response {
    let text = &Theme::of(ui.ctx()).palette().text;
    let number_line = paint::line(ui, number, Type::Title.format(text.primary), f32::INFINITY);
    let words_line = paint::line(ui, words, Type::Label.format(text.secondary), f32::INFINITY);
    let width = number_line.size().x.max(words_line.size().x);
    let (upper, lower) = (Type::Title.line(), Type::Label.line());
    let (rect, response) = ui.allocate_exact_size(vec2(width, upper + lower), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{number} {words}")));
    let (top, bottom) = rect.split_top_bottom_at_y(rect.top() + upper);
    paint::put(ui.painter(), top, Align2::LEFT_CENTER, number_line);
    paint::put(ui.painter(), bottom, Align2::LEFT_CENTER, words_line);
    response
}

/// A filter in force, 28 high, with a cross that takes it off: `true` if that was clicked.
pub fn chip(ui: &mut Ui, words: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let text = paint::line(
        ui,
        words,
        Type::Label.format(palette.text.primary),
        ui.available_width(),
    );
    let cross = TOKENS.size.hit_min;
    let size = vec2(text.size().x + cross + 2.0 * space.s2, theme.size().row);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    paint::frame(
        ui.painter(),
        rect,
        theme.radius_control(),
        palette.bg.raised,
        theme.control_line(),
    );
    let mut place = rect.with_min_x(rect.left() + space.s2);
    let cross = paint::cut_right(&mut place, cross + space.s1 / 2.0);
    let response = ui.interact(cross, ui.scope_id().with(("chip", words)), Sense::click());
    let name = tr_with("list.take_off", &[("filter", words)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    paint::put(ui.painter(), place, Align2::LEFT_CENTER, text);
    let color = if response.hovered() {
        palette.text.primary
    } else {
        palette.text.secondary
    };
    paint::icon(ui, cross, icons::FAIL, icons::small(color));
    paint::focus_ring(ui, &response, theme.radius_small());
    response.clicked()
}

/// One cell of a change table: the original struck through, or plain where the fix is the same.
pub fn struck(ui: &mut Ui, words: &str) -> Response {
    let color = Theme::of(ui.ctx()).palette().text.tertiary;
    let mut format = Type::Number.format(color);
    format.strikethrough = Stroke::new(TOKENS.stroke.hairline, color);
    let text = paint::line(ui, words, format, ui.available_width());
    let (rect, response) =
        ui.allocate_exact_size(vec2(text.size().x, TOKENS.size.row), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    paint::put(ui.painter(), rect, Align2::LEFT_CENTER, text);
    response
}

/// A step of the tour: a line that lights when the step is reached, number and title, and prose below.
pub fn tour_step(ui: &mut Ui, number: usize, title: &str, prose: &str, reached: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let width = ui.available_width();
    let prose_block = paint::block(ui, prose, Type::Label.format(palette.text.secondary), width);
    let height = space.s4 + Type::Body.line() + prose_block.size().y;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{number} {title}, {prose}"))
    });
    let color = if reached {
        palette.accent.base
    } else {
        palette.line.control
    };
    ui.painter()
        .hline(rect.x_range(), rect.top() + 1.0, Stroke::new(2.0, color));
    let heading = Rect::from_min_size(
        pos2(rect.left(), rect.top() + space.s3),
        vec2(width, Type::Body.line()),
    );
    let tertiary = Type::Number.format(palette.text.tertiary);
    let digit = paint::text(
        ui,
        heading,
        Align2::LEFT_CENTER,
        &number.to_string(),
        tertiary,
    );
    let place = heading.with_min_x(digit.right() + space.s2);
    let strong = Type::Body.format_in(Family::Strong, palette.text.primary);
    paint::text(ui, place, Align2::LEFT_CENTER, title, strong);
    let below = rect.with_min_y(heading.bottom() + space.s1);
    paint::put(ui.painter(), below, Align2::LEFT_TOP, prose_block);
    response
}
