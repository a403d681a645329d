//! Point evidence: metres in world or camera, pixels in a frame, each as numbers.

use super::super::Cx;
use super::FixScreen;
use super::box_tab::{STEP_M, field_width, row_ui};
use crate::evidence::{Evidence, Shape};
use crate::ui::state::fix::Fix;
use crate::ui::state::{Command, FixEdit};
use crate::ui::text::{count, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::field::{NumberField, NumberText};
use egui::Ui;

/// Points of one piece that get fields; more of them are no work for hands.
const SHOWN: usize = 40;
/// Steps of the arrows for pixels.
const STEP_PX: (f64, f64) = (1.0, 0.1);

impl FixScreen {
    pub(super) fn points_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
        let mut typing = self.points.iter_mut();
        let mut wanted = 0;
        for piece in &fix.draft.evidence {
            let Shape::Points { xyz, uv } = &piece.shape else {
                continue;
            };
            heading_ui(ui, piece);
            let (mut xyz, mut uv) = (xyz.clone(), uv.clone());
            let (all, shown) = (xyz.len() + uv.len(), xyz.len().min(SHOWN));
            let mut changed = false;
            for (n, point) in xyz.iter_mut().take(SHOWN).enumerate() {
                let metres = (["x", "y", "z"].as_slice(), "m", 3, STEP_M);
                changed |= point_ui(ui, piece, n, point, metres, &mut typing);
                wanted += 3;
            }
            for (n, point) in uv.iter_mut().take(SHOWN - shown).enumerate() {
                let pixels = (["u", "v"].as_slice(), "px", 1, STEP_PX);
                changed |= point_ui(ui, piece, xyz.len() + n, point, pixels, &mut typing);
                wanted += 2;
            }
            if all > SHOWN {
                let words = tr_with("fix.more_points", &[("n", &count(all - SHOWN))]);
                let tertiary = Theme::of(ui.ctx()).palette().text.tertiary;
                ui.label(Type::Label.rich(words, tertiary));
            }
            if changed {
                cx.push(Command::Fix(FixEdit::Points {
                    evidence: piece.id.clone(),
                    xyz,
                    uv,
                }));
            }
        }
        self.points.resize_with(wanted, NumberText::default);
    }
}

fn heading_ui(ui: &mut Ui, piece: &Evidence) {
    let text = &Theme::of(ui.ctx()).palette().text;
    ui.horizontal_wrapped(|ui| {
        ui.label(Type::Body.rich_in(Family::Strong, name(piece), text.primary));
        ui.label(Type::Label.rich(&piece.space, text.tertiary));
    });
}

/// What a piece is called, by its id where it has no name.
fn name(piece: &Evidence) -> &str {
    if piece.label.is_empty() {
        &piece.id
    } else {
        &piece.label
    }
}

/// Letters, unit, digits and steps of a point's numbers.
type Numbers<'a> = (&'a [&'a str], &'a str, usize, (f64, f64));

/// The fields of one point; whether one of them changed it.
fn point_ui<'t>(
    ui: &mut Ui,
    piece: &Evidence,
    n: usize,
    point: &mut [f64],
    (axes, unit, decimals, (step, fine_step)): Numbers<'_>,
    typing: &mut impl Iterator<Item = &'t mut NumberText>,
) -> bool {
    let number = (n + 1).to_string();
    let what = tr_with("fix.point", &[("n", &number)]);
    let width = field_width(ui, axes.len());
    let mut changed = false;
    row_ui(ui, &what, |ui| {
        for (axis, value) in axes.iter().zip(point) {
            let full = tr_with(
                "fix.field_of",
                &[("field", &what), ("axis", axis), ("name", name(piece))],
            );
            let field = NumberField {
                name: &full,
                axis,
                unit,
                decimals,
                step,
                fine_step,
                width,
            };
            // The first frame only counts how many there are.
            let mut fresh = NumberText::default();
            let state = typing.next().unwrap_or(&mut fresh);
            if let Some(v) = field.show(ui, state, *value).changed {
                *value = v;
                changed = true;
            }
        }
    });
    changed
}
