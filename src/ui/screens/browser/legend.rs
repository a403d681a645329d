//! The scale of depth over the picture: the ramp from near below to far above, in metres, with the value under the
//! pointer.

use crate::ui::browse::layers::share;
use crate::ui::text::tr_with;
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::paint;
use egui::{Align2, Mesh, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Width of the bar and its largest height, points.
const BAR: f32 = 12.0;
const HIGHEST: f32 = 240.0;
/// Distance from the pane's edge, points.
const MARGIN: f32 = 12.0;
/// Where there is less height than this, there is no scale.
const LOWEST: f32 = 96.0;

/// A depth as text, with as many digits as its scale tells apart.
pub(super) fn length(range_m: [f64; 2], depth_m: f64, metric: bool) -> String {
    let value = match range_m[1] - range_m[0] {
        span if span < 100.0 => format!("{depth_m:.2}"),
        _ => format!("{depth_m:.1}"),
    };
    match metric {
        true => tr_with("browser.metre", &[("value", &value)]),
        false => value,
    }
}

/// Draws the scale at the right of the pane and returns its place.
pub(super) fn legend(
    ui: &Ui,
    pane: Rect,
    range_m: [f64; 2],
    at_m: Option<f64>,
    metric: bool,
) -> Option<Rect> {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    let height = (pane.height() - 2.0 * MARGIN - 2.0 * space.s3).min(HIGHEST);
    if height < LOWEST {
        return None;
    }
    let text = |depth_m: f64| {
        let words = length(range_m, depth_m, metric);
        paint::line(
            ui,
            &words,
            Type::Number.format(theme.scene().text),
            f32::INFINITY,
        )
    };
    let ends = [0.0, 0.5, 1.0].map(|s| range_m[0] + (range_m[1] - range_m[0]) * s);
    let labels = ends.map(text);
    let value = at_m.map(text);
    let widest = labels
        .iter()
        .chain(&value)
        .map(|l| l.size().x)
        .fold(0.0, f32::max);
    let size = vec2(
        BAR + widest + 2.0 * space.s2 + space.s2,
        height + 2.0 * space.s3,
    );
    let corner = pos2(
        pane.right() - MARGIN - size.x,
        pane.center().y - size.y / 2.0,
    );
    let plate = Rect::from_min_size(corner.round(), size);
    ui.painter()
        .rect_filled(plate, theme.radius_control(), theme.scene().plate);
    let bar = Rect::from_min_size(plate.min + vec2(space.s2, space.s3), vec2(BAR, height));
    ramp(ui, bar);
    let y = |share: f64| bar.bottom() - share as f32 * bar.height();
    let place = |share: f64| {
        let middle = y(share);
        Rect::from_min_max(
            pos2(bar.right() + space.s2, middle - 8.0),
            pos2(plate.right() - space.s2, middle + 8.0),
        )
    };
    let here = at_m.map(|m| share(range_m, m));
    for (label, share) in labels.into_iter().zip([0.0, 0.5, 1.0]) {
        let covered = here.is_some_and(|h| (y(h) - y(share)).abs() < 18.0);
        if !covered {
            paint::put(ui.painter(), place(share), Align2::LEFT_CENTER, label);
        }
    }
    if let (Some(here), Some(value)) = (here, value) {
        let stroke = Stroke::new(TOKENS.stroke.focus, theme.scene().text);
        let line = egui::Rangef::new(bar.left() - 3.0, bar.right() + 3.0);
        ui.painter().hline(line, y(here), stroke);
        paint::put(ui.painter(), place(here), Align2::LEFT_CENTER, value);
    }
    let words = [
        ("near", length(range_m, range_m[0], metric)),
        ("far", length(range_m, range_m[1], metric)),
    ];
    let words = words.each_ref().map(|(k, v)| (*k, v.as_str()));
    let said = tr_with("browser.scale", &words);
    ui.interact(plate, ui.scope_id().with("legend"), Sense::hover())
        .widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &said));
    Some(plate)
}

fn ramp(ui: &Ui, bar: Rect) {
    let colors = &TOKENS.color.scene.depth;
    let mut mesh = Mesh::default();
    let last = (colors.len() - 1).max(1) as f32;
    for (n, color) in colors.iter().enumerate() {
        let y = bar.bottom() - bar.height() * n as f32 / last;
        mesh.colored_vertex(pos2(bar.left(), y), *color);
        mesh.colored_vertex(pos2(bar.right(), y), *color);
    }
    for n in 1..colors.len() as u32 {
        let below = 2 * (n - 1);
        mesh.add_triangle(below, below + 1, below + 2);
        mesh.add_triangle(below + 1, below + 3, below + 2);
    }
    ui.painter().add(Shape::mesh(mesh));
}
