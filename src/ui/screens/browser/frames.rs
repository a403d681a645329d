//! The left column: scenes where there are several, and the frames with small pictures.

use super::super::media_layout::cover;
use crate::ui::browse::Browse;
use crate::ui::browse::loader::{Kind, Piece};
use crate::ui::browse::open::Found;
use crate::ui::icons;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_header;
use egui::{Align2, Color32, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use std::ops::Range;

/// Height of a frame's row and width of its small picture, points.
const ROW: f32 = 60.0;
const THUMB: f32 = 72.0;
const THUMB_NARROW: f32 = 56.0;
/// Below this width there is less room for the small picture.
const NARROW: f32 = 150.0;
/// Share of the column that scenes may take.
const SCENES: f32 = 0.36;

/// How a list is scrolled.
#[derive(Default)]
struct Scrolled {
    /// How far, and how much of it is seen, points.
    offset: f32,
    height: f32,
    /// The open row must be seen.
    wanted: bool,
}

impl Scrolled {
    /// Shows rows of one height, the open one brought into view where that was wanted.
    fn show(
        &mut self,
        ui: &mut Ui,
        mut area: ScrollArea,
        (height, count, open): (f32, usize, usize),
        rows: impl FnOnce(&mut Ui, Range<usize>),
    ) {
        if std::mem::take(&mut self.wanted) {
            area = area.vertical_scroll_offset(self.offset_for(height, open));
        }
        let out = area.show_rows(ui, height, count, rows);
        (self.offset, self.height) = (out.state.unclamped_offset().y, out.inner_rect.height());
    }

    /// As little scrolling as shows the row.
    fn offset_for(&self, height: f32, row: usize) -> f32 {
        let top = row as f32 * height;
        let lowest = (top + height - self.height).max(0.0);
        self.offset.clamp(lowest.min(top), top)
    }
}

/// What the column remembers.
#[derive(Default)]
pub(super) struct Frames {
    in_sight: Range<usize>,
    frames: Scrolled,
    scenes: Scrolled,
}

impl Frames {
    /// For another scene: the list of scenes stays where it is, with the open one in view.
    pub fn anew(&mut self) -> Self {
        let mut scenes = std::mem::take(&mut self.scenes);
        scenes.wanted = true;
        Self {
            scenes,
            ..Self::default()
        }
    }

    /// The frames whose small pictures are wanted.
    pub fn in_sight(&self) -> Range<usize> {
        self.in_sight.clone()
    }

    /// Scrolls to the open frame when it is next shown.
    pub fn bring_into_view(&mut self) {
        self.frames.wanted = true;
    }

    /// Shows the column; returns the frame that was clicked.
    pub fn show(&mut self, ui: &mut Ui, browse: &mut Browse, open: usize) -> Option<usize> {
        ui.spacing_mut().item_spacing.y = 0.0;
        if browse.scenes().len() > 1 {
            self.scenes_ui(ui, browse);
        }
        let Some(opened) = browse.scene.ready().map(std::sync::Arc::clone) else {
            self.in_sight = 0..0;
            return None;
        };
        let frames = &opened.scene.frames;
        let is_timed = frames.iter().any(|frame| frame.time_secs > 0.0);
        pane_header(ui, tr("browser.frames"), &count(frames.len()), |_| {});
        let area = ScrollArea::vertical().id_salt("frames").auto_shrink(false);
        let (mut clicked, mut in_sight) = (None, 0..0);
        (self.frames).show(ui, area, (ROW, frames.len(), open), |ui, rows| {
            in_sight = rows.clone();
            for n in rows {
                let Some(frame) = frames.get(n) else { continue };
                let time = if is_timed {
                    let secs = format!("{:.2}", frame.time_secs);
                    tr_with("browser.secs", &[("secs", &secs)])
                } else {
                    String::new()
                };
                if row(ui, browse, n, [&frame.id, &time], n == open).clicked() {
                    clicked = Some(n);
                }
            }
        });
        self.in_sight = in_sight;
        clicked
    }

    fn scenes_ui(&mut self, ui: &mut Ui, browse: &mut Browse) {
        let Some(Found::Scenes { collection, .. }) = browse.found.ready() else {
            return;
        };
        let collection = std::sync::Arc::clone(collection);
        let names = collection.scenes();
        pane_header(ui, tr("browser.scenes"), &count(names.len()), |_| {});
        let height = TOKENS.size.row;
        let most = (ui.available_height() * SCENES).max(2.0 * height);
        let area = ScrollArea::vertical()
            .id_salt("scenes")
            .max_height(most)
            .auto_shrink([false, true]);
        let open = browse.scene_at;
        let mut clicked = None;
        (self.scenes).show(ui, area, (height, names.len(), open), |ui, rows| {
            for n in rows {
                let Some(name) = names.get(n) else { continue };
                if scene_row(ui, name, n == open).clicked() {
                    clicked = Some(n);
                }
            }
        });
        let line = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), 1.0));
        paint::line_below(ui, line);
        ui.add_space(1.0);
        if let Some(n) = clicked {
            browse.turn_to_scene(n, &ui.ctx().clone());
        }
    }
}

fn scene_row(ui: &mut Ui, name: &str, open: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let size = vec2(ui.available_width(), theme.size().row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    ground(ui, rect, &response, open);
    let (family, color) = match open {
        true => (Family::Strong, palette.text.primary),
        false => (Family::Ui, palette.text.secondary),
    };
    let place = rect.shrink2(vec2(theme.space().s4, 0.0));
    paint::name(
        ui,
        &response,
        place,
        name,
        Type::Label.format_in(family, color),
    );
    response
}

/// A frame: small picture, id, time.
fn row(
    ui: &mut Ui,
    browse: &mut Browse,
    number: usize,
    [id, time]: [&str; 2],
    open: bool,
) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let spoken = tr_with("browser.frame", &[("name", id), ("time", time)]);
    let spoken = spoken.trim_end_matches([',', ' ']).to_owned();
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &spoken));
    ground(ui, rect, &response, open);
    let narrow = rect.width() < NARROW;
    let (thumb, margin) = match narrow {
        true => (THUMB_NARROW, space.s2),
        false => (THUMB, space.s4),
    };
    let picture = Rect::from_min_max(
        pos2(rect.left() + margin, rect.top() + 4.0),
        pos2(rect.left() + margin + thumb, rect.bottom() - 4.0),
    );
    small_picture(ui, browse, number, picture);
    let place = rect
        .with_min_x(picture.right() + space.s2)
        .with_max_x(rect.right() - space.s2);
    let (upper, lower) = match time.is_empty() {
        true => (place, place),
        false => place
            .shrink2(vec2(0.0, (ROW - 2.0 * Type::Number.line()) / 2.0))
            .split_top_bottom_at_fraction(0.5),
    };
    let name = Type::Number.format(palette.text.primary);
    // Names made of paths differ at their end.
    let short = id.rsplit('/').next().unwrap_or(id);
    if short != id {
        response.clone().on_hover_text(id);
    }
    paint::name(ui, &response, upper, short, name);
    if !time.is_empty() {
        let format = Type::Number.format(palette.text.tertiary);
        paint::text(ui, lower, Align2::LEFT_CENTER, time, format);
    }
    response
}

fn ground(ui: &Ui, rect: Rect, response: &Response, open: bool) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let fill = match (open, response.hovered()) {
        (true, _) => palette.accent.subtle,
        (false, true) => palette.bg.hover,
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    if open {
        let mark = rect.with_max_x(rect.left() + 2.0);
        ui.painter().rect_filled(mark, 0.0, palette.accent.base);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(TOKENS.stroke.focus, palette.accent.ring);
        ui.painter()
            .rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
    }
}

fn small_picture(ui: &Ui, browse: &mut Browse, number: usize, rect: Rect) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    ui.painter()
        .rect_filled(rect, theme.radius_small(), palette.bg.viewport);
    if let Some(Piece::Failed(_)) = browse.piece(number, Kind::Thumb) {
        return paint::icon(
            ui,
            rect,
            icons::NO_IMAGE,
            icons::small(palette.text.tertiary),
        );
    }
    if let Some((texture, size)) = browse.texture(ui.ctx(), number, Kind::Thumb) {
        ui.painter()
            .image(texture, rect, cover(size, rect.size()), Color32::WHITE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_scrolls_only_as_far_as_the_open_row_asks() {
        let list = Scrolled {
            offset: 120.0,
            height: 300.0,
            wanted: true,
        };
        assert_eq!(list.offset_for(60.0, 3), 120.0, "in sight");
        assert_eq!(list.offset_for(60.0, 0), 0.0, "above");
        assert_eq!(list.offset_for(60.0, 10), 360.0, "below: its bottom at 660");
    }
}
