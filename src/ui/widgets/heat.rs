//! Heat map cells: the accent in six steps, with the number always printed.

use egui::{Align2, Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::paint;
use crate::ui::contrast::contrast;
use crate::ui::theme::{Family, Theme, Type};

/// The colour ramp's step for a share from 0 to 1, and the text colour that reads on it.
#[must_use]
pub fn heat(theme: Theme, share: f32) -> (Color32, Color32) {
    let palette = theme.palette();
    let last = palette.heat.len() - 1;
    let step = (share.clamp(0.0, 1.0) * last as f32).round() as usize;
    let fill = palette.heat.get(step).copied().unwrap_or(palette.bg.raised);
    let texts = [palette.text.primary, palette.text.on_accent];
    let best = |a: &Color32, b: &Color32| contrast(*a, fill).total_cmp(&contrast(*b, fill));
    (
        fill,
        texts
            .into_iter()
            .max_by(best)
            .unwrap_or(palette.text.primary),
    )
}

/// A cell of a heat map, 38 by 28: its number is always printed; `low` outlines it.
pub fn heat_cell(ui: &mut Ui, name: &str, number: &str, share: Option<f32>, low: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(38.0, theme.size().row), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}, {number}")));
    let (fill, text) = match share {
        Some(share) => heat(theme, share),
        None => (palette.bg.raised, palette.text.tertiary),
    };
    ui.painter().rect_filled(rect, theme.radius_small(), fill);
    if low {
        let line = Stroke::new(1.5, palette.status.warn);
        ui.painter()
            .rect_stroke(rect, theme.radius_small(), line, StrokeKind::Inside);
    }
    paint::text(
        ui,
        rect,
        Align2::CENTER_CENTER,
        number,
        Type::Caption.format_in(Family::Mono, text),
    );
    paint::focus_ring(ui, &response, theme.radius_small());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_on_every_step_of_the_ramp() {
        for theme in [Theme::DARK, Theme::LIGHT] {
            for step in 0..6_u8 {
                let (fill, text) = heat(theme, f32::from(step) / 5.0);
                assert!(contrast(fill, text) >= 4.5, "step {step}");
            }
        }
    }
}
