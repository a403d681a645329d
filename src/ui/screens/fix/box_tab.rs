//! The numbers of a box, how many points it holds, and what it can be snapped to.

use super::super::Cx;
use super::column::which_box_ui;
use super::{FixScreen, edited};
use crate::ui::keys::Action;
use crate::ui::scene_cache::Loaded;
use crate::ui::state::fix::{BoxNumbers, Fix};
use crate::ui::state::{Command, FixEdit};
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::field::{NumberField, NumberText};
use crate::ui::widgets::paint;
use egui::Ui;
use std::sync::Arc;

/// Steps of the arrows in a number field: 1 cm and, with Shift, 1 mm.
pub(super) const STEP_M: (f64, f64) = (0.01, 0.001);
/// The same for the yaw, degrees.
const STEP_DEG: (f64, f64) = (1.0, 0.1);

impl FixScreen {
    pub(super) fn box_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        fix: &Fix,
        loaded: Option<&Arc<Loaded>>,
    ) {
        which_box_ui(ui, cx, fix);
        let (Some(numbers), Some(e)) = (fix.box_numbers(), edited(fix)) else {
            return;
        };
        let inside = self.points_inside(fix, loaded);
        if let Some(new) = self.fields_ui(ui, &numbers, &e.label, inside) {
            cx.push(Command::Fix(FixEdit::Box(new)));
        }
        if loaded.is_some() {
            snaps_ui(ui, cx);
        }
    }

    /// The fields; returns what one of them changed.
    fn fields_ui(
        &mut self,
        ui: &mut Ui,
        numbers: &BoxNumbers,
        name: &str,
        inside: Option<usize>,
    ) -> Option<BoxNumbers> {
        let mut new = *numbers;
        let mut changed = false;
        let width = field_width(ui, 3);
        let mut field = |ui: &mut Ui, state: &mut NumberText, of: Of<'_>, value: &mut f64| {
            let full = tr_with(
                "fix.field_of",
                &[("field", of.what), ("axis", of.axis), ("name", name)],
            );
            let (decimals, (step, fine_step)) = of.steps;
            let field = NumberField {
                name: &full,
                axis: of.axis,
                unit: of.unit,
                decimals,
                step,
                fine_step,
                width,
            };
            if let Some(v) = field.show(ui, state, *value).changed {
                *value = v;
                changed = true;
            }
        };
        let metres = |what, axis| Of {
            what,
            axis,
            unit: "m",
            steps: (3, STEP_M),
        };
        let (centre, rest) = self.typing.split_at_mut(3);
        row_ui(ui, tr("fix.center"), |ui| {
            let axes = ["x", "y", "z"].into_iter().zip(&mut new.center);
            for (state, (axis, value)) in centre.iter_mut().zip(axes) {
                field(ui, state, metres(tr("fix.center"), axis), value);
            }
        });
        let (size, yaw) = rest.split_at_mut(3);
        row_ui(ui, tr("fix.size"), |ui| {
            let axes = ["l", "w", "h"].into_iter().zip(&mut new.size);
            for (state, (axis, value)) in size.iter_mut().zip(axes) {
                field(ui, state, metres(tr("fix.size"), axis), value);
            }
        });
        let label = if numbers.yaw_deg.is_some() {
            tr("fix.yaw")
        } else {
            ""
        };
        row_ui(ui, label, |ui| {
            if let (Some(degrees), Some(state)) = (&mut new.yaw_deg, yaw.first_mut()) {
                let of = Of {
                    what: tr("fix.yaw"),
                    axis: "z",
                    unit: "°",
                    steps: (1, STEP_DEG),
                };
                field(ui, state, of, degrees);
            }
            if let Some(points) = inside {
                let words = tr_with("fix.points_inside", &[("n", &count(points))]);
                let tertiary = Theme::of(ui.ctx()).palette().text.tertiary;
                ui.label(Type::Label.rich(words, tertiary));
            }
        });
        changed.then_some(new)
    }
}

/// What a field is of.
#[derive(Clone, Copy)]
struct Of<'a> {
    what: &'a str,
    axis: &'a str,
    unit: &'a str,
    /// Digits behind the point, and the arrows' steps.
    steps: (usize, (f64, f64)),
}

fn snaps_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let gap = Theme::of(ui.ctx()).space().s2;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        let width = ((ui.available_width() - gap) / 2.0).floor();
        for action in [Action::SnapToPoints, Action::SnapToFloor] {
            let (key, words) = (cx.key(action), action.label());
            let button = Button::new(&words).small().key(key.as_deref()).width(width);
            if ui.add(button).clicked() {
                cx.act(action);
            }
        }
    });
}

/// Width of the label before a row of fields, points.
const LABEL: f32 = 56.0;

/// The width of each of so many fields in a row with its label, points.
pub(super) fn field_width(ui: &Ui, fields: usize) -> f32 {
    let gap = Theme::of(ui.ctx()).space().s2;
    ((ui.available_width() - LABEL - gap * fields as f32) / fields as f32).floor()
}

/// A row of fields behind their label.
pub(super) fn row_ui(ui: &mut Ui, label: &str, fields: impl FnOnce(&mut Ui)) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.space().s2;
        let (rect, _) =
            ui.allocate_exact_size(egui::vec2(LABEL, theme.size().row), egui::Sense::hover());
        let format = Type::Label.format(theme.palette().text.secondary);
        paint::text(ui, rect, egui::Align2::LEFT_CENTER, label, format);
        fields(ui);
    });
}
