//! The list of objects: name, size, and how far from the open frame's camera.

use super::{Cx, distance_m, lit_name};
use crate::scene::Object;
use crate::ui::browse::Browse;
use crate::ui::browse::loader::{Kind, Piece};
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::message::empty;
use crate::ui::widgets::paint;
use egui::{Align2, Color32, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Widths of the columns with numbers, points.
const SIZE: f32 = 118.0;
const DISTANCE: f32 = 62.0;
/// Side of the square in a class's colour, points.
const SWATCH: f32 = 10.0;
/// Below this width the sizes have no room.
const NARROW: f32 = 300.0;

/// Shows the list; returns the object that was clicked.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, browse: &mut Browse, frame: usize) -> Option<u32> {
    let opened = browse.scene.ready().map(std::sync::Arc::clone)?;
    let scene = &opened.scene;
    if scene.objects.is_empty() {
        empty(ui, tr("browser.no_objects"), None);
        return None;
    }
    let counts = match browse.piece(frame, Kind::Ids) {
        Some(Piece::Ids(layer)) => Some(std::sync::Arc::clone(layer)),
        _ => None,
    };
    let frame = scene.frames.get(frame);
    let rows = scene.objects.len() as f32 * TOKENS.size.row;
    let scrolls = rows > ui.available_height() - TOKENS.size.row_comfortable;
    let bar = if scrolls {
        ui.spacing().scroll.allocated_width()
    } else {
        0.0
    };
    head(ui, scene.provenance.metric, bar);
    let mut clicked = None;
    ScrollArea::vertical()
        .id_salt("objects")
        .auto_shrink(false)
        .show_rows(ui, TOKENS.size.row, scene.objects.len(), |ui, rows| {
            for n in rows {
                let (Some(object), Some(class)) = (scene.objects.get(n), opened.classes.get(n))
                else {
                    continue;
                };
                let shown = counts
                    .as_ref()
                    .is_none_or(|layer| layer.counts.contains_key(&object.instance));
                let entry = Entry {
                    object,
                    class: *class,
                    distance_m: frame.map(|f| distance_m(f, object)),
                    shown,
                    lit: cx.state.lit.as_deref() == Some(&lit_name(object)),
                };
                let response = row(ui, &entry);
                if response.hovered() {
                    cx.hover(Some(lit_name(object)));
                }
                if response.clicked() {
                    clicked = Some(object.instance);
                }
            }
        });
    clicked
}

/// What a row says.
struct Entry<'a> {
    object: &'a Object,
    class: u16,
    distance_m: Option<f64>,
    /// The frame shows it, as far as is known.
    shown: bool,
    lit: bool,
}

impl Entry<'_> {
    fn size(&self) -> String {
        let size = self.object.obb.size();
        let sides = size.to_array().map(|side| format!("{side:.2}"));
        sides.join(" ")
    }

    fn distance(&self) -> String {
        let unknown = || tr("number.unknown").to_owned();
        self.distance_m.map_or_else(unknown, |m| format!("{m:.2}"))
    }

    /// "chair 1, size 0.42 0.42 0.90, 2.31 away".
    fn spoken(&self) -> String {
        let words = [
            ("name", self.object.name.as_str()),
            ("class", &self.object.class),
            ("size", &self.size()),
            ("distance", &self.distance()),
        ];
        tr_with("browser.object", &words)
    }
}

/// The columns of a row: swatch and name, size where there is room, distance.
fn columns(rect: Rect) -> (Rect, Option<Rect>, Rect) {
    let wide = rect.width() >= NARROW;
    let mut place = rect.shrink2(vec2(TOKENS.space.s4, 0.0));
    let distance = paint::cut_right(&mut place, DISTANCE);
    let size = wide.then(|| paint::cut_right(&mut place, SIZE));
    (place, size, distance)
}

/// The names of the columns; `bar` is the width of the scroll bar beside the rows.
fn head(ui: &mut Ui, metric: bool, bar: f32) {
    let theme = Theme::of(ui.ctx());
    let size = vec2(ui.available_width(), theme.size().row_comfortable);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    paint::line_below(ui, rect);
    let (name, size, distance) = columns(rect.with_max_x(rect.right() - bar));
    let format = Type::Label.format(theme.palette().text.secondary);
    let [size_words, away] = match metric {
        true => [tr("browser.size_m"), tr("browser.away_m")],
        false => [tr("browser.size"), tr("browser.away")],
    };
    paint::text(
        ui,
        name,
        Align2::LEFT_CENTER,
        tr("browser.name"),
        format.clone(),
    );
    if let Some(place) = size {
        paint::text(ui, place, Align2::RIGHT_CENTER, size_words, format.clone());
    }
    paint::text(ui, distance, Align2::RIGHT_CENTER, away, format);
}

fn row(ui: &mut Ui, entry: &Entry<'_>) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let size = vec2(ui.available_width(), theme.size().row);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, entry.lit, entry.spoken()));
    let fill = match (entry.lit, response.hovered()) {
        (true, _) => palette.accent.subtle,
        (false, true) => palette.bg.hover,
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    let (mut name, size, distance) = columns(rect);
    let swatch = paint::cut_left(&mut name, SWATCH);
    swatch_ui(ui, swatch, entry);
    paint::cut_left(&mut name, theme.space().s2);
    let color = match entry.shown {
        true => palette.text.primary,
        false => palette.text.tertiary,
    };
    let family = if entry.lit {
        Family::Strong
    } else {
        Family::Ui
    };
    let label = label(ui, entry, family, color, name.width() - theme.space().s2);
    if label.elided {
        response.clone().on_hover_text(entry.spoken());
    }
    paint::put(ui.painter(), name, Align2::LEFT_CENTER, label);
    let format = Type::Number.format(color);
    if let Some(place) = size {
        paint::text(
            ui,
            place,
            Align2::RIGHT_CENTER,
            &entry.size(),
            format.clone(),
        );
    }
    paint::text(
        ui,
        distance,
        Align2::RIGHT_CENTER,
        &entry.distance(),
        format,
    );
    paint::focus_ring(ui, &response, theme.radius_small());
    response
}

/// The name, and the class behind it where the name does not say it.
fn label(
    ui: &Ui,
    entry: &Entry<'_>,
    family: Family,
    color: Color32,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let (name, class) = (&entry.object.name, &entry.object.class);
    let named = name.to_lowercase().contains(&class.to_lowercase());
    let tertiary = Theme::of(ui.ctx()).palette().text.tertiary;
    let mut job = egui::text::LayoutJob::single_section(
        name.replace('\n', " "),
        Type::Body.format_in(family, color),
    );
    if !named {
        job.append(class, TOKENS.space.s2, Type::Label.format(tertiary));
    }
    job.wrap = crate::ui::theme::one_line(width);
    ui.painter().layout_job(job)
}

/// A square in the class's colour; hollow where the frame does not show the object.
fn swatch_ui(ui: &Ui, place: Rect, entry: &Entry<'_>) {
    let square = Rect::from_center_size(place.center(), egui::Vec2::splat(SWATCH));
    let color = super::outlines::class_colour(entry.class);
    let radius = egui::CornerRadius::same(2);
    if entry.shown {
        ui.painter().rect_filled(square, radius, color);
    } else {
        let stroke = egui::Stroke::new(TOKENS.stroke.selected, color);
        ui.painter()
            .rect_stroke(square, radius, stroke, egui::StrokeKind::Inside);
    }
}
