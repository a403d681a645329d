//! Key caps: which key does it, beside everything that can be done.

use egui::{
    Align2, Color32, Rect, Response, Role, Sense, Stroke, Ui, Widget, WidgetInfo, pos2, vec2,
};

use super::paint;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// Space between the letters of a key cap and its sides, points.
const PADDING: f32 = 6.0;

/// Colours of a key cap.
#[derive(Clone, Copy, Debug)]
pub struct CapColors {
    /// Ground.
    pub fill: Color32,
    /// Outline.
    pub line: Color32,
    /// Letters.
    pub text: Color32,
}

impl CapColors {
    /// On panes.
    #[must_use]
    pub fn plain(theme: Theme) -> Self {
        let palette = theme.palette();
        Self {
            fill: palette.bg.raised,
            line: palette.line.control,
            text: palette.text.secondary,
        }
    }

    /// On a coloured button: everything in the colour of its text.
    #[must_use]
    pub const fn on_button(text: Color32) -> Self {
        Self {
            fill: Color32::TRANSPARENT,
            line: text,
            text,
        }
    }

    /// On a plate over a picture.
    #[must_use]
    pub fn on_plate(theme: Theme) -> Self {
        let scene = theme.scene();
        Self {
            fill: Color32::TRANSPARENT,
            line: TOKENS.color.dark.line.strong,
            text: scene.text,
        }
    }
}

/// Width of the key cap with this label, points.
#[must_use]
pub fn cap_width(ui: &Ui, label: &str) -> f32 {
    let galley = paint::line(ui, label, format(Color32::PLACEHOLDER), f32::INFINITY);
    (galley.size().x + 2.0 * PADDING)
        .max(TOKENS.size.key_cap)
        .round()
}

/// Draws a key cap with its left edge at `left`, centred on `center_y`; returns where it stands.
pub fn paint_cap(ui: &Ui, left: f32, center_y: f32, label: &str, colors: CapColors) -> Rect {
    let size = vec2(cap_width(ui, label), TOKENS.size.key_cap);
    let rect = Rect::from_min_size(pos2(left, center_y - size.y / 2.0), size);
    let theme = Theme::of(ui.ctx());
    let stroke = Stroke::new(TOKENS.stroke.control, colors.line);
    paint::frame(
        ui.painter(),
        rect,
        theme.radius_small(),
        colors.fill,
        stroke,
    );
    let galley = paint::line(ui, label, format(colors.text), f32::INFINITY);
    paint::put(ui.painter(), rect, Align2::CENTER_CENTER, galley);
    rect
}

fn format(color: Color32) -> egui::TextFormat {
    Type::Caption.format_in(Family::Mono, color)
}

/// A key with what it does, as in the row under the decision bar. It can be clicked, too.
pub struct KeyHint<'a> {
    key: &'a str,
    text: &'a str,
}

impl<'a> KeyHint<'a> {
    /// `key` is the label of the current binding, `text` what it does.
    #[must_use]
    pub const fn new(key: &'a str, text: &'a str) -> Self {
        Self { key, text }
    }

    /// Width it takes, points.
    #[must_use]
    pub fn width(&self, ui: &Ui) -> f32 {
        let text = paint::line(
            ui,
            self.text,
            Type::Label.format(Color32::PLACEHOLDER),
            f32::INFINITY,
        );
        cap_width(ui, self.key) + TOKENS.space.s2 + text.size().x
    }
}

impl Widget for KeyHint<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let palette = theme.palette();
        let size = vec2(self.width(ui), theme.size().hit_min);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text));
        if ui.is_rect_visible(rect) {
            let hovered = response.hovered();
            let color = if hovered {
                palette.text.primary
            } else {
                palette.text.secondary
            };
            let cap = paint_cap(
                ui,
                rect.left(),
                rect.center().y,
                self.key,
                CapColors {
                    text: color,
                    ..CapColors::plain(theme)
                },
            );
            let place = rect
                .with_min_x(cap.right() + theme.space().s2)
                .expand2(vec2(1.0, 0.0));
            paint::text(
                ui,
                place.translate(vec2(1.0, 0.0)),
                Align2::LEFT_CENTER,
                self.text,
                Type::Label.format(color),
            );
            paint::focus_ring(ui, &response, theme.radius_small());
        }
        response
    }
}
