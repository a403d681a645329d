//! Buttons: one primary a screen, plain ones, quiet ones without a frame, and icons.

use std::sync::Arc;

use egui::{
    Align2, Color32, Galley, Rect, Response, Role, Sense, Stroke, Ui, Widget, WidgetInfo, vec2,
};
use lucide_icons::Icon;

use super::key_cap::{CapColors, cap_width, paint_cap};
use super::paint;
use crate::ui::icons;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// How loud a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// In the accent: the one thing to do next.
    Primary,
    /// Raised, with a line.
    #[default]
    Plain,
    /// Text only, until the pointer is over it.
    Quiet,
}

/// A button with text, and the key that does the same.
#[must_use]
pub struct Button<'a> {
    text: &'a str,
    key: Option<&'a str>,
    tone: Tone,
    width: Option<f32>,
    height: f32,
    icon: Option<Icon>,
    pressed: bool,
    enabled: bool,
    deaf: bool,
}

impl<'a> Button<'a> {
    /// A plain button.
    pub fn new(text: &'a str) -> Self {
        let height = TOKENS.size.button;
        Self {
            text,
            key: None,
            tone: Tone::Plain,
            width: None,
            height,
            icon: None,
            pressed: false,
            enabled: true,
            deaf: false,
        }
    }

    /// With this loudness.
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The one thing to do next.
    pub const fn primary(self) -> Self {
        self.tone(Tone::Primary)
    }

    /// Text only.
    pub const fn quiet(self) -> Self {
        self.tone(Tone::Quiet)
    }

    /// With the label of the key that does the same.
    pub fn key(mut self, key: impl Into<Option<&'a str>>) -> Self {
        self.key = key.into();
        self
    }

    /// With an icon before the text.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Exactly this wide, points; otherwise as wide as its content.
    pub const fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// 28 instead of 36 points high, for toolbars and panes.
    pub fn small(mut self) -> Self {
        self.height = TOKENS.size.row;
        self
    }

    /// Drawn pressed, as for the frame in which its key was hit.
    pub const fn pressed(mut self, pressed: bool) -> Self {
        self.pressed = pressed;
        self
    }

    /// Cannot be used, and shows it.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Ignores clicks without showing it, for the moment after a new card.
    pub const fn deaf(mut self, deaf: bool) -> Self {
        self.deaf = deaf;
        self
    }

    /// Width of its content with padding, points.
    #[must_use]
    pub fn content_width(&self, ui: &Ui) -> f32 {
        let text = self
            .layout(ui, Color32::PLACEHOLDER, f32::INFINITY)
            .size()
            .x;
        text + self.extras(ui) + 2.0 * self.padding()
    }

    fn padding(&self) -> f32 {
        if self.tone == Tone::Quiet {
            TOKENS.space.s2
        } else {
            TOKENS.space.s3 - TOKENS.stroke.control
        }
    }

    /// Width of icon and key cap with their gaps.
    fn extras(&self, ui: &Ui) -> f32 {
        let gap = TOKENS.space.s2;
        self.key.map_or(0.0, |key| cap_width(ui, key) + gap)
            + self.icon.map_or(0.0, |_| TOKENS.size.icon + gap)
    }

    fn layout(&self, ui: &Ui, color: Color32, max_width: f32) -> Arc<Galley> {
        let family = if self.tone == Tone::Quiet {
            Family::Ui
        } else {
            Family::Strong
        };
        paint::line(
            ui,
            self.text,
            Type::Body.format_in(family, color),
            max_width,
        )
    }

    fn paint(&self, ui: &Ui, rect: Rect, look: Look) {
        let theme = Theme::of(ui.ctx());
        paint::frame(
            ui.painter(),
            rect,
            theme.radius_control(),
            look.fill,
            look.line,
        );
        let gap = TOKENS.space.s2;
        let extras = self.extras(ui);
        let text = self.layout(
            ui,
            look.text,
            rect.width() - 2.0 * self.padding() - extras + 1.0,
        );
        let content = Align2::CENTER_CENTER
            .align_size_within_rect(vec2(text.size().x + extras, rect.height()), rect);
        let mut place = content;
        if let Some(icon) = self.icon {
            paint::icon(
                ui,
                paint::cut_left(&mut place, TOKENS.size.icon),
                icon,
                icons::format(look.text),
            );
            paint::cut_left(&mut place, gap);
        }
        let text = paint::put(ui.painter(), place, Align2::LEFT_CENTER, text);
        if let Some(key) = self.key {
            paint_cap(
                ui,
                (text.right() + gap).round(),
                rect.center().y,
                key,
                look.cap,
            );
        }
    }

    fn look(&self, theme: Theme, response: &Response) -> Look {
        let palette = theme.palette();
        if !self.enabled {
            let text = palette.text.disabled;
            let cap = CapColors {
                fill: Color32::TRANSPARENT,
                line: palette.line.subtle,
                text,
            };
            return Look {
                fill: palette.bg.raised,
                line: theme.hairline(),
                text,
                cap,
            };
        }
        let down = self.pressed || response.is_pointer_button_down_on();
        let hovered = response.hovered() && !self.deaf;
        let pick = |rest, hover, active| {
            if down {
                active
            } else if hovered {
                hover
            } else {
                rest
            }
        };
        match self.tone {
            Tone::Primary => Look {
                fill: pick(
                    palette.accent.base,
                    palette.accent.hover,
                    palette.accent.hover,
                ),
                line: Stroke::NONE,
                text: palette.text.on_accent,
                cap: CapColors::on_button(palette.text.on_accent),
            },
            Tone::Plain => Look {
                fill: pick(palette.bg.raised, palette.bg.hover, palette.bg.active),
                line: theme.control_line(),
                text: palette.text.primary,
                cap: CapColors::plain(theme),
            },
            Tone::Quiet => Look {
                fill: pick(Color32::TRANSPARENT, palette.bg.hover, palette.bg.active),
                line: Stroke::NONE,
                text: pick(
                    palette.text.secondary,
                    palette.text.primary,
                    palette.text.primary,
                ),
                cap: CapColors::plain(theme),
            },
        }
    }
}

/// Colours of a button in one state.
struct Look {
    fill: Color32,
    line: Stroke,
    text: Color32,
    cap: CapColors,
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let width = self.width.unwrap_or_else(|| self.content_width(ui).ceil());
        let sense = if self.enabled && !self.deaf {
            Sense::click()
        } else {
            Sense::hover()
        };
        let (rect, response) = ui.allocate_exact_size(vec2(width, self.height), sense);
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, self.enabled && ui.is_enabled(), self.text)
        });
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, self.look(theme, &response));
            paint::focus_ring(ui, &response, theme.radius_control());
        }
        response
    }
}

/// A 28 by 28 button with an icon only; `name` is read out and shown on hover, `on` lights a toggle.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, on: Option<bool>) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) =
        ui.allocate_exact_size(egui::Vec2::splat(theme.size().row), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| match on {
        Some(on) => WidgetInfo::selected(Role::Button, enabled, on, name),
        None => WidgetInfo::labeled(Role::Button, enabled, name),
    });
    if ui.is_rect_visible(rect) {
        let lit = on == Some(true);
        let fill = match (
            response.is_pointer_button_down_on(),
            lit,
            response.hovered(),
        ) {
            (true, ..) => palette.bg.active,
            (_, true, _) => palette.accent.subtle,
            (_, _, true) => palette.bg.hover,
            _ => Color32::TRANSPARENT,
        };
        let color = if lit {
            palette.accent.base
        } else {
            palette.text.secondary
        };
        paint::frame(
            ui.painter(),
            rect,
            theme.radius_control(),
            fill,
            Stroke::NONE,
        );
        paint::icon(ui, rect, icon, icons::format(color));
        paint::focus_ring(ui, &response, theme.radius_control());
    }
    response.on_hover_text(name)
}
