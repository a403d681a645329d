//! What every control draws: one line of text in a rectangle, a frame, a focus ring.

use std::sync::Arc;

use egui::{
    Align2, CornerRadius, Galley, Painter, Rect, Response, Stroke, StrokeKind, TextFormat, Ui,
    epaint::text::LayoutJob, vec2,
};

use crate::ui::theme::{Theme, one_line};
use crate::ui::tokens::TOKENS;

/// Lays out one line, cut with `…` at `max_width` points.
#[must_use]
pub fn line(ui: &Ui, text: &str, format: TextFormat, max_width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.replace('\n', " "), format);
    job.wrap = one_line(max_width);
    ui.painter().layout_job(job)
}

/// Lays out text in as many lines as `max_width` points need.
#[must_use]
pub fn block(ui: &Ui, text: &str, format: TextFormat, max_width: f32) -> Arc<Galley> {
    sections(
        ui,
        LayoutJob::single_section(text.to_owned(), format),
        max_width,
    )
}

/// The same for a text of several formats.
#[must_use]
pub fn sections(ui: &Ui, mut job: LayoutJob, max_width: f32) -> Arc<Galley> {
    job.wrap.max_width = max_width.max(0.0);
    ui.painter().layout_job(job)
}

/// Draws a laid-out text at its place in `rect`; returns where it stands.
pub fn put(painter: &Painter, rect: Rect, align: Align2, galley: Arc<Galley>) -> Rect {
    let place = align.align_size_within_rect(galley.size(), rect);
    painter.galley(place.min, galley, egui::Color32::PLACEHOLDER);
    place
}

/// Draws one line of text at its place in `rect`, cut if it does not fit.
pub fn text(ui: &Ui, rect: Rect, align: Align2, text: &str, format: TextFormat) -> Rect {
    let galley = line(ui, text, format, rect.width());
    put(ui.painter(), rect, align, galley)
}

/// The same for the name of a control: what does not fit is shown on hover.
pub fn name(ui: &Ui, response: &Response, rect: Rect, text: &str, format: TextFormat) -> Rect {
    let galley = line(ui, text, format, rect.width());
    if galley.elided {
        response.clone().on_hover_text(text);
    }
    put(ui.painter(), rect, Align2::LEFT_CENTER, galley)
}

/// Draws an icon in the middle of `rect`.
pub fn icon(ui: &Ui, rect: Rect, icon: lucide_icons::Icon, format: TextFormat) {
    let galley = line(
        ui,
        icon.unicode().encode_utf8(&mut [0; 4]),
        format,
        f32::INFINITY,
    );
    put(ui.painter(), rect, Align2::CENTER_CENTER, galley);
}

/// Draws a control's ground and line, inside its rectangle.
pub fn frame(
    painter: &Painter,
    rect: Rect,
    radius: CornerRadius,
    fill: egui::Color32,
    stroke: Stroke,
) {
    painter.rect(rect, radius, fill, stroke, StrokeKind::Inside);
}

/// Draws the focus ring around a control that has the keyboard's focus: 2 points, with a gap of 2.
pub fn focus_ring(ui: &Ui, response: &Response, radius: CornerRadius) {
    if response.has_focus() {
        let stroke = Stroke::new(
            TOKENS.stroke.focus,
            Theme::of(ui.ctx()).palette().accent.ring,
        );
        let around = response.rect.expand(TOKENS.stroke.focus_gap);
        let radius = CornerRadius::same(radius.nw.saturating_add(TOKENS.stroke.focus_gap as u8));
        // A control at the edge of a scrolled column keeps its whole ring.
        let reach = TOKENS.stroke.focus_gap + TOKENS.stroke.focus;
        ui.painter()
            .with_clip_rect(ui.clip_rect().expand(reach))
            .rect_stroke(around, radius, stroke, StrokeKind::Outside);
    }
}

/// Draws a 1 px line across the bottom of `rect`.
pub fn line_below(ui: &Ui, rect: Rect) {
    let stroke = Theme::of(ui.ctx()).hairline();
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - stroke.width / 2.0, stroke);
}

/// The rightmost `width` points of `rect`, taken off it.
pub fn cut_right(rect: &mut Rect, width: f32) -> Rect {
    let cut = Rect::from_min_max(
        egui::pos2((rect.right() - width).max(rect.left()), rect.top()),
        rect.max,
    );
    rect.max.x = cut.left();
    cut
}

/// The leftmost `width` points of `rect`, taken off it.
pub fn cut_left(rect: &mut Rect, width: f32) -> Rect {
    let cut = Rect::from_min_size(rect.min, vec2(width.min(rect.width()), rect.height()));
    rect.min.x = cut.right();
    cut
}
