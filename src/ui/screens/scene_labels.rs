//! What lies over the 3D picture: plates and measured values, the hint of a key, the world's axes.

use super::{Cx, mark_of};
use crate::evidence::{Evidence, find};
use crate::geom::DVec2;
use crate::raster::{LabelKind, LabelRequest, Overlay, ViewCamera, place_labels};
use crate::ui::keys::Action;
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::key_cap::{CapColors, cap_width, paint_cap};
use crate::ui::widgets::plate::{Plate, PlateSize, dimension_size, paint_dimension, paint_leader};
use egui::{Align2, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

/// Distance of the hint from the picture's corner, points.
const LABEL_MARGIN: f32 = 12.0;
/// The largest share of the picture's width that the hint may take.
const HINT_SHARE: f32 = 0.7;

/// Draws plates where the solver puts them and returns where they are; hovering one lights its evidence.
pub(super) fn labels(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    rect: Rect,
    scale: f32,
    camera: &ViewCamera,
    overlay: &Overlay,
    evidence: &[Evidence],
) -> Vec<Rect> {
    let painter = ui.painter().with_clip_rect(rect);
    let plate_of = |id: &str, text: &str| {
        let mark = find(evidence, id).map(|e| mark_of(e.role));
        let size = if mark == Some(crate::ui::widgets::mark::Mark::Distractor) {
            PlateSize::Small
        } else {
            PlateSize::Normal
        };
        let text = match mark {
            Some(crate::ui::widgets::mark::Mark::Context) => {
                tr_with("scene.camera", &[("name", text)])
            }
            _ => text.to_owned(),
        };
        (mark, text, size)
    };
    let plates: Vec<_> = overlay
        .labels
        .iter()
        .map(|l| plate_of(&l.evidence, &l.text))
        .collect();
    let requests: Vec<LabelRequest<'_>> = overlay
        .labels
        .iter()
        .zip(&plates)
        .map(|(label, (mark, text, size))| {
            let points = match label.kind {
                LabelKind::Dimension => dimension_size(&painter, text),
                _ => Plate {
                    size: *size,
                    ..Plate::new(*mark, text)
                }
                .size(&painter),
            };
            let px = points * scale;
            LabelRequest {
                label,
                size_px: DVec2::new(f64::from(px.x), f64::from(px.y)),
            }
        })
        .collect();
    let to_screen = |p: DVec2| rect.min + vec2(p.x as f32, p.y as f32) / scale;
    let lit = cx.state.lit.clone();
    let mut drawn = Vec::new();
    for ((label, (mark, text, size)), placed) in overlay
        .labels
        .iter()
        .zip(&plates)
        .zip(place_labels(&requests, camera))
    {
        let Some(placed) = placed else { continue };
        let plate = Rect::from_min_max(to_screen(placed.rect.min), to_screen(placed.rect.max));
        drawn.push(plate);
        if let Some((anchor, _)) = placed.leader {
            paint_leader(&painter, plate, to_screen(anchor));
        }
        match label.kind {
            LabelKind::Dimension => {
                paint_dimension(&painter, plate.center(), text);
            }
            LabelKind::Axis => {}
            LabelKind::Name => {
                let faded = lit.as_deref().is_some_and(|l| l != label.evidence);
                Plate {
                    size: *size,
                    ..Plate::new(*mark, text)
                }
                .paint(&painter, plate.min, faded);
            }
        }
        let response = ui.interact(
            plate,
            ui.scope_id().with(("label", &label.evidence)),
            Sense::hover(),
        );
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, text));
        if response.hovered() {
            cx.hover(Some(label.evidence.clone()));
        }
    }
    drawn
}

/// A part of a hint.
pub(super) enum Part {
    /// A key.
    Cap(String),
    /// What it does.
    Words(String),
}

/// "C  Look through the camera" in the lower left corner, unless a plate needs the place; while a box is fixed, what
/// moves it.
pub(super) fn hint(ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, plates: &[Rect], fixing: bool) {
    let parts = if fixing { nudge(cx) } else { look(cx) };
    let label: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Words(words) => Some(words.as_str()),
            Part::Cap(_) => None,
        })
        .collect();
    let label = label.join(", ");
    let Some(plate) = hint_plate(ui, rect, plates, &parts) else {
        return;
    };
    let sense = if fixing {
        Sense::hover()
    } else {
        Sense::click()
    };
    let role = if fixing {
        egui::Role::Label
    } else {
        egui::Role::Button
    };
    let response = ui.interact(plate, ui.scope_id().with("hint"), sense);
    response.widget_info(|| WidgetInfo::labeled(role, true, &label));
    if response.clicked() {
        cx.act(Action::LookThrough);
    }
}

fn look(cx: &Cx<'_>) -> Vec<Part> {
    let key = cx.key(Action::LookThrough).map(Part::Cap);
    let words = Part::Words(Action::LookThrough.label());
    key.into_iter().chain([words]).collect()
}

fn nudge(cx: &Cx<'_>) -> Vec<Part> {
    let keys = [
        Action::NudgeLeft,
        Action::NudgeRight,
        Action::NudgeUp,
        Action::NudgeDown,
    ];
    let mut parts: Vec<Part> = keys
        .into_iter()
        .filter_map(|a| cx.key(a))
        .map(Part::Cap)
        .collect();
    parts.push(Part::Words(tr("fix.nudge").to_owned()));
    parts.push(Part::Cap(tr("key.shift").to_owned()));
    parts.push(Part::Words(tr("fix.nudge_fine").to_owned()));
    if let Some(key) = cx.key(Action::NextSide) {
        parts.push(Part::Cap(key));
        parts.push(Part::Words(Action::NextSide.label()));
    }
    parts
}

fn hint_words(ui: &Ui, text: &str) -> std::sync::Arc<egui::Galley> {
    let format = Type::Label.format(Theme::of(ui.ctx()).scene().text);
    crate::ui::widgets::paint::line(ui, text, format, f32::INFINITY)
}

/// Where a hint's plate goes; `None` where there is no room for it.
fn hint_place(ui: &Ui, rect: Rect, plates: &[Rect], parts: &[Part]) -> Option<Rect> {
    let space = Theme::of(ui.ctx()).space();
    let (pad, near) = (space.s2, space.s1);
    let widths = parts.iter().map(|part| match part {
        Part::Cap(key) => cap_width(ui, key) + near,
        Part::Words(text) => near + hint_words(ui, text).size().x + pad,
    });
    let size = vec2(pad + widths.sum::<f32>(), 28.0);
    let corner = pos2(
        rect.left() + LABEL_MARGIN,
        rect.bottom() - LABEL_MARGIN - size.y,
    );
    let plate = Rect::from_min_size(corner, size);
    let covers = plates.iter().any(|p| p.intersects(plate));
    (plate.width() <= rect.width() * HINT_SHARE && !covers).then_some(plate)
}

/// Draws a hint's parts on a plate and returns where it is; `None` where there is no room for it.
pub(super) fn hint_plate(ui: &Ui, rect: Rect, plates: &[Rect], parts: &[Part]) -> Option<Rect> {
    let plate = hint_place(ui, rect, plates, parts)?;
    let theme = Theme::of(ui.ctx());
    let (pad, near) = (theme.space().s2, theme.space().s1);
    ui.painter()
        .rect_filled(plate, theme.radius_control(), theme.scene().plate);
    let mut x = plate.left() + pad;
    for part in parts {
        match part {
            Part::Cap(key) => {
                let colors = CapColors::on_plate(theme);
                x = paint_cap(ui, x, plate.center().y, key, colors).right() + near;
            }
            Part::Words(text) => {
                let place = plate.with_min_x(x + near);
                let drawn = crate::ui::widgets::paint::put(
                    ui.painter(),
                    place,
                    Align2::LEFT_CENTER,
                    hint_words(ui, text),
                );
                x = drawn.right() + pad;
            }
        }
    }
    Some(plate)
}

/// The world's axes in the lower right corner, unless a label needs the place.
pub(super) fn axes(ui: &Ui, rect: Rect, camera: &ViewCamera, plates: &[Rect]) {
    const LENGTH: f32 = 26.0;
    /// From the middle to the far side of a letter.
    const REACH: f32 = LENGTH + 16.0;
    let theme = Theme::of(ui.ctx());
    let origin = rect.max - vec2(46.0, 44.0);
    let place = Rect::from_center_size(origin, egui::Vec2::splat(2.0 * REACH));
    if plates.iter().any(|plate| plate.intersects(place)) {
        return;
    }
    let camera_from_world = camera.camera_from_world().rotation;
    let stroke = egui::Stroke::new(1.5, theme.scene().camera);
    let halo = egui::Stroke::new(stroke.width + 2.0, theme.scene().halo);
    for (axis, name) in [
        (camera_from_world.x_axis, "x"),
        (camera_from_world.y_axis, "y"),
        (camera_from_world.z_axis, "z"),
    ] {
        let tip = origin + vec2(axis.x as f32, axis.y as f32) * LENGTH;
        ui.painter().line_segment([origin, tip], halo);
        ui.painter().line_segment([origin, tip], stroke);
        let beyond = origin + vec2(axis.x as f32, axis.y as f32) * (LENGTH + 8.0);
        ui.painter().circle_filled(beyond, 7.0, theme.scene().plate);
        ui.painter().text(
            beyond,
            Align2::CENTER_CENTER,
            name,
            Type::Caption.font(),
            theme.scene().text,
        );
    }
}
